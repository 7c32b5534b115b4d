package import GridModel

/// What of a rule pack reading needs.
package struct IntakePlan: Sendable {
    package let kinds: [LogKind]
    package let facts: [Fact]
    package let rosterKind: Int
    package let rosterColumns: RosterColumns
    package let inForce: CivilDate

    package init(kinds: [LogKind], facts: [Fact], rosterKind: Int, rosterColumns: RosterColumns, inForce: CivilDate) {
        self.kinds = kinds
        self.facts = facts
        self.rosterKind = rosterKind
        self.rosterColumns = rosterColumns
        self.inForce = inForce
    }
}

/// How reading is done; nothing of it changes a result.
package struct IntakeOptions: Sendable {
    package var jobs = 1
    /// Whether every record becomes an entry.
    package var keepsAll = false
    /// The greatest position and line of a record in its batch.
    package var longestBatch = Identity.greatest
    /// Bytes read at a time.
    package var blockSize = 1 << 18
    /// Bytes of a part of a file.
    package var partSize = 1 << 23
    /// Called with bytes read and bytes in all.
    package var progress: (@Sendable (Int, Int) -> Void)?

    package init() {}
}

/// Reads all logs: files are surveyed, the roster is read, then all other records; of each, versions are told apart.
package struct LogReader: Sendable {
    private let plan: IntakePlan
    private let plans: [KindPlan]
    private let options: IntakeOptions
    private let asOf: CivilDate
    private let fingerprint: Fingerprint

    package init(_ plan: IntakePlan, asOf: CivilDate, options: IntakeOptions) {
        self.plan = plan
        self.asOf = asOf
        self.options = options
        fingerprint = Fingerprint(seed: UInt64.random(in: .min ... .max))
        plans = plan.kinds.enumerated().map { index, kind in
            KindPlan(kind, index: index, facts: plan.facts, roster: index == plan.rosterKind ? plan.rosterColumns : nil)
        }
    }

    /// - Throws: `IntakeFailure`.
    package func read(_ folder: InputFolder) async throws -> IntakeResult {
        let files = folder.files
        let surveys = try await survey(files)
        let rosterFiles = surveys.indices.filter { index in
            if case .known(plan.rosterKind)? = surveys[index]?.kind { true } else { false }
        }
        let decisionFiles = surveys.indices.filter { index in
            if case .known(let kind)? = surveys[index]?.kind { plan.kinds[kind].isDecisions } else { false }
        }
        let ownFiles = Set(rosterFiles + decisionFiles)
        let otherFiles = surveys.indices.filter { surveys[$0] != nil && !ownFiles.contains($0) }
        // The roster is small beside the logs, and all of it is needed.
        let read = try await read(rosterFiles, files, surveys, members: nil)
        let (rosterBatches, rosterVersions) = (read.batches, read.versions)
        let roster = roster(of: rosterBatches, rosterVersions)
        guard !roster.members.isEmpty else {
            try verifyUnchanged(files, surveys)
            throw IntakeFailure.noRoster(
                kind: plan.kinds[plan.rosterKind].names.english, files: zip(files, surveys).map { FileReport(file: $0, survey: $1) },
                batches: rosterBatches)
        }
        let members = MemberIndex(roster, asOf: asOf, fingerprint: fingerprint)
        let decided = try await readDecisions(decisionFiles, files, surveys, members)
        let others = try await self.read(
            otherFiles, files, surveys, members: members, count: roster.members.count, named: hashes(ofRecordsNamedBy: decided.decisions))
        try verifyUnchanged(files, surveys)
        return settle(files, surveys, roster, members, Readout(joining: read, decided, others))
    }

    // MARK: Steps

    /// The records of some files, and which of them do not stand.
    struct Readout: Sendable {
        /// In the order of files and lines.
        var batches: [Batch] = []
        var versions: [Superseding] = []
        var conflicts: [EntryPlace: ConflictText] = [:]
        var counts: UsedCounts
        var decisions: [DecisionRecord] = []
    }

    /// - Parameters:
    ///   - isWhole: whether every record becomes an entry.
    ///   - named: fingerprints of records that must become entries, of which `Identity` keeps as much.
    private func read(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], members: MemberIndex?, count: Int = 0, isWhole: Bool = false,
        named: Set<UInt64> = []
    ) async throws -> Readout {
        let isWhole = isWhole || members == nil
        let context = ReadingContext(
            asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members, keepsAll: options.keepsAll || isWhole,
            longestBatch: options.longestBatch)
        var options = options
        // A bar that filled up for these few files would start again.
        if isWhole { options.progress = nil }
        // Records take some 64 bytes and more; too many partitions cost little.
        let dealing = IdentityDealing(forRecords: indices.reduce(0) { $0 + (surveys[$1]?.size ?? 0) } / 64)
        let reading = FileReading(plans: plans, context: context, options: options, dealing: dealing)
        let read = try await reading.read(indices, files, surveys, counts: UsedCounts(memberCount: count, facts: plan.facts))
        var readout = Readout(batches: read.batches, counts: read.counts)
        let finder = VersionFinder(batches: readout.batches, partitions: 1 << dealing.bits)
        let groups = try await finder.groups(jobs: options.jobs)
        let alone = named.isEmpty ? [] : finder.records(named, besides: groups)
        for index in readout.batches.indices { readout.batches[index].dropIdentities() }
        guard !groups.records.isEmpty || !alone.isEmpty else { return readout }
        let look = SecondLook(plans: plans, context: context, files: files, surveys: surveys)
        let places = try await know(groups.records + alone, look, &readout)
        readout.versions = versions(groups.ends, places, readout.batches)
        let conflicts = readout.versions.filter { $0.outcome == .conflict }
        readout.conflicts = try await look.texts(of: conflicts, in: readout.batches, jobs: options.jobs)
        for version in readout.versions { readout.batches[Int(version.place.batch)].entries[Int(version.place.entry)].effect = Batch.standsNot }
        return readout
    }

    /// Makes entries of records of which there may be other versions, by reading them again.
    ///
    /// - Returns: where each of them stands.
    private func know(_ records: [VersionFinder.Found], _ look: SecondLook, _ readout: inout Readout) async throws -> [EntryPlace] {
        var wanted = [[(identity: Identity, index: Int)]](repeating: [], count: readout.batches.count)
        for (index, record) in records.enumerated() { wanted[Int(record.batch)].append((record.identity, index)) }
        for batch in wanted.indices { wanted[batch].sort { $0.identity.position < $1.identity.position } }
        if !look.context.keepsAll {
            let (batches, wanted) = (readout.batches, wanted)
            let again = try await parallelMap(batches.count, jobs: options.jobs) { index in
                wanted[index].isEmpty ? nil : try look.records(wanted[index].map(\.identity), of: batches[index])
            }
            for (index, second) in again.enumerated() {
                guard let second else { continue }
                guard let uncounted = readout.batches[index].merge(second) else {
                    throw IntakeFailure.changed(file: look.files[readout.batches[index].file].name)
                }
                readout.counts.add(uncounted, of: readout.batches[index], step: -1)
            }
        }
        var places = [EntryPlace](repeating: EntryPlace(batch: 0, entry: 0), count: records.count)
        for (batch, wanted) in wanted.enumerated() {
            // Both are in the order of positions.
            var entry = 0
            for (identity, index) in wanted {
                while readout.batches[batch].entries[entry].position != identity.position { entry += 1 }
                places[index] = EntryPlace(batch: UInt32(batch), entry: UInt32(entry))
            }
        }
        return places
    }

    /// Which records of the groups do not stand, in the order of files and lines.
    private func versions(_ ends: [Int], _ places: [EntryPlace], _ batches: [Batch]) -> [Superseding] {
        let resolver = VersionResolver(batches: batches, versionRules: plan.kinds.map(\.versions))
        var versions: [Superseding] = []
        var start = 0
        for end in ends {
            resolver.resolve(places[start..<end], into: &versions)
            start = end
        }
        return versions.sorted { $0.place < $1.place }
    }

    /// The decisions, each with its values. They are few, and every one is kept.
    private func readDecisions(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], _ members: MemberIndex
    ) async throws -> Readout {
        var readout = try await read(indices, files, surveys, members: members, isWhole: true)
        let context = ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members, keepsAll: true)
        let look = SecondLook(plans: plans, context: context, files: files, surveys: surveys)
        for (number, batch) in readout.batches.enumerated() {
            let standing = batch.entries.indices.filter { batch.entries[$0].effect != Batch.standsNot }.map { UInt32($0) }
            guard !standing.isEmpty else { continue }
            let values = try look.values(standing, of: batch)
            readout.decisions += standing.map { entry in
                DecisionRecord(
                    values[entry]!, place: EntryPlace(batch: UInt32(number), entry: entry), member: Int(batch.entries[Int(entry)].member))
            }
        }
        return readout
    }

    /// Fingerprints of the records that decisions name by their ids, whatever kind they are of.
    private func hashes(ofRecordsNamedBy decisions: [DecisionRecord]) -> Set<UInt64> {
        var hashes: Set<UInt64> = []
        for decision in decisions where !decision.record.isEmpty {
            var id = decision.record
            for index in plan.kinds.indices where plan.kinds[index].key.count == 1 {
                hashes.insert(id.withUTF8 { Identity(keyHash: fingerprint.of($0, state: UInt64(index) &+ 1), position: 0, line: 0).keyHash })
            }
        }
        return hashes
    }

    private func survey(_ files: [InputFile]) async throws -> [FileSurvey?] {
        let context = ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: nil)
        let (plans, blockSize) = (plans, options.blockSize)
        return try await parallelMap(files.count, jobs: options.jobs) { index -> FileSurvey? in
            if case .skipped = files[index].content { return nil }
            return try FileSurvey(files[index], plans: plans, context: context, blockSize: blockSize)
        }
    }

    private func roster(of batches: [Batch], _ versions: [Superseding]) -> Roster {
        let gone = Set(versions.map(\.place))
        var rows: [[UInt8]: [RosterRow]] = [:]
        for (number, batch) in batches.enumerated() {
            for (index, entry) in batch.entries.enumerated()
            where !gone.contains(EntryPlace(batch: UInt32(number), entry: UInt32(index))) {
                rows[Array(batch.id(of: entry).utf8), default: []].append(batch.rosterRows[index])
            }
        }
        return Roster(members: rows.map { Member(id: String(decoding: $0.key, as: UTF8.self), rows: $0.value) })
    }

    /// A file that is not what it was when it was surveyed may have been read half old, half new.
    private func verifyUnchanged(_ files: [InputFile], _ surveys: [FileSurvey?]) throws(IntakeFailure) {
        for (file, survey) in zip(files, surveys) {
            guard case .disk(let path) = file.content, let stamp = survey?.stamp else { continue }
            if FileStamp(path: path) != stamp { throw .changed(file: file.name) }
        }
    }

    private func settle(
        _ files: [InputFile], _ surveys: [FileSurvey?], _ roster: Roster, _ members: MemberIndex, _ read: Readout
    ) -> IntakeResult {
        var reports = zip(files, surveys).map { FileReport(file: $0, survey: $1) }
        var inactive: [EntryPlace] = []
        var earliest = read.counts.earliest
        for (number, batch) in read.batches.enumerated() {
            var counts = OutcomeCounts()
            counts.read = batch.read
            for issue in batch.issues { counts[issue.fault.outcome] += 1 }
            counts[.used] = batch.sound - batch.entries.count
            let isOfDecisions = batch.kind >= 0 && plan.kinds[batch.kind].isDecisions
            for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot {
                if isOfDecisions {
                    // Who has left may still appeal, and no month is scored because somebody decided something in it.
                    counts[.used] += 1
                } else if entry.member >= 0, !members.isActive(entry.member, entry.month) {
                    counts[.inactive] += 1
                    inactive.append(EntryPlace(batch: UInt32(number), entry: UInt32(index)))
                } else {
                    counts[.used] += 1
                    if entry.month >= 0 { earliest = min(earliest ?? entry.month, entry.month) }
                }
            }
            reports[batch.file].counts += counts
        }
        for version in read.versions { reports[read.batches.batch(of: version.place).file].counts[version.outcome] += 1 }
        return IntakeResult(
            files: reports, roster: roster, batches: read.batches, counts: read.counts, superseded: read.versions, conflicts: read.conflicts,
            inactive: inactive, earliestMonth: earliest.map { Month(sinceMillennium: $0) }, bytes: surveys.reduce(0) { $0 + ($1?.size ?? 0) },
            decisions: read.decisions)
    }
}

extension LogReader.Readout {
    /// The roster's records, decisions and all others, in the order of files and lines.
    fileprivate init(joining roster: Self, _ decided: Self, _ others: Self) {
        let parts = [roster, decided, others]
        let all = parts.flatMap(\.batches)
        let order = all.indices.sorted { (all[$0].file, $0) < (all[$1].file, $1) }
        var position = [UInt32](repeating: 0, count: all.count)
        for (new, old) in order.enumerated() { position[old] = UInt32(new) }
        func moved(_ place: EntryPlace, _ base: Int) -> EntryPlace { EntryPlace(batch: position[base + Int(place.batch)], entry: place.entry) }
        batches = order.map { all[$0] }
        counts = others.counts
        var base = 0
        for part in parts {
            versions += part.versions.map {
                Superseding(place: moved($0.place, base), outcome: $0.outcome, standing: moved($0.standing, base))
            }
            for (place, text) in part.conflicts { conflicts[moved(place, base)] = text }
            decisions += part.decisions.map { $0.moved(to: moved($0.place, base)) }
            base += part.batches.count
        }
        versions.sort { $0.place < $1.place }
        decisions.sort { ($0.time, $0.place) < ($1.time, $1.place) }
    }
}

extension FileReport {
    fileprivate init(file: InputFile, survey: FileSurvey?) {
        name = file.name
        path = file.path
        counts = OutcomeCounts()
        guard let survey else {
            (kind, format, encoding, size, digest, isUnknown) = (.skipped, .unknown, nil, 0, "", false)
            return
        }
        format = survey.format
        size = survey.size
        digest = survey.digest
        switch survey.kind {
        case .known(let index): (kind, encoding, isUnknown) = (.known(index), survey.encoding, false)
        case .unknown: (kind, encoding, isUnknown) = (.unknown, nil, true)
        case .brokenBeforeRoot: (kind, encoding, isUnknown) = (.unknown, nil, false)
        case .none: (kind, encoding, isUnknown) = (.none, survey.encoding, false)
        }
    }
}
