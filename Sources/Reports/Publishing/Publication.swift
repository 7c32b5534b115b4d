import CExchange
import Glibc
import GridModel
import Intake

/// A tree of output being written aside, to take the place of the published one in one step.
///
/// A reader sees the old tree or the new one, whole. Files whose bytes are the same stay the very same files.
package final class Publication {
    private let folder: OutputFolder
    private let old: PublishedManifest?
    private var outputs: [Manifest.Output] = []
    /// Files of which the system was only told to write them to the disk.
    private var unsynced: [BytePath] = []
    private var folders: Set<BytePath> = []

    package init(_ folder: OutputFolder) throws(PublishFailure) {
        self.folder = folder
        old = PublishedManifest(folder: folder.path)
        try FileTree.makeFolder(folder.staging, like: folder.path)
    }

    /// Makes files, several side by side.
    func write(_ plans: [OutputPlan], jobs: Int) async throws {
        for plan in plans { try prepareFolder(of: folder.staging / plan.path) }
        let folder = folder
        for written in try await parallelMap(plans.count, jobs: jobs, { try Self.write(plans[$0], folder) }) { keep(written) }
    }

    /// Makes a file.
    func write(_ plan: OutputPlan) throws(PublishFailure) {
        try prepareFolder(of: folder.staging / plan.path)
        keep(try Self.write(plan, folder))
    }

    private func keep(_ written: (output: Manifest.Output, isNew: Bool)) {
        outputs.append(written.output)
        if written.isNew { unsynced.append(folder.staging / written.output.path) }
    }

    /// Writes a file. The disk is not waited for here: several at once would each wait for the same.
    private static func write(_ plan: OutputPlan, _ folder: OutputFolder) throws(PublishFailure) -> (output: Manifest.Output, isNew: Bool) {
        let (target, published) = (folder.staging / plan.path, folder.path / plan.path)
        let file = try OutputFile(path: target, published: PublishedFile(published))
        let rows = plan.write(file)
        let digest = try file.finish()
        let isNew = !file.isPublished || !FileTree.replace(target, byLinkTo: published)
        if isNew { file.beginSync() }
        return (Manifest.Output(path: plan.path, bytes: file.size, sha256: digest, rows: rows), isNew)
    }

    private func prepareFolder(of target: BytePath) throws(PublishFailure) {
        if folders.insert(target.parent).inserted { try FileTree.makeFolder(target.parent) }
    }

    // MARK: Filed periods

    /// What has been written of a period.
    func outputs(of period: Period) -> [Manifest.Output] {
        let folder = BytePath(period.folder)
        return outputs.filter { BytePath($0.path).parent == folder }.sorted { precedes($0.path, $1.path) }
    }

    /// Whether a file that has been written is not the one that was published.
    func isNew(_ path: String) -> Bool {
        outputs.first { $0.path == path }.map { !(old?.outputs.contains($0) ?? false) } ?? false
    }

    /// Keeps the files of a filed period as they are. One that is missing, or whose length or time is not that of its
    /// copy, comes back from the copy.
    ///
    /// - Returns: the paths of files that came back, and of those that could not.
    func keep(_ filing: Filing) throws(PublishFailure) -> (restored: [String], lost: [String]) {
        var (restored, lost): ([String], [String]) = ([], [])
        for file in filing.seal.files {
            let (published, copy, target) = (folder.path / file.path, folder.path / filing.copy(of: file), folder.staging / file.path)
            try prepareFolder(of: target)
            // Length and time tell nearly always; a tree that was put back from a backup may have other times.
            let isWhole =
                FileTree.size(published) == file.bytes
                && (FileTree.isAsOld(published, as: copy) || FileTree.digest(published) == file.sha256)
            if !isWhole, FileTree.digest(copy) == file.sha256 {
                guard FileTree.copy(copy, to: target) else { throw .last(target) }
                restored.append(file.path)
            } else if FileTree.kind(published) == .file {
                guard FileTree.link(published, to: target) || FileTree.copy(published, to: target) else { throw .last(target) }
                if !isWhole { lost.append(file.path) }
            } else {
                lost.append(file.path)
                continue
            }
            outputs.append(file)
        }
        return (restored, lost)
    }

    /// Keeps what is published of a period whose seal cannot be trusted.
    func keepPublished(_ period: Period) throws(PublishFailure) {
        let parent = BytePath(period.folder)
        for file in old?.outputs ?? [] where BytePath(file.path).parent == parent {
            let (published, target) = (folder.path / file.path, folder.staging / file.path)
            guard FileTree.kind(published) == .file else { continue }
            try prepareFolder(of: target)
            guard FileTree.link(published, to: target) || FileTree.copy(published, to: target) else { throw .last(target) }
            outputs.append(file)
        }
    }

    /// Puts a seal into the tree, with copies of the files it names.
    func add(_ seal: Seal) throws -> String {
        let place = folder.staging / SealChain.folder / seal.name
        try FileTree.makeFolder(place)
        for file in seal.files {
            guard FileTree.copy(folder.staging / file.path, to: place / file.name) else { throw PublishFailure.last(place / file.name) }
        }
        let bytes = try seal.encoded()
        let target = place / SealChain.fileName
        let file = try OutputFile(path: target)
        bytes.withUnsafeBytes { file.write($0) }
        let digest = try file.finish()
        unsynced.append(target)
        folders.formUnion([place, place.parent])
        return digest
    }

    /// Writes the manifest, carries over what is not ours, and exchanges the trees.
    ///
    /// - Parameter chain: the filings of the new tree.
    package func publish(_ report: RunReport, _ chain: SealChain, started: String, finished: String) throws {
        outputs.sort { precedes($0.path, $1.path) }
        let manifest = Manifest(report, outputs: outputs, chain: chain, started: started, finished: finished)
        let bytes = try manifest.encoded()
        let target = folder.staging / PublishedManifest.path
        try prepareFolder(of: target)
        let file = try OutputFile(path: target)
        bytes.withUnsafeBytes { file.write($0) }
        _ = try file.finish()
        try carryOver()
        for path in unsynced + [target] + folders + [folder.staging] { try FileTree.sync(path) }
        try exchange()
        for path in [folder.path, folder.path.parent] { try FileTree.sync(path) }
    }

    /// Removes what was written aside.
    package func discard() {
        FileTree.remove(folder.staging)
    }

    /// Links what somebody else has put into the output folder into the new tree.
    private func carryOver() throws(PublishFailure) {
        guard FileTree.kind(folder.path) == .folder else { return }
        let (files, emptyFolders) = FileTree.contents(of: folder.path)
        for path in files where !(old?.lists(path) ?? false) && !folder.isInternal(path) {
            let (source, target) = (folder.path / path, folder.staging / path)
            guard FileTree.kind(target) == nil else { continue }
            try FileTree.makeFolder(target.parent, like: source.parent)
            guard FileTree.link(source, to: target) || FileTree.copy(source, to: target) else { throw .last(source) }
        }
        for path in emptyFolders where !folder.isInternal(path) { try FileTree.makeFolder(folder.staging / path, like: folder.path / path) }
    }

    private func exchange() throws(PublishFailure) {
        guard FileTree.kind(folder.path) == .folder else {
            guard FileTree.move(folder.staging, to: folder.path) else { throw .last(folder.path) }
            return
        }
        if !folder.isMountPoint, Self.exchange(folder.staging, folder.path) {
            folder.retire(folder.staging)
            return
        }
        // A mount point, or a folder of an image below a layered file system: what it holds can be exchanged.
        if folder.isMountPoint || errno == EXDEV || errno == EBUSY {
            try exchangeContents(of: folder.staging, with: folder.path)
            removeOutdated()
            folder.retire(folder.staging)
            return
        }
        guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else { throw .last(folder.path) }
        // A file system without exchange: for a moment there is no output; `OutputFolder` heals a death in between.
        guard FileTree.move(folder.path, to: folder.previous) else { throw .last(folder.path) }
        guard FileTree.move(folder.staging, to: folder.path) else {
            let failure = PublishFailure.last(folder.path)
            _ = FileTree.move(folder.previous, to: folder.path)
            throw failure
        }
        folder.retire(folder.previous)
    }

    private static func exchange(_ one: BytePath, _ other: BytePath) -> Bool {
        one.withCString { first in other.withCString { exchange_paths(first, $0) } } == 0
    }

    /// Exchanges the entries of two folders one by one, the run's own tables and manifest last: until they are
    /// there, the manifest speaks of the old tree. What a death in between leaves is mended by the next run.
    private func exchangeContents(of new: BytePath, with old: BytePath) throws(PublishFailure) {
        let last = PublishedManifest.folder
        let names = FileTree.names(in: new).sorted { ($0 == last ? 1 : 0) < ($1 == last ? 1 : 0) }
        for name in names {
            let (source, target) = (new / name, old / name)
            if FileTree.kind(target) == nil {
                guard FileTree.move(source, to: target) else { throw .last(target) }
            } else if !Self.exchange(source, target) {
                if FileTree.kind(source) == .folder, FileTree.kind(target) == .folder {
                    try exchangeContents(of: source, with: target)
                } else if !FileTree.move(source, to: target) {
                    throw .last(target)
                }
            }
        }
    }

    /// Removes what the old manifest listed and this one does not, where no exchange has taken it away.
    private func removeOutdated() {
        let current = Set(outputs.map { BytePath($0.path) }).union([BytePath(PublishedManifest.path)])
        for path in old?.paths ?? [] where !current.contains(path) {
            FileTree.remove(folder.path / path)
            var parent = path.parent
            while parent != BytePath("."), (folder.path / parent).withCString({ rmdir($0) }) == 0 { parent = parent.parent }
        }
    }
}
