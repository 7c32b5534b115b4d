import Crypto
import Glibc
import Intake

/// A path as the file system knows it: bytes, which need not be UTF-8.
struct BytePath: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func / (folder: BytePath, name: BytePath) -> BytePath {
        BytePath(folder.bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    static func / (folder: BytePath, name: String) -> BytePath { folder / BytePath(name) }

    /// The folder that holds it.
    var parent: BytePath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return BytePath(".") }
        return BytePath(slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]))
    }

    /// For messages.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Calls a function of the C library with the path.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) }
        }
    }
}

/// Small steps on files and folders; nothing here follows a symbolic link at the end of a path.
enum FileTree {
    static let fileMode: mode_t = 0o640
    static let folderMode: mode_t = 0o750

    enum Kind {
        case file, folder, other
    }

    static func kind(_ path: BytePath) -> Kind? {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Bytes of a regular file; nil if there is none.
    static func size(_ path: BytePath) -> Int? {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Whether two files have the same time of modification.
    static func isAsOld(_ path: BytePath, as other: BytePath) -> Bool {
        var (one, two) = (stat(), stat())
        guard path.withCString({ lstat($0, &one) }) == 0, other.withCString({ lstat($0, &two) }) == 0 else { return false }
        return one.st_mtim.tv_sec == two.st_mtim.tv_sec && one.st_mtim.tv_nsec == two.st_mtim.tv_nsec
    }

    /// SHA-256 of a regular file, in hexadecimal; nil if it cannot be read.
    static func digest(_ path: BytePath) -> String? {
        let descriptor = path.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var hash = SHA256()
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return count == 0 }
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return isWhole ? hexadecimal(hash.finalize()) : nil
    }

    /// Whether a folder is the root of another file system than the folder above it.
    static func isMountPoint(_ path: BytePath) -> Bool {
        var (own, above) = (stat(), stat())
        return path.withCString { stat($0, &own) } == 0 && path.parent.withCString { stat($0, &above) } == 0 && own.st_dev != above.st_dev
    }

    /// Makes a folder and those above it, with the same mode whatever the umask; a set-group-ID bit that is inherited stays.
    static func makeFolder(_ path: BytePath) throws(PublishFailure) {
        var status = stat()
        if path.withCString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        if path.parent != path { try makeFolder(path.parent) }
        guard path.withCString({ mkdir($0, folderMode) }) == 0 || errno == EEXIST else { throw .last(path) }
        guard path.withCString({ stat($0, &status) }) == 0 else { throw .last(path) }
        let mode = folderMode | (status.st_mode & S_ISGID)
        guard path.withCString({ chmod($0, mode) }) == 0 else { throw .last(path) }
    }

    /// Makes a folder that takes the place of another: its group and set-group-ID bit are kept where that is allowed.
    static func makeFolder(_ path: BytePath, like model: BytePath) throws(PublishFailure) {
        let isNew = kind(path) == nil
        try makeFolder(path)
        var status = stat()
        guard isNew, model.withCString({ stat($0, &status) }) == 0 else { return }
        _ = path.withCString { chown($0, uid_t.max, status.st_gid) }
        guard path.withCString({ chmod($0, folderMode | (status.st_mode & S_ISGID)) }) == 0 else { throw .last(path) }
    }

    /// Makes one path a second name of the file at another.
    static func link(_ path: BytePath, to target: BytePath) -> Bool {
        path.withCString { old in target.withCString { Glibc.link(old, $0) } } == 0
    }

    /// Puts a link to an equal file in a file's place. Where none can be made the file stays, with the other's times.
    static func replace(_ path: BytePath, byLinkTo other: BytePath) -> Bool {
        let aside = BytePath(path.bytes + Array(".link".utf8))
        if link(other, to: aside), move(aside, to: path) { return true }
        var status = stat()
        if other.withCString({ stat($0, &status) }) == 0 {
            let times = [status.st_atim, status.st_mtim]
            _ = path.withCString { utimensat(AT_FDCWD, $0, times, 0) }
        }
        return false
    }

    /// Copies a regular file with its mode and times.
    static func copy(_ path: BytePath, to target: BytePath) -> Bool {
        let source = path.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard source >= 0 else { return false }
        defer { close(source) }
        var status = stat()
        guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let copy = target.withCString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, fileMode) }
        guard copy >= 0 else { return false }
        defer { close(copy) }
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(source, buffer.baseAddress, buffer.count)
                if count <= 0 { return count == 0 }
                guard Glibc.write(copy, buffer.baseAddress, count) == count else { return false }
            }
        }
        return isWhole && fchmod(copy, status.st_mode & 0o7777) == 0 && futimens(copy, [status.st_atim, status.st_mtim]) == 0 && fsync(copy) == 0
    }

    static func move(_ path: BytePath, to target: BytePath) -> Bool {
        path.withCString { old in target.withCString { Glibc.rename(old, $0) } } == 0
    }

    static func remove(_ path: BytePath) {
        if kind(path) == .folder {
            for name in names(in: path) { remove(path / name) }
            _ = path.withCString { rmdir($0) }
        } else {
            _ = path.withCString { unlink($0) }
        }
    }

    /// The names in a folder; empty if it cannot be read.
    static func names(in folder: BytePath) -> [BytePath] {
        guard let directory = folder.withCString({ opendir($0) }) else { return [] }
        defer { closedir(directory) }
        var names: [BytePath] = []
        while let entry = readdir(directory) {
            let name = BytePath(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
            if name != BytePath("."), name != BytePath("..") { names.append(name) }
        }
        return names
    }

    /// All files below a folder, as paths relative to it, and the folders that hold nothing.
    static func contents(of folder: BytePath, below prefix: BytePath? = nil) -> (files: [BytePath], emptyFolders: [BytePath]) {
        var files: [BytePath] = []
        var empty: [BytePath] = []
        for name in names(in: folder) {
            let relative = prefix.map { $0 / name } ?? name
            guard kind(folder / name) == .folder else {
                files.append(relative)
                continue
            }
            let inner = contents(of: folder / name, below: relative)
            if inner.files.isEmpty, inner.emptyFolders.isEmpty { empty.append(relative) }
            files += inner.files
            empty += inner.emptyFolders
        }
        return (files, empty)
    }

    /// Writes a file's bytes or a folder's entries through to the disk.
    static func sync(_ path: BytePath) throws(PublishFailure) {
        let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last(path) }
    }
}
