import CExchange
import Crypto
import Glibc
import Intake

/// A file being written aside: bytes go out as they come, counted, hashed and compared with the published file.
final class OutputFile {
    private let descriptor: CInt
    private let path: BytePath
    private let published: PublishedFile?
    private var hash = SHA256()
    private(set) var size = 0
    private let keepsBytes: Bool
    /// All that was written, if it is kept.
    private(set) var bytes: [UInt8] = []
    /// The first thing that went wrong; later writes are dropped.
    private var failure: PublishFailure?

    /// - Parameter published: the file whose place it is to take.
    init(path: BytePath, published: PublishedFile? = nil) throws(PublishFailure) {
        self.published = published
        keepsBytes = false
        descriptor = FileTree.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: FileTree.fileMode)
        self.path = path
        guard descriptor >= 0, fchmod(descriptor, FileTree.fileMode) == 0 else { throw .last(path) }
    }

    /// A file that is only measured, or kept in memory: nothing is written anywhere.
    init(keepsBytes: Bool = false) {
        (descriptor, path, published, self.keepsBytes) = (-1, BytePath(""), nil, keepsBytes)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Where whoever writes the file may keep what it needs for that: beside the file, or with all that is only for now.
    var scratch: BytePath {
        if descriptor >= 0 { return path.parent }
        return BytePath(getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir)
    }

    /// Gives the file up: it could not be made.
    func fail(_ failure: PublishFailure) {
        if self.failure == nil { self.failure = failure }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        size += bytes.count
        hash.update(bufferPointer: bytes)
        published?.compare(bytes)
        if keepsBytes { self.bytes.append(contentsOf: bytes) }
        guard descriptor >= 0 else { return }
        if !FileTree.write(bytes, to: descriptor) { failure = .last(path) }
    }

    /// Whether the published file holds the same bytes.
    var isPublished: Bool { published?.isSame ?? false }

    /// Ends the file and returns its digest.
    func finish() throws(PublishFailure) -> String {
        if let failure { throw failure }
        return hexadecimal(hash.finalize())
    }

    /// Lets the system begin to write the bytes to the disk, and does not wait for it.
    func beginSync() {
        begin_sync(descriptor)
    }
}
