import Glibc

/// An output folder as a reader sees it.
package struct PublishedTree: Sendable {
    let path: BytePath

    init(_ path: BytePath) {
        self.path = path
    }

    /// The tree at a path, links resolved; nil if there is no folder.
    package init?(at requested: String) throws(PublishFailure) {
        guard let pointer = realpath(requested, nil) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .last(BytePath(requested)) }
            return nil
        }
        defer { free(pointer) }
        path = BytePath(Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }))
        guard try FileTree.kind(path) == .folder else { return nil }
    }

    /// SHA-256 of the manifest; nil if there is none. It is another one after every publication.
    package var manifestDigest: String? {
        get throws(PublishFailure) { try FileTree.digest(path / PublishedManifest.path) }
    }
}
