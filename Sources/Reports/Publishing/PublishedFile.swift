import Glibc

/// A regular file, compared with bytes as they come.
final class PublishedFile {
    private let descriptor: CInt
    private let size: Int
    private var compared = 0
    private var isSameSoFar = true

    /// Nil if there is no such file, or it is no regular one.
    init?(_ path: BytePath) {
        descriptor = FileTree.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            size = 0
            return nil
        }
        size = Int(status.st_size)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Whether the file holds the bytes compared and nothing else.
    var isSame: Bool { isSameSoFar && compared == size }

    /// Compares the bytes that come next. Nothing more is read once they differ.
    func compare(_ bytes: UnsafeRawBufferPointer) {
        guard isSameSoFar else { return }
        isSameSoFar = compared + bytes.count <= size && holds(bytes)
        compared += bytes.count
    }

    private func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            var done = 0
            while done < bytes.count {
                let count = read(descriptor, buffer.baseAddress, min(buffer.count, bytes.count - done))
                if count < 0, errno == EINTR { continue }
                guard count > 0, memcmp(buffer.baseAddress!, bytes.baseAddress! + done, count) == 0 else { return false }
                done += count
            }
            return true
        }
    }
}
