import Glibc

/// Why the output cannot be put in place; what was published before is untouched.
package enum PublishFailure: Error, Sendable {
    /// No permission, or something is in the way.
    case cannotCreate(path: String, reason: String)
    /// No space, or the disk fails.
    case cannotWrite(path: String, reason: String)
    /// The disk has failed while the trees were exchanged, and again when that was to be undone.
    case halfway(path: String)
    /// Another run holds the lock.
    case locked(path: String)

    /// The failure that `errno` tells of.
    static func last(_ path: BytePath) -> PublishFailure {
        let reason = String(cString: strerror(errno))
        switch errno {
        case ENOSPC, EDQUOT, EIO, EFBIG: return .cannotWrite(path: path.text, reason: reason)
        default: return .cannotCreate(path: path.text, reason: reason)
        }
    }
}
