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

    /// The last part.
    var name: String { String(decoding: bytes.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self) }

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

    /// Nil only if nothing stands there. What cannot be looked at is not taken for missing: it would be lost.
    static func kind(_ path: BytePath) throws(PublishFailure) -> Kind? {
        try status(path).map { kind($0.st_mode) }
    }

    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// What the system says of a path; nil if nothing stands there.
    private static func status(_ path: BytePath) throws(PublishFailure) -> stat? {
        var status = stat()
        if path.withCString({ lstat($0, &status) }) == 0 { return status }
        guard errno == ENOENT || errno == ENOTDIR else { throw .last(path) }
        return nil
    }

    /// Bytes of a regular file; nil if there is none.
    static func size(_ path: BytePath) throws(PublishFailure) -> Int? {
        guard let status = try status(path), kind(status.st_mode) == .file else { return nil }
        return Int(status.st_size)
    }

    /// Whether two files have the same time of modification.
    static func isAsOld(_ path: BytePath, as other: BytePath) throws(PublishFailure) -> Bool {
        guard let one = try status(path), let two = try status(other) else { return false }
        return one.st_mtim.tv_sec == two.st_mtim.tv_sec && one.st_mtim.tv_nsec == two.st_mtim.tv_nsec
    }

    /// SHA-256 of a regular file, in hexadecimal; nil if there is none.
    static func digest(_ path: BytePath) throws(PublishFailure) -> String? {
        var hash = SHA256()
        return try read(path) { hash.update(bufferPointer: $0) } ? hexadecimal(hash.finalize()) : nil
    }

    /// The bytes of a regular file; nil if there is none.
    static func bytes(_ path: BytePath) throws(PublishFailure) -> [UInt8]? {
        var bytes: [UInt8] = []
        return try read(path) { bytes.append(contentsOf: $0) } ? bytes : nil
    }

    /// Hands over the bytes of a regular file, part by part.
    ///
    /// - Returns: false if there is none.
    /// - Throws: if there is one and it cannot be read to its end.
    private static func read(_ path: BytePath, _ body: (UnsafeRawBufferPointer) -> Void) throws(PublishFailure) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        // ELOOP and ENXIO: a link, or a socket.
        if descriptor < 0, [ENOENT, ENOTDIR, ELOOP, ENXIO].contains(errno) { return false }
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(path) }
        guard kind(status.st_mode) == .file else { return false }
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return count == 0 }
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        guard isWhole else { throw .last(path) }
        return true
    }

    /// Opens a file, however often a signal comes in between.
    static func open(_ path: BytePath, _ flags: CInt, mode: mode_t = 0) -> CInt {
        while true {
            let descriptor = path.withCString { Glibc.open($0, flags | O_CLOEXEC, mode) }
            if descriptor >= 0 || errno != EINTR { return descriptor }
        }
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
        guard kind(status.st_mode) == .folder else { throw .cannotCreate(path: path.text, reason: "a file is in the way") }
        let mode = folderMode | (status.st_mode & S_ISGID)
        guard path.withCString({ chmod($0, mode) }) == 0 else { throw .last(path) }
    }

    /// Makes a folder that takes the place of another: its group and set-group-ID bit are kept where that is allowed.
    static func makeFolder(_ path: BytePath, like model: BytePath) throws(PublishFailure) {
        let isNew = try kind(path) == nil
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
    static func replace(_ path: BytePath, byLinkTo other: BytePath) throws(PublishFailure) -> Bool {
        let aside = BytePath(path.bytes + Array(".link".utf8))
        if link(other, to: aside) {
            if move(aside, to: path) { return true }
            // It must not be published beside the file.
            guard aside.withCString({ unlink($0) }) == 0 else { throw .last(aside) }
        }
        var status = stat()
        if other.withCString({ stat($0, &status) }) == 0 {
            let times = [status.st_atim, status.st_mtim]
            _ = path.withCString { utimensat(AT_FDCWD, $0, times, 0) }
        }
        return false
    }

    /// Makes one path a second name of the file at another, or a copy of it where no link can be made.
    static func take(_ path: BytePath, to target: BytePath) throws(PublishFailure) {
        if !link(path, to: target) { try copy(path, to: target) }
    }

    /// Copies a regular file with its mode and times, to the disk.
    static func copy(_ path: BytePath, to target: BytePath) throws(PublishFailure) {
        let source = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard source >= 0 else { throw .last(path) }
        defer { close(source) }
        var status = stat()
        guard fstat(source, &status) == 0 else { throw .last(path) }
        guard kind(status.st_mode) == .file else { throw .cannotCreate(path: target.text, reason: "what is to be copied is no file") }
        let copy = open(target, O_WRONLY | O_CREAT | O_EXCL, mode: fileMode)
        guard copy >= 0 else { throw .last(target) }
        defer { close(copy) }
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(source, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return count == 0 }
                guard write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: copy) else { return false }
            }
        }
        guard isWhole, fchmod(copy, status.st_mode & 0o7777) == 0, futimens(copy, [status.st_atim, status.st_mtim]) == 0, sync(copy)
        else { throw .last(target) }
    }

    /// Writes all bytes, however many the system takes at a time.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            written += count
        }
        return true
    }

    static func move(_ path: BytePath, to target: BytePath) -> Bool {
        path.withCString { old in target.withCString { Glibc.rename(old, $0) } } == 0
    }

    /// Removes a file, or a folder with all that is in it; what cannot be removed stays. A folder of our own that may not
    /// be written is given permission first.
    static func remove(_ path: BytePath) {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return }
        guard kind(status.st_mode) == .folder else {
            _ = path.withCString { unlink($0) }
            return
        }
        if status.st_mode & 0o700 != 0o700 { _ = path.withCString { chmod($0, folderMode) } }
        for name in (try? names(in: path)) ?? [] { remove(path / name) }
        _ = path.withCString { rmdir($0) }
    }

    /// The names in a folder; none if there is no folder.
    static func names(in folder: BytePath) throws(PublishFailure) -> [BytePath] {
        guard let directory = folder.withCString({ opendir($0) }) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .last(folder) }
            return []
        }
        defer { closedir(directory) }
        var names: [BytePath] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw .last(folder) }
                return names
            }
            let name = BytePath(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
            if name != BytePath("."), name != BytePath("..") { names.append(name) }
        }
    }

    /// All files below a folder, as paths relative to it, and the folders that hold nothing.
    static func contents(of folder: BytePath, below prefix: BytePath? = nil) throws(PublishFailure) -> (files: [BytePath], emptyFolders: [BytePath]) {
        var files: [BytePath] = []
        var empty: [BytePath] = []
        for name in try names(in: folder) {
            let relative = prefix.map { $0 / name } ?? name
            // What is gone again since the folder was listed was somebody else's.
            guard let kind = try kind(folder / name) else { continue }
            guard kind == .folder else {
                files.append(relative)
                continue
            }
            let inner = try contents(of: folder / name, below: relative)
            if inner.files.isEmpty, inner.emptyFolders.isEmpty { empty.append(relative) }
            files += inner.files
            empty += inner.emptyFolders
        }
        return (files, empty)
    }

    /// Writes a file's bytes or a folder's entries through to the disk.
    static func sync(_ path: BytePath) throws(PublishFailure) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        guard sync(descriptor) else { throw .last(path) }
    }

    private static func sync(_ descriptor: CInt) -> Bool {
        while fsync(descriptor) != 0 { guard errno == EINTR else { return false } }
        return true
    }
}
