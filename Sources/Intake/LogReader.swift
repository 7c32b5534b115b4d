package import GridModel

/// Reads all logs: files are surveyed, the roster is read, then all other records; of each, versions are told apart.
package struct LogReader: Sendable {
    let plan: IntakePlan
    let plans: [KindPlan]
    private(set) var options: IntakeOptions
    let asOf: CivilDate
    private(set) var fingerprint: Fingerprint

    package init(_ plan: IntakePlan, asOf: CivilDate, options: IntakeOptions) {
        self.plan = plan
        self.asOf = asOf
        self.options = options
        fingerprint = Fingerprint(seed: UInt64.random(in: .min ... .max))
        plans = plan.kinds.enumerated().map { index, kind in
            KindPlan(
                kind, index: index, facts: plan.facts, roster: index == plan.rosterKind ? plan.rosterColumns : nil, calendar: plan.calendar)
        }
    }

    /// - Parameter cache: keeps the reading of files that do not change any more; nothing of it changes a result.
    /// - Throws: `IntakeFailure`.
    package func read(_ folder: InputFolder, cache: ReadingCache? = nil) async throws -> IntakeResult {
        let files = folder.files
        guard let cache, !options.keepsAll else { return try await read(files, storing: nil, nil) }
        switch cache.find(for: files, asOf: asOf) {
        case .set(let set, let places):
            var reader = self
            reader.fingerprint = Fingerprint(seed: set.seed)
            do {
                return try await reader.read(files, storing: cache, (set, places))
            } catch is StoredSetFailure {
                return try await read(files, storing: cache, nil)
            }
        case .none: return try await read(files, storing: cache, nil)
        case .notYet: return try await read(files, storing: nil, nil)
        }
    }

    /// - Throws: `IntakeFailure`, and `StoredSetFailure` if the set is of no use.
    private func read(
        _ files: [InputFile], storing cache: ReadingCache?, _ stored: (set: StoredSet, places: [Int])?
    ) async throws -> IntakeResult {
        var surveys = [FileSurvey?](repeating: nil, count: files.count)
        if let stored { for (file, place) in zip(stored.set.files, stored.places) { surveys[place] = file.survey } }
        let storedFiles = Set(stored?.places ?? [])
        try await survey(files, &surveys)
        let rosterFiles = surveys.indices.filter { index in
            if case .known(plan.rosterKind)? = surveys[index]?.kind { true } else { false }
        }
        let decisionFiles = surveys.indices.filter { index in
            if case .known(let kind)? = surveys[index]?.kind { plan.kinds[kind].isDecisions } else { false }
        }
        let readBefore = storedFiles.union(rosterFiles).union(decisionFiles)
        let otherFiles = surveys.indices.filter { surveys[$0] != nil && !readBefore.contains($0) }
        // The roster is small beside the logs, and all of it is needed.
        let rosterRecords = try await readWhole(rosterFiles, files, surveys, members: nil)
        let roster = roster(of: rosterRecords.batches, rosterRecords.versions)
        guard !roster.members.isEmpty else {
            try files.verifyUnchanged(surveys)
            throw IntakeFailure.noRoster(
                kind: plan.kinds[plan.rosterKind].names.english, files: zip(files, surveys).map { FileReport(file: $0, survey: $1) },
                batches: rosterRecords.batches)
        }
        if let set = stored?.set, RosterKey(roster, through: set.latestMonth) != set.roster { throw StoredSetFailure.rosterChanged }
        let members = MemberIndex(roster, asOf: asOf, fingerprint: fingerprint)
        let decided = try await readDecisions(decisionFiles, files, surveys, members)
        let (others, unstored) = try await readOthers(
            otherFiles, files, surveys, roster, members, named: hashes(ofRecordsNamedBy: decided.decisions), storing: cache, stored)
        try files.verifyUnchanged(surveys)
        let own = Readout.joining(rosterRecords, decided, counts: others.counts).readout
        return try await settle(files, surveys, roster, members, Readout.joining(own, others, counts: others.counts).readout, unstored)
    }

    // MARK: Steps

    /// The records of files of which there are few: each becomes an entry.
    private func readWhole(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], members: MemberIndex?
    ) async throws -> Readout {
        // A bar that filled up for these few files would start again.
        var reader = self
        (reader.options.progress, reader.options.keepsAll) = (nil, true)
        let (reading, search) = reader.reading(indices, files, surveys, members: members)
        let read = try await reading.read(indices, files, surveys, counts: UsedCounts(memberCount: 0, facts: plan.facts))
        return try await search.resolve(Readout(batches: read.batches, counts: read.counts)).readout
    }

    /// How some files are read, and versions told apart among their records.
    private func reading(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], members: MemberIndex?, bits: Int? = nil, closing: ClosingRule? = nil
    ) -> (FileReading, VersionSearch) {
        let context = ReadingContext(
            asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members, keepsAll: options.keepsAll,
            longestBatch: options.longestBatch)
        // Records take some 64 bytes and more; too many partitions cost little.
        let dealing = bits.map { IdentityDealing(bits: $0) } ?? IdentityDealing(forRecords: indices.reduce(0) { $0 + (surveys[$1]?.size ?? 0) } / 64)
        return (
            FileReading(plans: plans, context: context, options: options, dealing: dealing, closing: closing),
            VersionSearch(
                look: SecondLook(plans: plans, context: context, files: files, surveys: surveys), rules: plan.kinds.map(\.versions),
                partitions: 1 << dealing.bits, jobs: options.jobs)
        )
    }

    /// The decisions, each with its values.
    private func readDecisions(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], _ members: MemberIndex
    ) async throws -> Readout {
        var readout = try await readWhole(indices, files, surveys, members: members)
        let look = look(files, surveys, members)
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

    /// What reads records again with all they hold.
    private func look(_ files: [InputFile], _ surveys: [FileSurvey?], _ members: MemberIndex) -> SecondLook {
        let context = ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members, keepsAll: true)
        return SecondLook(plans: plans, context: context, files: files, surveys: surveys)
    }

    /// Fingerprints of the records that decisions name by their ids, whatever kind they are of.
    private func hashes(ofRecordsNamedBy decisions: [DecisionRecord]) -> Set<UInt64> {
        var hashes: Set<UInt64> = []
        for decision in decisions where !decision.record.isEmpty {
            var id = decision.record
            for index in plan.kinds.indices where plan.kinds[index].key.count == 1 {
                let keyHash = id.withUTF8 { fingerprint.of($0, state: RecordDecoder.keyState(ofKind: index)) }
                hashes.insert(Identity(keyHash: keyHash, position: 0, line: 0).keyHash)
            }
        }
        return hashes
    }

    /// All other records: those of the files, and those that were stored.
    ///
    /// - Parameter named: fingerprints of records that become entries, whatever they do.
    private func readOthers(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], _ roster: Roster, _ members: MemberIndex, named: Set<UInt64>,
        storing cache: ReadingCache?, _ stored: (set: StoredSet, places: [Int])?
    ) async throws -> (records: Readout, unstored: Unstored) {
        let none = UsedCounts(memberCount: roster.members.count, facts: plan.facts)
        var closing: ClosingRule?
        if let cache { closing = ClosingRule(files: cache.filesAtRest(surveys, indices), month: asOf.month.sinceMillennium) }
        let (reading, search) = reading(
            indices, files, surveys, members: members, bits: stored == nil ? nil : StoredIdentities.bits, closing: closing)
        let base = try await stored?.set.load(places: stored!.places, counts: none, jobs: options.jobs)
        let read = try await reading.read(indices, files, surveys, counts: none)
        let closedSize = read.closedFiles.reduce(0) { $0 + surveys[$1]!.size }
        guard let cache, cache.pays(closedSize, beside: stored?.set.size ?? 0) else {
            var counts = read.counts
            counts += read.closedCounts
            var all = try await search.resolve(Readout(batches: read.batches, counts: counts), beside: base)
            try await search.know(named, among: &all)
            return (all.readout, cache == nil || stored != nil ? .nothing : .useless)
        }
        // What is stored must not know of any other file.
        let closed = Readout(batches: read.batches.filter { read.closedFiles.contains($0.file) }, counts: read.closedCounts)
        let open = Readout(batches: read.batches.filter { !read.closedFiles.contains($0.file) }, counts: read.counts)
        let lasting = try await search.resolve(closed, beside: base)
        var all = try await search.resolve(open, beside: lasting)
        try await search.know(named, among: &all)
        return (all.readout, .set(unstored(lasting, files, surveys, roster)))
    }

    private func unstored(_ records: ResolvedRecords, _ files: [InputFile], _ surveys: [FileSurvey?], _ roster: Roster) -> UnstoredSet {
        let indices = Set(records.readout.batches.map(\.file)).sorted()
        let latest = records.readout.batches.map(\.latestMonth).max() ?? .min
        return UnstoredSet(
            seed: fingerprint.seed, latestMonth: latest, roster: RosterKey(roster, through: latest),
            files: indices.map { StoredFile(path: files[$0].path, survey: surveys[$0]!) },
            places: Dictionary(uniqueKeysWithValues: zip(indices, indices.indices)), records: records)
    }

    /// Looks at all files of which nothing is known yet.
    private func survey(_ files: [InputFile], _ surveys: inout [FileSurvey?]) async throws {
        let context = ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: nil)
        let (plans, blockSize) = (plans, options.blockSize)
        let unknown = files.indices.filter { surveys[$0] == nil }
        let found = try await parallelMap(unknown.count, jobs: options.jobs) { number -> FileSurvey? in
            let file = files[unknown[number]]
            if case .skipped = file.content { return nil }
            return try FileSurvey(file, plans: plans, context: context, blockSize: blockSize)
        }
        for (index, survey) in zip(unknown, found) { surveys[index] = survey }
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

    private func settle(
        _ files: [InputFile], _ surveys: [FileSurvey?], _ roster: Roster, _ members: MemberIndex, _ read: Readout,
        _ unstored: Unstored
    ) async throws -> IntakeResult {
        var reports = zip(files, surveys).map { FileReport(file: $0, survey: $1) }
        let (batches, kinds) = (read.batches, plan.kinds)
        let outcomes = try await parallelMap(batches.count, jobs: options.jobs) { number in
            let batch = batches[number]
            return BatchOutcome(batch, UInt32(number), members, isOfDecisions: batch.kind >= 0 && kinds[batch.kind].isDecisions)
        }
        for (batch, outcome) in zip(batches, outcomes) { reports[batch.file].counts += outcome.counts }
        let earliest = (outcomes.compactMap(\.earliest) + [read.counts.earliest].compactMap { $0 }).min()
        for version in read.versions { reports[read.batches.batch(of: version.place).file].counts[version.outcome] += 1 }
        return IntakeResult(
            files: reports, roster: roster, batches: read.batches, counts: read.counts, superseded: read.versions, conflicts: read.conflicts,
            inactive: outcomes.flatMap(\.inactive), earliestMonth: earliest.map { Month(sinceMillennium: $0) },
            bytes: surveys.reduce(0) { $0 + ($1?.size ?? 0) },
            decisions: read.decisions.sorted { ($0.time, $0.place) < ($1.time, $1.place) }, unstored: unstored,
            look: look(files, surveys, members))
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
