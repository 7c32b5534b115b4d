/// The exchange of what two folders hold, entry by entry, where the folders themselves cannot be exchanged.
struct ContentExchange {
    /// A folder of the new tree for second names of old files; it goes with what is left of that tree.
    static let aside = BytePath(".gridscore.aside")

    private let aside: BytePath
    /// What takes each step back, the last step behind; false if it cannot be taken back.
    private var steps: [() -> Bool] = []

    init(_ new: BytePath) {
        aside = new / Self.aside
    }

    /// Exchanges all entries, the run's own tables and manifest last: until they are there, the manifest speaks of the old
    /// tree. What a death in between leaves is mended by the next run.
    ///
    /// - Parameter outdated: files of the old tree that the new one does not have.
    mutating func exchange(_ new: BytePath, with old: BytePath, outdated: [BytePath]) throws(PublishFailure) {
        let last = PublishedManifest.folder
        let names = try FileTree.names(in: new)
        try exchange(names.filter { $0 != last }, of: new, with: old)
        // While the manifest still lists them: afterwards they would count as somebody else's.
        for file in outdated where try FileTree.kind(old / file) != nil { try take(file, from: old) }
        try exchange(names.filter { $0 == last }, of: new, with: old)
    }

    private mutating func exchange(_ names: [BytePath], of new: BytePath, with old: BytePath) throws(PublishFailure) {
        for name in names {
            let (source, target) = (new / name, old / name)
            guard let kind = try FileTree.kind(target) else {
                guard FileTree.move(source, to: target) else { throw .last(target) }
                steps.append { FileTree.move(target, to: source) }
                continue
            }
            if Publication.exchange(source, target) {
                steps.append { Publication.exchange(source, target) }
            } else if kind == .folder, try FileTree.kind(source) == .folder {
                try exchange(try FileTree.names(in: source), of: source, with: target)
            } else {
                try replace(target, by: source)
            }
        }
    }

    /// Where no two files can be exchanged: the old one keeps a second name, if it can have one, until all is done.
    private mutating func replace(_ target: BytePath, by source: BytePath) throws(PublishFailure) {
        try FileTree.makeFolder(aside)
        let aside = aside / "\(steps.count)"
        let isKept = FileTree.link(target, to: aside)
        guard FileTree.move(source, to: target) else {
            let failure = PublishFailure.last(target)
            throw failure
        }
        // The new file goes back to where it was written, the old one to where it was published.
        steps.append { isKept && FileTree.link(target, to: source) && FileTree.move(aside, to: target) }
    }

    /// Moves an outdated file aside, and removes the folders above it that then hold nothing.
    private mutating func take(_ file: BytePath, from tree: BytePath) throws(PublishFailure) {
        try FileTree.makeFolder(aside)
        let (source, kept) = (tree / file, aside / "\(steps.count)")
        guard FileTree.move(source, to: kept) else { throw .last(source) }
        steps.append { (try? FileTree.makeFolder(source.parent)) != nil && FileTree.move(kept, to: source) }
        OutputFolder.removeEmpty(file.parent, in: tree)
    }

    /// Takes everything back; false if something could not be.
    mutating func undo() -> Bool {
        var isUndone = true
        while let step = steps.popLast() { isUndone = step() && isUndone }
        return isUndone
    }
}
