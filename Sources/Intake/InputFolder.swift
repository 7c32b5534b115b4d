import Glibc

/// The input folder: which files there are and which of them are skipped.
package struct InputFolder: Sendable {
    /// All files, by the bytes of their paths.
    package let files: [InputFile]

    package init(files: [InputFile]) {
        self.files = files.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// Lists a folder and everything below it.
    ///
    /// - Throws: `folderMissing`, `cannotOpen` for a folder that cannot be listed, `nothingToRead` if no file is a .csv or .xml.
    package init(path: String) throws(IntakeFailure) {
        var root = Array(path.utf8)
        while root.count > 1, root.last == UInt8(ascii: "/") { root.removeLast() }
        var files: [InputFile] = []
        try Self.list(root, below: [], hidden: false, isRoot: true, into: &files)
        self.init(files: files)
        let readable = files.contains { file in
            if case .disk = file.content { FileFormat(name: file.path) != .unknown } else { false }
        }
        guard readable else { throw .nothingToRead(path: path) }
    }

    private static func list(
        _ folder: [UInt8], below prefix: [UInt8], hidden: Bool, isRoot: Bool, into files: inout [InputFile]
    ) throws(IntakeFailure) {
        guard let directory = opendir((folder + [0]).map { CChar(bitPattern: $0) }) else {
            let reason = String(cString: strerror(errno))
            throw isRoot ? .folderMissing(path: printable(folder), reason: reason) : .cannotOpen(file: printable(prefix), reason: reason)
        }
        defer { closedir(directory) }
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw .cannotOpen(file: printable(isRoot ? folder : prefix), reason: String(cString: strerror(errno))) }
                return
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [0x2E] || name == [0x2E, 0x2E] { continue }
            let path = folder + [0x2F] + name
            let relative = prefix.isEmpty ? name : prefix + [0x2F] + name
            var status = stat()
            // What is gone again since the folder was listed was never there.
            guard lstat((path + [0]).map { CChar(bitPattern: $0) }, &status) == 0 else {
                if errno == ENOENT { continue }
                throw .cannotOpen(file: printable(relative), reason: String(cString: strerror(errno)))
            }
            let hiddenHere = hidden || isHidden(name)
            let sort = status.st_mode & S_IFMT
            if isRoot, isOfOneScheme(name), sort == S_IFDIR || sort == S_IFLNK { continue }
            switch sort {
            case S_IFDIR:
                try list(path, below: relative, hidden: hiddenHere, isRoot: false, into: &files)
            case S_IFREG where !hiddenHere && !isLitter(name):
                guard access((path + [0]).map { CChar(bitPattern: $0) }, R_OK) == 0 || errno == ENOENT else {
                    throw .cannotOpen(file: printable(relative), reason: String(cString: strerror(errno)))
                }
                files.append(InputFile(path: relative, content: .disk(path)))
            default:
                files.append(InputFile(path: relative, content: .skipped))
            }
        }
    }

    private static func isHidden(_ name: [UInt8]) -> Bool {
        name.starts(with: ".".utf8) || name.starts(with: "~$".utf8)
    }

    /// Whether a folder directly in the input holds the logs of one scheme (`@ID`): whoever reads the whole input does not see it.
    private static func isOfOneScheme(_ name: [UInt8]) -> Bool { name.starts(with: "@".utf8) }

    /// What editors, transfers and Windows shares leave behind.
    private static func isLitter(_ name: [UInt8]) -> Bool {
        let folded = folded(name)
        if folded.elementsEqual("thumbs.db".utf8) || folded.elementsEqual("desktop.ini".utf8) { return true }
        return [".tmp", ".part", ".partial", ".filepart", "~"].contains { folded.reversed().starts(with: $0.utf8.reversed()) }
    }
}

/// The format of a file, by its extension.
package enum FileFormat: String, Sendable {
    case csv, xml, unknown

    init(name: [UInt8]) {
        let folded = folded(name)
        self = folded.suffix(4).elementsEqual(".csv".utf8) ? .csv : folded.suffix(4).elementsEqual(".xml".utf8) ? .xml : .unknown
    }
}
