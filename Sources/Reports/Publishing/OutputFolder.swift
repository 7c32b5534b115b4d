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
    private let lockPath: BytePath

    /// Finds the place and takes the lock.
    ///
    /// - Throws: `locked` if another run holds it, `cannotCreate` if there is no permission.
    package convenience init(_ requested: String) throws(PublishFailure) {
        try self.init(requested, asMountPoint: nil)
    }

    /// - Parameter asMountPoint: whether to treat the folder as one; nil to look.
    init(_ requested: String, asMountPoint: Bool?) throws(PublishFailure) {
        let path = try Self.place(requested)
        if let kind = try FileTree.kind(path), kind != .folder { throw .cannotCreate(path: path.text, reason: "it is no folder") }
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
        lockPath = isMountPoint ? path / "\(Self.inner)lock" : beside(".lock")
        var descriptor = FileTree.open(lockPath, O_RDWR | O_CREAT | O_NOFOLLOW, mode: FileTree.fileMode)
        if descriptor < 0, errno == EACCES {
            let failure = PublishFailure.last(lockPath)
            descriptor = FileTree.open(lockPath, O_RDONLY | O_NOFOLLOW)
            guard descriptor >= 0 else { throw failure }
        }
        guard descriptor >= 0 else { throw .last(lockPath) }
        fchmod(descriptor, FileTree.fileMode)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let failure = errno == EWOULDBLOCK ? PublishFailure.locked(path: lockPath.text) : .last(lockPath)
            close(descriptor)
            throw failure
        }
        lock = descriptor
        var status = stat()
        clock = futimens(descriptor, nil) == 0 && fstat(descriptor, &status) == 0 ? Int(status.st_mtim.tv_sec) : nil
        // Writing here later must not fail for a reason that is known now.
        for folder in isMountPoint ? [path] : [path.parent, path] {
            guard try FileTree.kind(folder) != nil else { continue }
            guard folder.withCString({ access($0, W_OK | X_OK) }) == 0 else { throw .last(folder) }
        }
        try recover()
    }

    /// What is published here.
    package var tree: PublishedTree { PublishedTree(path) }

    deinit {
        // A child that is being started may hold the file open for a moment longer.
        flock(lock, LOCK_UN)
        close(lock)
    }

    /// A lock whose file somebody has removed keeps nobody away: another run may be writing the new tree.
    func checkLock() throws(PublishFailure) {
        var (own, there) = (stat(), stat())
        guard fstat(lock, &own) == 0, lockPath.withCString({ lstat($0, &there) }) == 0, own.st_dev == there.st_dev, own.st_ino == there.st_ino
        else { throw .locked(path: lockPath.text) }
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
    private func recover() throws(PublishFailure) {
        // Killed between the two renames of a file system without exchange.
        if try FileTree.kind(path) == nil, try FileTree.kind(previous) == .folder {
            guard FileTree.move(previous, to: path) else { throw .last(previous) }
        }
        for left in [previous, staging] where try FileTree.kind(left) != nil {
            try removeStray(left)
            try retire(left)
        }
        // What cannot be removed would become part of the new tree.
        if try FileTree.kind(staging) != nil {
            guard FileTree.move(staging, to: previous) else {
                throw .cannotCreate(path: staging.text, reason: "what stands there cannot be removed")
            }
        }
    }

    /// Whether a file that no manifest lists is the program's own all the same.
    private func isOurs(_ file: BytePath) -> Bool { SealChain.holds(file) || file.parent == ContentExchange.aside }

    /// Removes what a run has put into the output, or left there, that was killed while it exchanged entries one by one:
    /// files that its manifest lists, to the byte, and the published one does not. They would count as somebody else's.
    private func removeStray(_ left: BytePath) throws(PublishFailure) {
        guard try FileTree.kind(left) == .folder, let other = try PublishedManifest(folder: left),
            let published = try PublishedManifest(folder: path)
        else { return }
        for file in other.outputs where !published.lists(BytePath(file.path)) {
            guard try FileTree.digest(path / file.path) == file.sha256 else { continue }
            FileTree.remove(path / file.path)
            Self.removeEmpty(BytePath(file.path).parent, in: path)
        }
    }

    /// Removes a folder of a tree, and those above it, as long as they hold nothing.
    static func removeEmpty(_ folder: BytePath, in tree: BytePath) {
        var folder = folder
        while folder != BytePath("."), (tree / folder).withCString({ rmdir($0) }) == 0 { folder = folder.parent }
    }

    /// Removes a tree that is no longer, or never was, the output. What somebody else put into it was carried over
    /// before the exchange; what came in since is brought over now.
    ///
    /// Seals stay behind: the tree of a run that was killed may hold one that was never published.
    func retire(_ tree: BytePath) throws(PublishFailure) {
        // A link that stands there leads to what is not ours.
        if try FileTree.kind(tree) == .folder, let manifest = try PublishedManifest(folder: tree) {
            for file in try FileTree.contents(of: tree).files where !manifest.lists(file) && !isOurs(file) {
                let target = path / file
                guard try FileTree.kind(target) == nil else { continue }
                try FileTree.makeFolder(target.parent)
                guard FileTree.move(tree / file, to: target) else { throw .last(target) }
            }
        }
        FileTree.remove(tree)
    }
}
