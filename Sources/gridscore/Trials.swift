import GridModel
import Intake
import Reports
import RulePacks

/// Scores the same logs by several packs. They are read again only for a pack that reads them otherwise.
struct Trials {
    private let options: ScoringOptions
    private let folder: InputFolder
    private let progress: ProgressBar
    /// What was read first, which all others must have read too.
    private var first: (plan: IntakePlan, intake: IntakeResult)?
    /// What was read last, if for another pack.
    private var last: (plan: IntakePlan, intake: IntakeResult)?

    init(_ options: ScoringOptions, progress: ProgressBar) throws {
        self.options = options
        self.progress = progress
        folder = try Pipeline.folder(options.input, options.languageOrDefault)
    }

    /// The run of a pack.
    mutating func report(_ pack: RulePack) async throws -> RunReport {
        let pipeline = Pipeline(pack: pack, options)
        let plan = pipeline.plan
        let known = [first, last].compactMap { $0 }.first { $0.plan.isSame(as: plan) }
        let intake: IntakeResult
        if let known {
            intake = known.intake
        } else {
            let progress = progress
            intake = try await pipeline.read(folder) { progress.show($0, of: $1) }
            progress.clear()
            if let first {
                try check(intake, against: first.intake, pipeline)
                last = (plan, intake)
            } else {
                first = (plan, intake)
            }
        }
        return try await pipeline.scored(intake).report
    }

    /// What changes between two readings would be taken for what the rules change.
    private func check(_ intake: IntakeResult, against first: IntakeResult, _ pipeline: Pipeline) throws(RunFailure) {
        let same = intake.files.elementsEqual(first.files) { $0.path == $1.path && $0.digest == $1.digest }
        if same { return }
        let changed = zip(intake.files, first.files).first { $0.path != $1.path || $0.digest != $1.digest }?.0.name ?? options.input
        throw RunFailure(IntakeFailure.changed(file: changed), pipeline.language)
    }
}
