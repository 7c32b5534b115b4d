import Glibc

/// Where output goes, and the lock that keeps a second run away from it.
///
/// The tree is exchanged as a whole, so the new one is written beside the folder: `.output.new` next to `output`.
/// The lock is the file `.output.lock` there; it stays, for a lock belongs to the open file and ends with the process.
package final class OutputFolder: Sendable {
    /// The folder itself, symbolic links resolved.
    package let path: String
    let staging: String
    let previous: String
    private let lock: CInt

    /// Finds the place and takes the lock.
    ///
    /// - Throws: `locked` if another run holds it, `cannotCreate` if there is no permission.
    package init(_ requested: String) throws(PublishFailure) {
        var trimmed = requested
        while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
        var resolved = Self.resolve(trimmed)
        if resolved == nil {
            let parent = FileTree.parent(of: trimmed)
            try FileTree.makeFolder(parent)
            let name = trimmed.split(separator: "/").last.map(String.init) ?? trimmed
            resolved = Self.resolve(parent).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" }
        }
        guard let path = resolved else { throw .last(trimmed) }
        if let kind = FileTree.kind(path), kind != .folder { throw .cannotCreate(path: path, reason: "it is no folder") }
        guard path != "/" else { throw .cannotCreate(path: path, reason: "the root folder cannot be exchanged") }
        self.path = path
        let parent = FileTree.parent(of: path)
        let prefix = (parent == "/" ? "" : parent) + "/." + path.split(separator: "/").last!
        staging = prefix + ".new"
        previous = prefix + ".old"
        let lockPath = prefix + ".lock"
        var descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FileTree.fileMode)
        if descriptor < 0, errno == EACCES { descriptor = open(lockPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw .last(lockPath) }
        fchmod(descriptor, FileTree.fileMode)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .locked(path: lockPath)
        }
        lock = descriptor
        // Writing here later must not fail for a reason that is known now.
        guard access(parent, W_OK | X_OK) == 0, FileTree.kind(path) == nil || access(path, W_OK | X_OK) == 0 else { throw .last(path) }
        recover()
    }

    deinit {
        close(lock)
    }

    private static func resolve(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    /// Heals what a run that was killed has left behind.
    private func recover() {
        // Killed between the two renames of a file system without exchange.
        if FileTree.kind(path) == nil, FileTree.kind(previous) == .folder { rename(previous, path) }
        for left in [staging, previous] where FileTree.kind(left) != nil { retire(left) }
    }

    /// Removes a tree that is no longer, or never was, the output. What somebody else has put into it is brought
    /// over first; a tree without a manifest was never complete, and holds nothing but our own.
    func retire(_ tree: String) {
        if let manifest = PublishedManifest(folder: tree) {
            for file in FileTree.contents(of: tree).files where !manifest.lists(file) {
                let target = "\(path)/\(file)"
                guard FileTree.kind(target) == nil, (try? FileTree.makeFolder(FileTree.parent(of: target))) != nil else { continue }
                rename("\(tree)/\(file)", target)
            }
        }
        FileTree.remove(tree)
    }
}
