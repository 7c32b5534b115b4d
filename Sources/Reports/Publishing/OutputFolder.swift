import Glibc

/// Where output goes, and the lock that keeps a second run away from it.
///
/// The tree is exchanged as a whole, so the new one is written beside the folder: `.output.new` next to `output`.
/// The lock is the file `.output.lock` there; it stays, for a lock belongs to the open file and ends with the process.
/// A folder that is a mount point cannot be exchanged: there the new tree and the lock stand within it, and its
/// entries are exchanged one by one.
package final class OutputFolder: Sendable {
    /// The folder itself, symbolic links resolved.
    let path: BytePath
    let staging: BytePath
    let previous: BytePath
    /// Whether the folder is the root of a file system of its own.
    let isMountPoint: Bool
    private let lock: CInt
    /// Where what is read may be kept from one run to the next, as bytes of a path: `.output.cache` beside the folder.
    package let cache: [UInt8]
    /// When the lock was taken, in seconds since 1970 by the clock of its file system; nil if that cannot be known.
    package let clock: Int?

    /// Finds the place and takes the lock.
    ///
    /// - Throws: `locked` if another run holds it, `cannotCreate` if there is no permission.
    package convenience init(_ requested: String) throws(PublishFailure) {
        try self.init(requested, asMountPoint: nil)
    }

    /// - Parameter asMountPoint: whether to treat the folder as one; nil to look.
    init(_ requested: String, asMountPoint: Bool?) throws(PublishFailure) {
        let path = try Self.place(requested)
        if let kind = FileTree.kind(path), kind != .folder { throw .cannotCreate(path: path.text, reason: "it is no folder") }
        guard let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")), slash + 1 < path.bytes.count else {
            throw .cannotCreate(path: path.text, reason: "the root folder cannot be exchanged")
        }
        self.path = path
        func beside(_ ending: String) -> BytePath {
            BytePath(path.bytes[...slash] + [UInt8(ascii: ".")] + path.bytes[(slash + 1)...] + Array(ending.utf8))
        }
        let isMountPoint = asMountPoint ?? FileTree.isMountPoint(path)
        self.isMountPoint = isMountPoint
        staging = isMountPoint ? path / "\(Self.inner)new" : beside(".new")
        previous = beside(".old")
        cache = (isMountPoint ? path / "\(Self.inner)cache" : beside(".cache")).bytes
        let lockPath = isMountPoint ? path / "\(Self.inner)lock" : beside(".lock")
        var descriptor = lockPath.withCString { open($0, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FileTree.fileMode) }
        if descriptor < 0, errno == EACCES {
            let failure = PublishFailure.last(lockPath)
            descriptor = lockPath.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
            guard descriptor >= 0 else { throw failure }
        }
        guard descriptor >= 0 else { throw .last(lockPath) }
        fchmod(descriptor, FileTree.fileMode)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .locked(path: lockPath.text)
        }
        lock = descriptor
        var status = stat()
        clock = futimens(descriptor, nil) == 0 && fstat(descriptor, &status) == 0 ? Int(status.st_mtim.tv_sec) : nil
        // Writing here later must not fail for a reason that is known now.
        for folder in isMountPoint ? [path] : [path.parent, path] where FileTree.kind(folder) != nil {
            guard folder.withCString({ access($0, W_OK | X_OK) }) == 0 else { throw .last(folder) }
        }
        recover()
    }

    /// What is published here.
    package var tree: PublishedTree { PublishedTree(path) }

    deinit {
        // A child that is being started may hold the file open for a moment longer.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// How names of our own begin in a mount point.
    private static let inner = ".gridscore."

    /// Whether a path below the folder is our own and no part of the output.
    func isInternal(_ path: BytePath) -> Bool {
        isMountPoint && path.bytes.starts(with: Self.inner.utf8)
    }

    /// The folder's path with links resolved; what is missing above it is made.
    private static func place(_ requested: String) throws(PublishFailure) -> BytePath {
        var trimmed = Array(requested.utf8)
        while trimmed.count > 1, trimmed.last == UInt8(ascii: "/") { trimmed.removeLast() }
        let path = BytePath(trimmed)
        if let resolved = resolve(path) { return resolved }
        try FileTree.makeFolder(path.parent)
        guard let parent = resolve(path.parent) else { throw .last(path) }
        let name = BytePath(Array(trimmed[((trimmed.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]))
        return parent == BytePath("/") ? BytePath("/" + name.text) : parent / name
    }

    private static func resolve(_ path: BytePath) -> BytePath? {
        guard let pointer = path.withCString({ realpath($0, nil) }) else { return nil }
        defer { free(pointer) }
        return BytePath(Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }))
    }

    /// Heals what a run that was killed has left behind.
    private func recover() {
        // Killed between the two renames of a file system without exchange.
        if FileTree.kind(path) == nil, FileTree.kind(previous) == .folder { _ = FileTree.move(previous, to: path) }
        for left in [staging, previous] where FileTree.kind(left) != nil { retire(left) }
    }

    /// Removes a tree that is no longer, or never was, the output. What somebody else put into it was carried over
    /// before the exchange; what came in since is brought over now.
    func retire(_ tree: BytePath) {
        if let manifest = PublishedManifest(folder: tree) {
            for file in FileTree.contents(of: tree).files where !manifest.lists(file) {
                let target = path / file
                guard FileTree.kind(target) == nil, (try? FileTree.makeFolder(target.parent)) != nil else { continue }
                _ = FileTree.move(tree / file, to: target)
            }
        }
        FileTree.remove(tree)
    }
}
