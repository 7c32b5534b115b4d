import Glibc

/// Small steps on files and folders, by path; nothing here follows a symbolic link.
enum FileTree {
    static let fileMode: mode_t = 0o640
    static let folderMode: mode_t = 0o750

    enum Kind {
        case file, folder, other
    }

    static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Makes a folder and those above it, whatever the umask.
    static func makeFolder(_ path: String) throws(PublishFailure) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = parent(of: path)
        if parent != path { try makeFolder(parent) }
        guard mkdir(path, folderMode) == 0 || errno == EEXIST else { throw .last(path) }
        guard chmod(path, folderMode) == 0 else { throw .last(path) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The names in a folder; empty if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// All files below a folder, as paths relative to it, and the folders that hold nothing.
    static func contents(of folder: String, below prefix: String = "") -> (files: [String], emptyFolders: [String]) {
        var files: [String] = []
        var empty: [String] = []
        for name in names(in: folder) {
            let path = "\(folder)/\(name)"
            let relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
            if kind(path) == .folder {
                let inner = contents(of: path, below: relative)
                if inner.files.isEmpty, inner.emptyFolders.isEmpty { empty.append(relative) }
                files += inner.files
                empty += inner.emptyFolders
            } else {
                files.append(relative)
            }
        }
        return (files, empty)
    }

    static func remove(_ path: String) {
        if kind(path) == .folder {
            for name in names(in: path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// Writes a folder's entries through to the disk.
    static func sync(folder path: String) throws(PublishFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last(path) }
    }

    /// Whether two files hold the same bytes.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let (first, second) = (open(left, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), open(right, O_RDONLY | O_NOFOLLOW | O_CLOEXEC))
        defer {
            if first >= 0 { close(first) }
            if second >= 0 { close(second) }
        }
        var (one, other) = (stat(), stat())
        guard first >= 0, second >= 0, fstat(first, &one) == 0, fstat(second, &other) == 0, one.st_size == other.st_size,
            other.st_mode & S_IFMT == S_IFREG
        else { return false }
        let size = 1 << 17
        return withUnsafeTemporaryAllocation(byteCount: size * 2, alignment: 16) { buffer in
            let (a, b) = (buffer.baseAddress!, buffer.baseAddress! + size)
            while true {
                let count = Glibc.read(first, a, size)
                guard count >= 0, Glibc.read(second, b, size) == count else { return false }
                if count == 0 { return true }
                if memcmp(a, b, count) != 0 { return false }
            }
        }
    }
}
