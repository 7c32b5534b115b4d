import GridModel
import Intake
import Reports
import RulePacks
import Scoring

/// Logs to scores: what `run`, `check`, `explain` and the pack's examples have in common.
struct Pipeline: Bilingual {
    let pack: RulePack
    let asOf: CivilDate
    let from: Month?
    let language: Language
    let jobs: Int
    let strict: Bool

    /// - Parameter published: what speaks where an option was not given; nil for today and the defaults.
    init(_ options: ScoringOptions, published: PublishedManifest? = nil) throws(RunFailure) {
        do {
            pack = try RulePackLoader.load(path: options.rules, withExamples: false)
        } catch {
            throw RunFailure(error)
        }
        asOf = options.asOf == nil ? published?.asOf ?? options.asOfDate : options.asOfDate
        from = options.fromMonth ?? published?.from
        language = options.language ?? published?.language ?? .chinese
        jobs = options.jobCount
        strict = options.strict
    }

    /// A pack that is at hand, with the options of the command line.
    init(pack: RulePack, _ options: ScoringOptions) {
        self.pack = pack
        (asOf, from, language) = (options.asOfDate, options.fromMonth, options.languageOrDefault)
        (jobs, strict) = (options.jobCount, options.strict)
    }

    init(pack: RulePack, asOf: CivilDate, from: Month?) {
        self.pack = pack
        self.asOf = asOf
        self.from = from
        language = .english
        jobs = 1
        strict = false
    }

    func folder(_ path: String) throws(RunFailure) -> InputFolder { try Self.folder(path, language) }

    static func folder(_ path: String, _ language: Language) throws(RunFailure) -> InputFolder {
        do {
            return try InputFolder(path: path)
        } catch {
            throw RunFailure(error, language)
        }
    }

    /// What of the pack reading depends on.
    var plan: IntakePlan {
        let columns = RosterColumns(
            name: pack.roster.name, group: pack.roster.group, unit: pack.roster.unit, from: pack.roster.from, to: pack.roster.to)
        return IntakePlan(
            kinds: pack.kinds, facts: pack.facts, rosterKind: pack.roster.kind, rosterColumns: columns, inForce: pack.scheme.inForce,
            calendar: pack.calendar)
    }

    /// Reads the logs by the pack.
    func reader(progress: (@Sendable (Int, Int) -> Void)? = nil) -> LogReader {
        var options = IntakeOptions()
        options.jobs = jobs
        options.progress = progress
        return LogReader(plan, asOf: asOf, options: options)
    }

    /// Reads and scores everything, and checks that it adds up.
    func report(_ folder: InputFolder, progress: (@Sendable (Int, Int) -> Void)? = nil) async throws -> RunReport {
        try await scored(folder, firstFiled: nil, progress: progress).report
    }

    typealias Input = InputFolder

    /// The same, with the scorer that made it.
    ///
    /// - Parameters:
    ///   - firstFiled: the first month that is filed; it is scored whether it has records or not.
    ///   - compared: what filed months rested on; those that still do get no ledger.
    ///   - cache: keeps what was read; what is to be kept for the next run stands in the report.
    func scored(
        _ folder: InputFolder, firstFiled: Month?, compared: ComparedMonths? = nil, cache: ReadingCache? = nil,
        progress: (@Sendable (Int, Int) -> Void)? = nil
    ) async throws -> (report: RunReport, scorer: Scorer) {
        let intake = try await read(folder, cache: cache, progress: progress)
        return try await scored(intake, firstFiled: firstFiled, compared: compared)
    }

    func read(_ folder: InputFolder, cache: ReadingCache? = nil, progress: (@Sendable (Int, Int) -> Void)? = nil) async throws -> IntakeResult {
        do {
            return try await reader(progress: progress).read(folder, cache: cache)
        } catch let failure as IntakeFailure {
            throw RunFailure(failure, language, faults: faults(failure))
        }
    }

    /// Scores what was read, and checks that it adds up.
    func scored(
        _ read: IntakeResult, firstFiled: Month? = nil, compared: ComparedMonths? = nil
    ) async throws -> (report: RunReport, scorer: Scorer) {
        var intake = read
        let scorer = Scorer(pack: pack, intake: intake, asOf: asOf, from: from, firstFiled: firstFiled, compared: compared)
        let book = try await scorer.score(jobs: jobs)
        intake.refuse(book.decisions.refusals)
        let report = RunReport(pack: pack, intake: intake, book: book, from: from, language: language, version: GridScore.version)
        if strict {
            let wording = IssueWording(pack: pack, files: intake.files, asOf: asOf, language: language)
            let breaks = intake.breaks.map { RunFailure.Cause(wording, $0.issue, $0.batch) }
            if !breaks.isEmpty { throw RunFailure(.data, causes: breaks) }
        }
        let contradictions = Audit.contradictions(intake, book)
        if !contradictions.isEmpty { throw RunFailure(.contradiction, contradictions) }
        return (report, scorer)
    }

    /// What is wrong with the first rows of a roster of which none can be used.
    private func faults(_ failure: IntakeFailure) -> [RunFailure.Cause] {
        guard case .noRoster(_, let files, let batches) = failure else { return [] }
        let wording = IssueWording(pack: pack, files: files, asOf: asOf, language: language)
        return batches.lazy.flatMap { batch in batch.issues.lazy.map { RunFailure.Cause(wording, $0, batch) } }.prefix(10).map { $0 }
    }
}

extension RunFailure.Cause {
    /// A record that is faulty.
    fileprivate init(_ wording: IssueWording, _ issue: Issue, _ batch: Batch) {
        let (file, line, text) = wording.place(issue, batch)
        self.init(wording.line(issue, batch), at: RunFailure.Place(file: file, line: line), text: text)
    }
}
