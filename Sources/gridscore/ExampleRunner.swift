import GridModel
import Intake
import Reports
import RulePacks
import Scoring

/// Runs the pack's own examples through the whole program, from CSV text to results, those of other readings with the pack
/// that these make.
struct ExampleRunner {
    let source: PackSource

    /// What differs.
    struct Failure {
        /// The example, and the readings it is tried with.
        let name: String
        let text: String
    }

    private var pack: RulePack { source.pack }

    /// How many results are tested.
    var count: Int { pack.examples.reduce(0) { $0 + 1 + $1.others.count } }

    /// What differs, a line each; empty if all is as expected.
    func failures() async throws -> [Failure] {
        var failures: [Failure] = []
        for example in pack.examples {
            func add(_ name: String, _ place: String, _ differences: [String]) {
                failures += differences.map { Failure(name: name, text: "\(name) (\(place)): \($0)") }
            }
            add(example.id, example.place, try await ExampleTrial(pack: pack, example: example).differences(example.expected))
            for other in example.others {
                let changes = other.readings.map { PackSource.Change(entry: $0.entry, reading: $0.reading) }
                let name = "\(example.id)[\(changes.map(\.text).joined(separator: ", "))]"
                let made = Result { () throws(PackSource.Failure) in try source.pack(with: changes) }
                switch made {
                case .success(let pack): add(name, other.place, try await ExampleTrial(pack: pack, example: example).differences(other.expected))
                case .failure(let failure): add(name, other.place, failure.messages)
                }
            }
        }
        return failures
    }

    /// Readings that do not make a pack that can be used.
    func unusable() -> [Failure] {
        pack.register.flatMap { entry in
            entry.readings.filter(\.isApplicable).flatMap { reading -> [Failure] in
                let change = PackSource.Change(entry: entry.id, reading: reading.id)
                guard case .failure(let failure) = Result(catching: { () throws(PackSource.Failure) in try source.pack(with: [change]) }) else {
                    return []
                }
                return failure.messages.map { Failure(name: change.text, text: "\(change.text): \($0)") }
            }
        }
    }
}

extension PackSource.Failure {
    var messages: [String] {
        switch self {
        case .change(let message): [message]
        case .pack(let error): error.problems.map(\.description)
        }
    }
}

/// An example, run with a pack.
private struct ExampleTrial {
    let pack: RulePack
    let example: Example

    /// What is not as expected.
    func differences(_ wanted: ExampleExpectation) async throws -> [String] {
        let pipeline = Pipeline(pack: pack, asOf: example.asOf, from: example.from)
        let report: RunReport
        do {
            report = try await pipeline.report(InputFolder(files: files(example)))
        } catch let failure as RunFailure {
            return ["the run ended with \(failure.code.rawValue): \(failure.messages.joined(separator: "; "))"]
        }
        var found: [String] = []
        func compare(_ what: String, _ got: String, _ want: String) {
            if got != want { found.append("\(what): got \(got), expected \(want)") }
        }
        compare("postings", describe(postings(report)), describe(wanted.postings))
        for score in wanted.scores {
            compare("score of \(score.subject) in \(score.period)", value(report, score.period, score.subject) ?? "none", score.value)
        }
        for list in wanted.lists {
            compare("list \(list.list) of \(list.period)", "\(subjects(report, list.list, list.period))", "\(list.subjects)")
        }
        for mark in wanted.marks {
            compare("\(mark.mark) of \(mark.subject) in \(mark.period)", shows(report, mark.mark, mark.period, mark.subject) ?? "none", mark.shows)
        }
        for measured in wanted.measures {
            let result = result(report, measured)
            let what = "measure \(measured.measure) of \(measured.subject) in \(measured.period)"
            compare(what, result?.value.map { "\($0.rounded)" } ?? "none", measured.value ?? "none")
            if let cases = measured.cases { compare("cases of \(what)", "\(result?.cases ?? 0)", "\(cases)") }
            if let status = measured.status { compare("status of \(what)", result?.isMet.map { $0 ? "met" : "breach" } ?? "", status) }
        }
        for proposal in wanted.proposals {
            let items = report.proposals(in: proposal.period).filter { sameBytes(pack.proposals[$0.proposal].id, proposal.proposal) }
            compare(
                "proposal \(proposal.proposal) of \(proposal.period)", "\(items.map { report.intake.roster.members[$0.member].id })",
                "\(proposal.subjects)")
        }
        let pending = report.book.pending.map { report.recordId($0.record) }.sorted()
        compare("pending", "\(pending)", "\((wanted.pending ?? []).sorted())")
        let totals = report.intake.totals
        compare("rejected", "\(totals[.rejected] + totals[.conflict])", "\(wanted.rejected ?? 0)")
        return found
    }

    // MARK: Given

    private func files(_ example: Example) -> [InputFile] {
        var records = example.records
        let roster = pack.kinds[pack.roster.kind]
        if !records.contains(where: { $0.kind == roster.id }) {
            let row = [(pack.roster.subject, "A"), (pack.roster.name, "甲"), (pack.roster.group, "一处")]
            records.append((roster.id, [row.map { (column: roster.columns[$0.0].id, value: $0.1) }]))
        }
        return records.map { kind, rows in
            let columns = pack.kinds.first { $0.id == kind }?.columns.map(\.id) ?? []
            var text = columns.joined(separator: ",") + "\n"
            for row in rows {
                let cells = columns.map { column in row.first { $0.column == column }?.value ?? "" }
                text +=
                    cells.map { "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }.joined(
                        separator: ",") + "\n"
            }
            return InputFile(path: Array("\(kind).csv".utf8), content: .memory(Array(text.utf8)))
        }
    }

    // MARK: Got

    private func postings(_ report: RunReport) -> [ExampleExpectation.Posting] {
        report.book.ledger.filter { $0.source != .base }.map { posting in
            .init(
                month: "\(posting.month)", subject: report.intake.roster.members[posting.member].id, rule: pack.ruleId(posting.source),
                points: "\(posting.points)")
        }
    }

    private func describe(_ postings: [ExampleExpectation.Posting]) -> String {
        postings.map { "\($0.month) \($0.subject) \($0.rule) \($0.points)" }.sorted().joined(separator: ", ")
    }

    private func member(_ report: RunReport, _ period: Period, _ subject: String) -> MemberResult? {
        report.book.result(of: period)?.members.first { sameBytes(report.intake.roster.members[$0.member].id, subject) }
    }

    private func value(_ report: RunReport, _ period: Period, _ subject: String) -> String? {
        member(report, period, subject).map { $0.breakdown == nil ? "\($0.value)" : "\($0.value.sum)" }
    }

    private func result(_ report: RunReport, _ wanted: ExampleExpectation.Measured) -> MeasureResult? {
        report.book.measures.results(in: wanted.period).first { result in
            guard sameBytes(pack.measures[result.measure].id, wanted.measure) else { return false }
            switch (result.subject, wanted.subject) {
            case (.all, .all): return true
            case (.group(let group), .group(let name)): return sameBytes(report.book.groups[group], name)
            case (.unit(let unit, _), .unit(let name)): return sameBytes(unit, name)
            case (.member(let member), .subject(let id)): return sameBytes(report.intake.roster.members[member].id, id)
            default: return false
            }
        }
    }

    private func subjects(_ report: RunReport, _ list: String, _ period: Period) -> [String] {
        guard let result = report.book.result(of: period), let entries = result.lists.first(where: { pack.lists[$0.list].id == list })?.entries
        else { return ["no such list"] }
        return entries.map { report.intake.roster.members[result.members[$0.result].member].id }
    }

    private func shows(_ report: RunReport, _ mark: String, _ period: Period, _ subject: String) -> String? {
        guard let index = pack.marks.firstIndex(where: { $0.id == mark }), let member = member(report, period, subject) else { return nil }
        return member.marks[index] == (pack.marks[index].shows == .marked) ? "yes" : "no"
    }
}
