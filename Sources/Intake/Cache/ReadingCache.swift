import Crypto
import Glibc
import GridModel

/// Where the reading of closed files is kept from one run to the next, so that only new files are read.
///
/// Nothing rests on it: a set is used only if the program, the pack, the roster's months and every one of its files are
/// what they were, and what is not as it was written is not used. Only the holder of the output's lock may use a cache.
package struct ReadingCache: Sendable {
    /// How much must be gained.
    package struct Limits: Sendable {
        /// Less is not stored.
        var leastBytes = 4 << 20
        /// A set is written anew when closed files beside it amount to more than this part of it.
        var part = 32
        /// Seconds for which a file must not have changed when the run began.
        var rest = 3
        /// The same on another file system, whose clock may be another.
        var restElsewhere = 3600

        package init() {}
    }

    /// What was found.
    enum Finding: Sendable {
        /// The set, and the index of each of its files among those of the run.
        case set(StoredSet, places: [Int])
        /// Nothing that is of any use now or later.
        case none
        /// A set for later as-of dates: it is left alone.
        case notYet
    }

    private let folder: [UInt8]
    private let clock: Int
    private let program: [UInt8]
    let limits: Limits

    /// - Parameters:
    ///   - folder: where it is kept; made when it is first needed.
    ///   - clock: seconds since 1970 when the run began, by the clock of that file system.
    ///   - pack: digest of the rule pack.
    package init(folder: [UInt8], clock: Int, pack: String, limits: Limits = Limits()) {
        (self.folder, self.clock, self.limits) = (folder, clock, limits)
        // What is laid out in memory depends on the program: another one reads everything anew.
        var encoder = CacheEncoder()
        var status = stat()
        if stat("/proc/self/exe", &status) == 0 {
            let stamp = FileStamp(status)
            encoder.put(stamp.device)
            encoder.put(stamp.inode)
            encoder.put(stamp.size)
            encoder.put(list: stamp.modified)
        }
        encoder.put(text: pack)
        program = encoder.bytes
    }

    private var path: [UInt8] { folder + Array("/set".utf8) }
    private var newPath: [UInt8] { folder + Array("/set.new".utf8) }
    private var notePath: [UInt8] { folder + Array("/note".utf8) }

    /// Looks for a set that holds for these files.
    func find(for files: [InputFile], asOf: CivilDate) -> Finding {
        // What a run that was killed has left.
        unlink(cString(newPath))
        guard isOurs, let file = CacheFile(path: path), let set = try? StoredSet(file, program: program) else { return .none }
        let indices = Dictionary(zip(files.map(\.path), files.indices)) { first, _ in first }
        var places: [Int] = []
        for stored in set.files {
            guard let index = indices[stored.path], case .disk(let path) = files[index].content, FileStamp(path: path) == stored.survey.stamp
            else { return .none }
            places.append(index)
        }
        return asOf.month.sinceMillennium > set.latestMonth ? .set(set, places: places) : .notYet
    }

    /// Whether the folder is one that nobody else can write.
    private var isOurs: Bool {
        var status = stat()
        return lstat(cString(folder), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
    }

    /// The files that had stood unchanged for a while when the run began, by index: a change while they are read, or right
    /// after, shows in their stamp. Of two changes in one tick of a file system's clock the second would not.
    func filesAtRest(_ surveys: [FileSurvey?], _ indices: [Int]) -> Set<Int> {
        var status = stat()
        let device = stat(cString(folder.parentFolder), &status) == 0 ? UInt(status.st_dev) : 0
        return Set(
            indices.filter { index in
                guard let stamp = surveys[index]?.stamp, case .known = surveys[index]?.kind else { return false }
                return stamp.changed <= clock - (stamp.device == device ? limits.rest : limits.restElsewhere)
            })
    }

    /// Whether so many bytes of closed files are worth a new set.
    func pays(_ bytes: Int, beside stored: Int) -> Bool {
        bytes >= limits.leastBytes && bytes > stored / limits.part
    }

    /// Stores what a run has found worth storing. That it cannot be stored is no fault of the run: there is no cache then.
    ///
    /// - Parameter note: what others have to keep, and will ask for; it is kept as long as there is a set.
    package func store(_ unstored: Unstored, note: [UInt8]) {
        switch unstored {
        case .nothing: break
        case .useless: remove()
        case .set(let set):
            if mkdir(cString(folder), 0o700) != 0, errno != EEXIST { return }
            guard isOurs, let sink = CacheSink(path: newPath), SetWriter(set: set, sink: sink).write(program: program),
                rename(cString(newPath), cString(path)) == 0
            else { return remove() }
        }
        if CacheFile(path: path) != nil, note != self.note { write(note) }
    }

    /// The note that was kept by the same program and for the same pack; empty if there is none.
    package var note: [UInt8] {
        guard isOurs, let file = CacheFile(path: notePath), file.size > Self.sumSize else { return [] }
        let note = try? file.read(at: 0, count: file.size) { bytes throws(StoredSetFailure) in
            var decoder = CacheDecoder(bytes)
            guard try decoder.take(UInt64.self) == CacheSum.of(UnsafeRawBufferPointer(rebasing: bytes[Self.sumSize...]), seed: StoredSet.mark),
                try decoder.takeList(UInt8.self) == program
            else { throw .damaged }
            return try decoder.takeList(UInt8.self)
        }
        return note ?? []
    }

    private static let sumSize = MemoryLayout<UInt64>.size

    private func write(_ note: [UInt8]) {
        let newPath = notePath + Array(".new".utf8)
        var encoder = CacheEncoder()
        encoder.put(list: program)
        encoder.put(list: note)
        let sum = encoder.bytes.withUnsafeBytes { CacheSum.of($0, seed: StoredSet.mark) }
        guard let sink = CacheSink(path: newPath) else { return }
        withUnsafeBytes(of: sum) { sink.write($0) }
        encoder.bytes.withUnsafeBytes { sink.write($0) }
        if !sink.finish() || rename(cString(newPath), cString(notePath)) != 0 { unlink(cString(newPath)) }
    }

    private func remove() {
        guard isOurs else { return }
        for path in [newPath, path, notePath, notePath + Array(".new".utf8)] { unlink(cString(path)) }
        rmdir(cString(folder))
    }
}

/// What is to be stored after a run.
package enum Unstored: Sendable {
    /// What is stored stays as it is.
    case nothing
    /// What is stored can be removed.
    case useless
    case set(UnstoredSet)
}

/// A set that has not been written yet.
package struct UnstoredSet: Sendable {
    let seed: UInt64
    let latestMonth: Int16
    let roster: RosterKey
    let files: [StoredFile]
    /// The place of each file among those of the set, by its index in the run.
    let places: [Int: Int]
    let records: ResolvedRecords
}

extension FileStamp {
    /// The second in which the file last changed, in whatever way.
    fileprivate var changed: Int { max(modified[0], modified[2]) }
}

extension [UInt8] {
    fileprivate var parentFolder: [UInt8] {
        guard let slash = lastIndex(of: UInt8(ascii: "/")) else { return [UInt8(ascii: ".")] }
        return slash == 0 ? [UInt8(ascii: "/")] : Array(self[..<slash])
    }
}
