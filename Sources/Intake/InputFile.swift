import Glibc

/// A file found in the input folder.
package struct InputFile: Sendable {
    /// Path below the input folder, as bytes; the order of files.
    package let path: [UInt8]
    package let content: Content

    package enum Content: Sendable {
        /// A regular file at this path on disk.
        case disk([UInt8])
        /// Bytes at hand: a record of an example of the pack.
        case memory([UInt8])
        /// Not read: litter, a link, or not a regular file.
        case skipped
    }

    package init(path: [UInt8], content: Content) {
        self.path = path
        self.content = content
    }

    /// The path as text; bytes that are not UTF-8 are shown as `\xNN`.
    package var name: String { printable(path) }
}

/// Text of a file name; bytes that are not UTF-8 are shown as `\xNN`.
func printable(_ bytes: [UInt8]) -> String {
    var text = ""
    var index = 0
    while index < bytes.count {
        let length = bytes.withUnsafeBufferPointer { utf8Length($0, at: index, end: bytes.count) }
        if length > 0 {
            text += String(decoding: bytes[index..<index + length], as: UTF8.self)
            index += length
        } else {
            let digits = Array("0123456789ABCDEF")
            text += "\\x" + String(digits[Int(bytes[index] >> 4)]) + String(digits[Int(bytes[index] & 15)])
            index += 1
        }
    }
    return text
}

/// What tells one state of a file from another.
struct FileStamp: Hashable, Sendable {
    let device: UInt
    let inode: UInt
    let size: Int
    let modified: [Int]

    init(_ status: stat) {
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    init(device: UInt, inode: UInt, size: Int, modified: [Int]) {
        (self.device, self.inode, self.size, self.modified) = (device, inode, size, modified)
    }

    /// The stamp of what stands at a path now; nil if nothing does.
    init?(path: [UInt8]) {
        var status = stat()
        guard lstat((path + [0]).map { CChar(bitPattern: $0) }, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// An open input file, read by position.
struct OpenInput {
    /// Closes the file with its last use.
    private final class Descriptor: Sendable {
        let number: CInt

        init(_ number: CInt) {
            self.number = number
        }

        deinit {
            close(number)
        }
    }

    private let name: String
    /// Nil for bytes at hand.
    private let descriptor: Descriptor?
    private let bytes: [UInt8]
    let size: Int
    let stamp: FileStamp?

    /// - Throws: `IntakeFailure.cannotOpen`.
    init(_ file: InputFile) throws(IntakeFailure) {
        name = file.name
        switch file.content {
        case .memory(let bytes):
            self.bytes = bytes
            descriptor = nil
            size = bytes.count
            stamp = nil
        case .disk(let path):
            bytes = []
            // O_NONBLOCK: a FIFO put in the file's place must not hang the run.
            let name = (path + [0]).map { CChar(bitPattern: $0) }
            var opened: CInt
            repeat { opened = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) } while opened < 0 && errno == EINTR
            guard opened >= 0 else {
                // Gone, or a link by now, though the folder listed a file.
                if errno == ENOENT || errno == ELOOP { throw .changed(file: file.name) }
                throw .cannotOpen(file: file.name, reason: String(cString: strerror(errno)))
            }
            let descriptor = Descriptor(opened)
            var status = stat()
            guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                throw .changed(file: file.name)
            }
            self.descriptor = descriptor
            size = Int(status.st_size)
            stamp = FileStamp(status)
        case .skipped:
            throw .cannotOpen(file: file.name, reason: "a skipped file is not read")
        }
    }

    /// Times of files are no finer than a tick of the kernel, of 10 milliseconds at most: a file that changes twice within
    /// one looks as if it had changed once. Waits until every further change shows.
    func awaitTick() {
        guard let stamp else { return }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let age = (now.tv_sec - stamp.modified[2]) * 1_000_000_000 + now.tv_nsec - stamp.modified[3]
        if (0..<20_000_000).contains(age) { usleep(20_000) }
    }

    /// Fills the buffer from a position; returns how many bytes there were, fewer than asked for only at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(IntakeFailure) -> Int {
        guard let descriptor = descriptor?.number else {
            let count = max(0, min(buffer.count, bytes.count - offset))
            if count > 0 { bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) } }
            return count
        }
        var filled = 0
        while filled < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotOpen(file: name, reason: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
