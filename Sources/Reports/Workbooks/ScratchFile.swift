import Clibxlsxwriter
import Glibc

/// A file without a name, which is gone when it is closed, however the program ends. Only its owner may read it.
final class ScratchFile {
    private let descriptor: CInt
    private let folder: BytePath

    init(in folder: BytePath) throws(PublishFailure) {
        self.folder = folder
        var template = (folder / ".gridscore-XXXXXX").bytes.map { CChar(bitPattern: $0) } + [0]
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .last(folder) }
        guard unlink(template) == 0, fchmod(descriptor, 0o600) == 0 else { throw .last(folder) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// By which a library that asks for a name opens it.
    var name: String { "/proc/self/fd/\(descriptor)" }

    /// What it means that the library has failed.
    func failure(_ error: lxw_error) -> PublishFailure {
        if [ENOSPC, EDQUOT, EIO, EFBIG].contains(errno) { return .last(folder) }
        return .cannotWrite(path: folder.text, reason: lxw_strerror(error).map { String(cString: $0) } ?? "")
    }

    /// That the file does not hold what was written into it. What kept it from that is not known for sure.
    var incomplete: PublishFailure {
        if [ENOSPC, EDQUOT, EIO, EFBIG].contains(errno) { return .last(folder) }
        return .cannotWrite(path: folder.text, reason: "a workbook is incomplete: No space left on device, or the disk fails")
    }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Hands over all bytes, part by part.
    func read(_ body: (UnsafeRawBufferPointer) -> Void) throws(PublishFailure) {
        try read(0..<size) { bytes in
            body(bytes)
            return true
        }
    }

    /// Hands over the bytes of a range, part by part, as long as more are asked for.
    func read(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Bool) throws(PublishFailure) {
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let count = pread(descriptor, buffer.baseAddress, min(buffer.count, range.upperBound - offset), off_t(offset))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                if !body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { return true }
                offset += count
            }
            return true
        }
        guard isWhole else { throw .last(folder) }
    }
}
