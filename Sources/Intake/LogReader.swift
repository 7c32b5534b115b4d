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
    /// Bytes read at a time.
    package var blockSize = 1 << 18
    /// Bytes of a part of a file.
    package var partSize = 1 << 23
    /// Called with bytes read and bytes in all.
    package var progress: (@Sendable (Int, Int) -> Void)?

    package init() {}
}

/// Reads all logs: files are surveyed, the roster is read, then all other records, then versions are told apart.
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
        let rosterContext = context(members: nil)
        let rosterFiles = surveys.indices.filter { index in
            if case .known(plan.rosterKind)? = surveys[index]?.kind { true } else { false }
        }
        let otherFiles = surveys.indices.filter { surveys[$0] != nil && !rosterFiles.contains($0) }
        let rosterBatches = try await read(rosterFiles, files, surveys, rosterContext)
        let rosterVersions = try await VersionResolver(batches: rosterBatches, versionRules: plan.kinds.map(\.versions)).resolve(jobs: options.jobs)
        let roster = roster(of: rosterBatches, rosterVersions)
        guard !roster.members.isEmpty else {
            try verifyUnchanged(files, surveys)
            throw IntakeFailure.noRoster(
                kind: plan.kinds[plan.rosterKind].names.english, files: zip(files, surveys).map { FileReport(file: $0, survey: $1) },
                batches: rosterBatches)
        }
        let members = MemberIndex(roster, asOf: asOf, fingerprint: fingerprint)
        let otherBatches = try await read(otherFiles, files, surveys, context(members: members))
        var batches = inOrderOfFiles(rosterBatches + otherBatches)
        let versions = try await VersionResolver(batches: batches, versionRules: plan.kinds.map(\.versions)).resolve(jobs: options.jobs)
        let conflicts = try await SecondLook(plans: plans, context: context(members: members), rosterContext: rosterContext, options: options)
            .texts(of: versions.filter { $0.outcome == .conflict }, batches: batches, files: files, surveys: surveys)
        try verifyUnchanged(files, surveys)
        for version in versions { batches[Int(version.place.batch)].entries[Int(version.place.entry)].effect = Batch.standsNot }
        return settle(files, surveys, roster, members, batches, versions, conflicts)
    }

    private func context(members: MemberIndex?) -> ReadingContext {
        ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members)
    }

    // MARK: Steps

    private func inOrderOfFiles(_ batches: [Batch]) -> [Batch] {
        batches.enumerated().sorted { left, right in
            (left.element.file, left.offset) < (right.element.file, right.offset)
        }.map(\.element)
    }

    private func survey(_ files: [InputFile]) async throws -> [FileSurvey?] {
        let context = context(members: nil)
        let (plans, blockSize) = (plans, options.blockSize)
        return try await parallelMap(files.count, jobs: options.jobs) { index -> FileSurvey? in
            if case .skipped = files[index].content { return nil }
            return try FileSurvey(files[index], plans: plans, context: context, blockSize: blockSize)
        }
    }

    private func read(
        _ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], _ context: ReadingContext
    ) async throws -> [Batch] {
        var options = options
        // The roster is small beside the logs: a bar that filled up for it would start again.
        if context.members == nil { options.progress = nil }
        let reading = FileReading(plans: plans, context: context, options: options)
        return try await reading.read(indices, files, surveys)
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
        _ files: [InputFile], _ surveys: [FileSurvey?], _ roster: Roster, _ members: MemberIndex, _ batches: [Batch],
        _ versions: [Superseding], _ conflicts: [EntryPlace: ConflictText]
    ) -> IntakeResult {
        var reports = zip(files, surveys).map { FileReport(file: $0, survey: $1) }
        var inactive: [EntryPlace] = []
        var earliest: Int16?
        for (number, batch) in batches.enumerated() {
            var counts = OutcomeCounts()
            counts.read = batch.read
            for issue in batch.issues { counts[issue.fault.outcome] += 1 }
            for (index, entry) in batch.entries.enumerated() where entry.effect != Batch.standsNot {
                if entry.member >= 0, !members.isActive(entry.member, entry.month) {
                    counts[.inactive] += 1
                    inactive.append(EntryPlace(batch: UInt32(number), entry: UInt32(index)))
                } else {
                    counts[.used] += 1
                    if entry.month >= 0 { earliest = min(earliest ?? entry.month, entry.month) }
                }
            }
            reports[batch.file].counts += counts
        }
        for version in versions { reports[batches.batch(of: version.place).file].counts[version.outcome] += 1 }
        return IntakeResult(
            files: reports, roster: roster, batches: batches, superseded: versions, conflicts: conflicts, inactive: inactive,
            earliestMonth: earliest.map { Month(sinceMillennium: $0) }, bytes: surveys.reduce(0) { $0 + ($1?.size ?? 0) })
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
