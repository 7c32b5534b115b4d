import CExchange
import Glibc
import GridModel
import Intake

/// A tree of output being written aside, to take the place of the published one in one step.
///
/// A reader sees the old tree or the new one, whole. Files whose bytes are the same stay the very same files.
package final class Publication {
    private let folder: OutputFolder
    /// What is published now; nil if nothing is.
    var published: PublishedManifest? { old }
    private let old: PublishedManifest?
    private var outputs: [Manifest.Output] = []
    /// What each workbook was made from, by its path; nil if none are made.
    private var workbooks: [String: String]?
    /// Files of which the system was only told to write them to the disk.
    private var unsynced: [BytePath] = []
    private var folders: Set<BytePath> = []

    package init(_ folder: OutputFolder) throws(PublishFailure) {
        self.folder = folder
        old = try PublishedManifest(folder: folder.path)
        // Whatever has come there since the lock was taken would be published.
        guard try FileTree.kind(folder.staging) == nil else { throw .cannotCreate(path: folder.staging.text, reason: "it is there already") }
        try FileTree.makeFolder(folder.staging, like: folder.path)
    }

    /// Makes files, several side by side.
    func write(_ plans: [OutputPlan], jobs: Int) async throws {
        for plan in plans { try prepareFolder(of: folder.staging / plan.path) }
        let folder = folder
        for written in try await parallelMap(plans.count, jobs: jobs, { try Self.write(plans[$0], folder) }) { keep(written) }
    }

    /// Makes workbooks, several side by side. One that would be made from the same as the published one is not made anew.
    func write(_ plans: [WorkbookPlan], jobs: Int) async throws {
        for plan in plans { try prepareFolder(of: folder.staging / plan.path) }
        let (folder, old) = (folder, old)
        workbooks = workbooks ?? [:]
        let found = try await parallelMap(plans.count, jobs: jobs) { index in
            let (plan, stamp) = (plans[index], try plans[index].stamp)
            if let published = try Self.take(plan, stamp, folder, old) { return (published, false, stamp) }
            let written = try Self.write(plan.plan, folder)
            return (written.output, written.isNew, stamp)
        }
        for (plan, (output, isNew, stamp)) in zip(plans, found) {
            keep((output, isNew))
            workbooks?[plan.path] = stamp
        }
    }

    /// Takes the published workbook over if it is what would be made.
    private static func take(
        _ plan: WorkbookPlan, _ stamp: String, _ folder: OutputFolder, _ old: PublishedManifest?
    ) throws(PublishFailure) -> Manifest.Output? {
        guard let old, old.workbooks?[plan.path] == stamp, let output = old.outputs.first(where: { $0.path == plan.path }) else { return nil }
        let published = folder.path / plan.path
        // Somebody may have saved it with a spreadsheet program.
        guard try FileTree.digest(published) == output.sha256 else { return nil }
        try FileTree.take(published, to: folder.staging / plan.path)
        return output
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
        let isNew = file.isPublished ? try !FileTree.replace(target, byLinkTo: published) : true
        if isNew { file.beginSync() }
        return (Manifest.Output(path: plan.path, bytes: file.size, sha256: digest, rows: rows), isNew)
    }

    private func prepareFolder(of target: BytePath) throws(PublishFailure) { try prepare(target.parent) }

    /// Makes a folder of the new tree, if it has not been made.
    ///
    /// - Parameter model: the folder whose place it takes; nil if there is none.
    private func prepare(_ place: BytePath, like model: BytePath? = nil) throws(PublishFailure) {
        guard folders.insert(place).inserted else { return }
        if let model { try FileTree.makeFolder(place, like: model) } else { try FileTree.makeFolder(place) }
        // Those above it may be new as well: all must be on the disk before the trees are exchanged.
        var above = place.parent
        while above.bytes.count > folder.staging.bytes.count, folders.insert(above).inserted { above = above.parent }
    }

    /// All that has been written.
    var written: [Manifest.Output] { outputs }

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

    /// The bytes of a published file; nil if there is none of ours.
    func publishedBytes(_ path: String) throws(PublishFailure) -> [UInt8]? {
        old?.lists(BytePath(path)) == true ? try FileTree.bytes(folder.path / path) : nil
    }

    /// The bytes of a file that has been written.
    func newBytes(_ path: String) throws(PublishFailure) -> [UInt8]? { try FileTree.bytes(folder.staging / path) }

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
            var isWhole = try FileTree.size(published) == file.bytes
            if isWhole, try !FileTree.isAsOld(published, as: copy) { isWhole = try FileTree.digest(published) == file.sha256 }
            if !isWhole, try FileTree.digest(copy) == file.sha256 {
                try FileTree.copy(copy, to: target)
                restored.append(file.path)
            } else if try FileTree.kind(published) == .file {
                try FileTree.take(published, to: target)
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
        try keepPublished { BytePath($0.path).parent == parent }
    }

    private func keepPublished(_ isMeant: (Manifest.Output) -> Bool) throws(PublishFailure) {
        for file in old?.outputs ?? [] where isMeant(file) {
            let (published, target) = (folder.path / file.path, folder.staging / file.path)
            guard try FileTree.kind(published) == .file else { continue }
            try prepareFolder(of: target)
            try FileTree.take(published, to: target)
            outputs.append(file)
        }
    }

    /// Writes the figures of a run.
    package func write(_ metrics: RunMetrics) throws {
        try write(OutputPlan(text: RunMetrics.path, metrics.text(outputs)))
    }

    /// Keeps the figures of the last run as they are: a filing is no run, and must not hide that one is missing.
    package func keepMetrics() throws(PublishFailure) { try keepPublished { $0.path == RunMetrics.path } }

    /// Puts a seal into the tree, with copies of the files it names.
    func add(_ seal: Seal) throws -> String {
        let place = folder.staging / SealChain.folder / seal.name
        try prepare(place)
        for file in seal.files {
            try FileTree.copy(folder.staging / file.path, to: place / file.name)
        }
        let bytes = try seal.encoded()
        let target = place / SealChain.fileName
        let file = try OutputFile(path: target)
        bytes.withUnsafeBytes { file.write($0) }
        let digest = try file.finish()
        unsynced.append(target)
        return digest
    }

    /// Writes the manifest, carries over what is not ours, and exchanges the trees.
    ///
    /// - Parameters:
    ///   - chain: the filings of the new tree.
    ///   - changes: what it changes.
    /// - Returns: what kept the disk from confirming that the new tree is on it; nil if nothing did.
    @discardableResult
    package func publish(
        _ report: RunReport, _ chain: SealChain, _ changes: ChangeList, started: String, finished: String
    ) throws -> PublishFailure? {
        outputs.sort { precedes($0.path, $1.path) }
        // Those of filed periods are not made again, from whatever they were made.
        let made = workbooks?.filter { !chain.isFiled(path: $0.key) }
        let manifest = Manifest(
            report, outputs: outputs, workbooks: made, chain: chain, changes: changes, started: started, finished: finished)
        let bytes = try manifest.encoded()
        let target = folder.staging / PublishedManifest.path
        try prepareFolder(of: target)
        let file = try OutputFile(path: target)
        bytes.withUnsafeBytes { file.write($0) }
        _ = try file.finish()
        try carryOver()
        for path in unsynced + [target] + folders + [folder.staging] { try FileTree.sync(path) }
        try folder.checkLock()
        let undo = try exchange()
        var unconfirmed: PublishFailure?
        do throws(PublishFailure) {
            for path in [folder.path, folder.path.parent] { try FileTree.sync(path) }
        } catch {
            // Whoever is told that nothing was published must find the old tree.
            if undo() { throw error }
            unconfirmed = error
        }
        // From here on the new tree stands. What cannot be removed now the next run removes.
        try? folder.retire(folder.staging)
        try? folder.retire(folder.previous)
        return unconfirmed
    }

    /// Removes what was written aside.
    package func discard() {
        guard (try? folder.checkLock()) != nil else { return }
        FileTree.remove(folder.staging)
    }

    /// Links what somebody else has put into the output folder into the new tree.
    private func carryOver() throws(PublishFailure) {
        guard try FileTree.kind(folder.path) == .folder else { return }
        let (files, emptyFolders) = try FileTree.contents(of: folder.path)
        for path in files where !(old?.lists(path) ?? false) && !folder.isInternal(path) {
            let (source, target) = (folder.path / path, folder.staging / path)
            guard try FileTree.kind(target) == nil else { continue }
            try prepare(target.parent, like: source.parent)
            try FileTree.take(source, to: target)
        }
        // One that held files of ours is what a killed run has left of it.
        for path in emptyFolders where !folder.isInternal(path) && !(old?.lists(below: path) ?? false) {
            let target = folder.staging / path
            if try FileTree.kind(target) == nil { try prepare(target, like: folder.path / path) }
        }
    }

    /// Puts the new tree in the place of the old one.
    ///
    /// - Returns: what takes it back; false if that cannot be done.
    private func exchange() throws(PublishFailure) -> () -> Bool {
        let (staging, path, previous) = (folder.staging, folder.path, folder.previous)
        guard try FileTree.kind(path) == .folder else {
            guard FileTree.move(staging, to: path) else { throw .last(path) }
            return { FileTree.move(path, to: staging) }
        }
        if !folder.isMountPoint, Self.exchange(staging, path) { return { Self.exchange(staging, path) } }
        // A mount point, or a folder of an image below a layered file system: what it holds can be exchanged.
        if folder.isMountPoint || errno == EXDEV || errno == EBUSY {
            var contents = ContentExchange(staging)
            do throws(PublishFailure) {
                try contents.exchange(staging, with: path, outdated: outdated)
            } catch {
                if contents.undo() { throw error }
                throw .halfway(path: path.text)
            }
            return { contents.undo() }
        }
        guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else { throw .last(path) }
        // A file system without exchange: for a moment there is no output; `OutputFolder` heals a death in between.
        guard FileTree.move(path, to: previous) else { throw .last(path) }
        guard FileTree.move(staging, to: path) else {
            let failure = PublishFailure.last(path)
            if FileTree.move(previous, to: path) { throw failure }
            throw .halfway(path: path.text)
        }
        return { FileTree.move(path, to: staging) && FileTree.move(previous, to: path) }
    }

    static func exchange(_ one: BytePath, _ other: BytePath) -> Bool {
        one.withCString { first in other.withCString { exchange_paths(first, $0) } } == 0
    }

    /// What the old manifest lists and this one does not.
    private var outdated: [BytePath] {
        let current = Set(outputs.map { BytePath($0.path) }).union([BytePath(PublishedManifest.path)])
        return (old?.paths ?? []).filter { !current.contains($0) }
    }
}
