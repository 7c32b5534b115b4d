import Glibc
import GridModel
import Intake
import Synchronization

/// A folder of reports that were asked for. It is put in place as a whole, and takes only the place of one that holds
/// nothing, or nothing but an earlier one.
package final class ReportFolder: Sendable {
    private let path: BytePath
    private let staging: BytePath
    private let lock: CInt
    /// Whether what is written aside has taken its place.
    private let isPut = Atomic<Bool>(false)

    /// The list of its files, by which it is known again.
    private static let list = ".gridscore-report"

    /// - Throws: `cannotCreate` if something else stands there, `locked` if another command is at work on it.
    package init(_ requested: String) throws(PublishFailure) {
        var trimmed = Array(requested.utf8)
        while trimmed.count > 1, trimmed.last == UInt8(ascii: "/") { trimmed.removeLast() }
        let path = BytePath(trimmed)
        let name = BytePath(trimmed.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? [])
        guard !name.bytes.isEmpty, name != BytePath("."), name != BytePath("..") else {
            throw .cannotCreate(path: path.text, reason: "a folder of a name of its own is needed")
        }
        self.path = path
        staging = path.parent / BytePath(Array(".".utf8) + name.bytes + Array(".report".utf8))
        try Self.check(path)
        try FileTree.makeFolder(path.parent)
        if staging.withCString({ mkdir($0, FileTree.folderMode) }) != 0, errno != EEXIST { throw .last(staging) }
        lock = FileTree.open(staging, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard lock >= 0 else { throw .last(staging) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .locked(path: staging.text)
        }
        // What a killed command has left.
        for left in try FileTree.names(in: staging) { FileTree.remove(staging / left) }
        guard fchmod(lock, FileTree.folderMode) == 0 else { throw .last(staging) }
    }

    deinit {
        if !isPut.load(ordering: .relaxed) { FileTree.remove(staging) }
        close(lock)
    }

    /// Whether what stands there may be replaced.
    private static func check(_ path: BytePath) throws(PublishFailure) {
        guard let kind = try FileTree.kind(path) else { return }
        guard kind == .folder else { throw .cannotCreate(path: path.text, reason: "it is no folder") }
        let listed = Set(try FileTree.bytes(path / list).map { $0.split(separator: UInt8(ascii: "\n")).map { BytePath(Array($0)) } } ?? [])
        let (files, empty) = try FileTree.contents(of: path)
        for file in files + empty where !listed.contains(file) && file != BytePath(list) {
            throw .cannotCreate(path: path.text, reason: "it holds \(file.text), which is no part of an earlier report; name a new folder")
        }
    }

    /// Writes all files and puts the folder in place.
    func write(_ plans: [OutputPlan], jobs: Int) async throws {
        let staging = staging
        let folders = Set(plans.map { (staging / $0.path).parent })
        for folder in folders { try FileTree.makeFolder(folder) }
        let names = plans.map { $0.path.hasPrefix("./") ? String($0.path.dropFirst(2)) : $0.path }
        _ = try await parallelMap(plans.count, jobs: jobs) { index in
            let file = try OutputFile(path: staging / names[index])
            _ = plans[index].write(file)
            _ = try file.finish()
            try FileTree.sync(staging / names[index])
        }
        let list = try OutputFile(path: staging / Self.list)
        Array((names.sorted(by: precedes).joined(separator: "\n") + "\n").utf8).withUnsafeBytes { list.write($0) }
        _ = try list.finish()
        for place in [staging / Self.list] + folders + [staging] { try FileTree.sync(place) }
        try put()
    }

    private func put() throws(PublishFailure) {
        try Self.check(path)
        // A folder that holds nothing is replaced by a rename, like none.
        if !FileTree.move(staging, to: path) { try exchange() }
        isPut.store(true, ordering: .relaxed)
        try FileTree.sync(path.parent)
    }

    /// Takes the place of an earlier report.
    private func exchange() throws(PublishFailure) {
        guard try FileTree.kind(path) == .folder else { throw .last(path) }
        if Publication.exchange(staging, path) { return FileTree.remove(staging) }
        // A file system without exchange: what was there goes first.
        let aside = BytePath(staging.bytes + Array(".old".utf8))
        guard FileTree.move(path, to: aside) else { throw .last(path) }
        guard FileTree.move(staging, to: path) else {
            let failure = PublishFailure.last(path)
            throw FileTree.move(aside, to: path) ? failure : .halfway(path: path.text)
        }
        FileTree.remove(aside)
    }
}
