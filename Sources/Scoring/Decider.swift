import GridModel
import Intake
import RulePacks

/// Carries decisions out: each is a posting of its own, or is refused with a reason. Nothing that was posted goes away.
struct Decider {
    private let pack: RulePack
    private let intake: IntakeResult
    private let active: ActiveMonths
    /// The month before which nothing is scored because the run was told so; nil if it was not.
    private let from: Month?
    private let found: RecordedPostings
    private(set) var book = DecisionBook()
    private(set) var postings: [Posting] = []
    /// The scored postings of records that have been decided.
    private(set) var judged: [Judged] = []
    /// Ids of the postings that decisions have made.
    private var made: Set<ShortCode> = []
    /// What has been granted for records, by whom it was granted.
    private var granted: [Grant: String] = [:]
    /// Records whose marks are taken back, with the rule and month that set them; for all that a record has set, neither.
    private var unmarked: [EntryPlace: [(rule: Int, month: Month)?]] = [:]
    private var acknowledged: [Acknowledgement.Row: String] = [:]

    private struct Grant: Hashable {
        let rule: [UInt8]
        let member: Int
        let record: EntryPlace
    }

    /// Why a decision is refused, while it is looked at.
    private struct Refused: Error {
        let fault: DecisionFault
        let column: DecisionColumn
        var note = ""
    }

    init(_ pack: RulePack, _ intake: IntakeResult, _ active: ActiveMonths, asOf: CivilDate, from: Month?) {
        (self.pack, self.intake, self.active, self.from) = (pack, intake, active, from)
        found = RecordedPostings(intake, pack, active, asOf: asOf)
    }

    /// - Parameter causes: what has set marks; those that are taken back are taken out.
    mutating func decide(_ causes: inout [MarkCause]) {
        var codes = PostingCodes(pack, intake.roster)
        for decision in intake.decisions {
            do {
                switch decision.verdict {
                case .acknowledge: try acknowledge(decision)
                case .grant: try grant(decision, &codes)
                case .uphold, .reverse, .amend: try judge(decision, causes, &codes)
                }
            } catch {
                book.refusals.append(Refusal(decision, error.fault, error.column, note: error.note))
            }
        }
        guard !unmarked.isEmpty else { return }
        causes.removeAll { cause in unmarked[cause.record]?.contains { isOf(cause, $0) } ?? false }
    }

    private func isOf(_ cause: MarkCause, _ posting: (rule: Int, month: Month)?) -> Bool {
        guard let posting else { return true }
        let fact = pack.facts[cause.fact]
        return fact.user == .rule(posting.rule) && (fact.onlyMarks || cause.month == posting.month)
    }

    // MARK: Postings

    private mutating func judge(_ decision: DecisionRecord, _ causes: [MarkCause], _ codes: inout PostingCodes) throws(Refused) {
        if decision.verdict != .amend, !decision[.points].isEmpty { throw Refused(fault: .notUsed, column: .points) }
        let named: DecisionColumn = decision[.posting].isEmpty ? .record : .posting
        var postings: [RecordedPostings.Found] = []
        var record: EntryPlace?
        if named == .posting {
            postings = [try posting(decision, &codes)]
        } else {
            record = try self.record(decision)
            postings = found.postings(of: record!, &codes)
        }
        if !decision[.rule].isEmpty {
            _ = try rules(decision)
            postings = postings.filter { isNamed(pack.ruleId($0.posting.source), by: decision) }
            if postings.isEmpty { throw Refused(fault: .notTogether, column: .rule) }
        }
        if decision.verdict == .amend, postings.count > 1 { throw Refused(fault: .severalPostings, column: named) }
        for posting in postings {
            if let other = book.decided[posting.code] {
                throw Refused(fault: .alreadyDecided, column: named, note: book.effects[other].decision.id)
            }
        }
        if postings.isEmpty, let record {
            // It may have taken a right away without a posting.
            let marks = causes.filter { $0.record == record }
            guard decision.verdict == .reverse, !marks.isEmpty, unmarked[record] == nil else {
                throw Refused(fault: .recordWithoutPosting, column: .record)
            }
            unmarked[record] = [nil]
            book.effects.append(DecisionBook.Effect(decision: decision, posting: nil, month: marks[0].month, marks: marks))
            return
        }
        var changed = Points.zero
        if decision.verdict == .amend { changed = try points(decision, of: postings[0].posting.source) }
        for posting in postings { carryOut(decision, posting, changed, causes, &codes) }
    }

    private mutating func carryOut(
        _ decision: DecisionRecord, _ found: RecordedPostings.Found, _ points: Points, _ causes: [MarkCause], _ codes: inout PostingCodes
    ) {
        let posting = found.posting
        var marks: [MarkCause] = []
        if decision.verdict == .reverse, case .rule(let rule) = posting.source, let record = posting.record {
            marks = causes.filter { $0.record == record && isOf($0, (rule, posting.month)) }
            unmarked[record, default: []].append((rule, posting.month))
        }
        if let record = posting.record, case .rule(let rule) = posting.source, found.isScored {
            judged.append(Judged(record: record, rule: rule, month: posting.month, isReversed: decision.verdict == .reverse))
        }
        book.decided[found.code] = book.effects.count
        book.effects.append(DecisionBook.Effect(decision: decision, posting: found.code, month: posting.month, marks: marks))
        guard decision.verdict != .uphold, found.isScored, points != posting.points else { return }
        post(decision, posting.month, posting.source, points - posting.points, &codes)
    }

    /// The posting that a decision names.
    private func posting(_ decision: DecisionRecord, _ codes: inout PostingCodes) throws(Refused) -> RecordedPostings.Found {
        guard let code = ShortCode(decision[.posting]) else { throw Refused(fault: .noPosting, column: .posting) }
        if made.contains(code) { throw Refused(fault: .ofDecision, column: .posting) }
        guard let named = found.byCode[code] else {
            throw Refused(fault: follows(code, decision.member, &codes) ? .follows : .noPosting, column: .posting)
        }
        if named.posting.member != decision.member { throw Refused(fault: .otherMember, column: .member) }
        if !decision.record.isEmpty, !intake.batches.readId(of: named.posting.record!, { $0.elementsEqual(decision.record.utf8) }) {
            throw Refused(fault: .notTogether, column: .record)
        }
        return named
    }

    /// Whether an id is that of a posting of the base, a ranking, the floor or the cap.
    private func follows(_ code: ShortCode, _ member: Int, _ codes: inout PostingCodes) -> Bool {
        let sources: [Posting.Source] = [.base, .floor, .cap] + pack.rankings.indices.map { .ranking($0) }
        for month in active.months {
            for source in sources where codes.code(month: month, member: member, source: source) == code { return true }
        }
        return false
    }

    /// The record that a decision names.
    private func record(_ decision: DecisionRecord) throws(Refused) -> EntryPlace {
        guard !decision.record.isEmpty else { throw Refused(fault: .nothingNamed, column: .posting) }
        guard let all = found.records[Array(decision.record.utf8)], !all.isEmpty else { throw Refused(fault: .noRecord, column: .record) }
        let own = all.filter { Int(intake.batches.entry(at: $0).member) == decision.member }
        guard let first = own.first else { throw Refused(fault: .otherMember, column: .member) }
        if own.count > 1 { throw Refused(fault: .severalRecords, column: .record) }
        return first
    }

    /// The rules of the id that a decision names: one for each time in which it was in force.
    private func rules(_ decision: DecisionRecord) throws(Refused) -> [Int] {
        let rules = pack.rules.indices.filter { isNamed(pack.rules[$0].id, by: decision) }
        if rules.isEmpty { throw Refused(fault: .noRule, column: .rule) }
        return rules
    }

    private func isNamed(_ rule: String, by decision: DecisionRecord) -> Bool {
        sameBytes(rule, decision[.rule]) || sameBytes(rule, decision.plain(.rule))
    }

    /// The points that a decision gives, in the bounds of a rule's.
    private func points(_ decision: DecisionRecord, of source: Posting.Source) throws(Refused) -> Points {
        guard let points = decision.points else { throw Refused(fault: .notPoints, column: .points) }
        guard case .rule(let index) = source else { throw Refused(fault: .pointsOutside, column: .points, note: Points.zero.signed) }
        let rule = pack.rules[index]
        if let range = rule.range {
            if !range.contains(points) { throw Refused(fault: .pointsOutOfRange, column: .points, note: rule.shownPoints) }
            return points
        }
        let isWithin = rule.points < .zero ? rule.points <= points && points < .zero : .zero < points && points <= rule.points
        if !isWithin { throw Refused(fault: .pointsOutside, column: .points, note: rule.shownPoints) }
        return points
    }

    // MARK: Grants

    private mutating func grant(_ decision: DecisionRecord, _ codes: inout PostingCodes) throws(Refused) {
        if !decision[.posting].isEmpty { throw Refused(fault: .notUsed, column: .posting) }
        let rules = try rules(decision)
        let record = decision.record.isEmpty ? nil : try self.record(decision)
        let month = record.flatMap { intake.month(of: $0) } ?? decision.time.date.month
        let column: DecisionColumn = record == nil ? .time : .record
        guard let rule = rule(of: rules, month, decision) else { throw Refused(fault: .notInForce, column: .rule, note: "\(month)") }
        // Where a person sets the points, whoever decides does.
        if decision[.points].isEmpty, pack.rules[rule].range != nil {
            throw Refused(fault: .pointsMissing, column: .points, note: pack.rules[rule].shownPoints)
        }
        let points = decision[.points].isEmpty ? pack.rules[rule].points : try points(decision, of: .rule(rule))
        let isScored = active.position(of: month) != nil
        if !isScored, !(from.map { month < $0 } ?? false && intake.earliestMonth.map { $0 <= month } ?? false) {
            throw Refused(fault: .notScored, column: column, note: "\(month)")
        }
        if !found.isActive(decision.member, month) { throw Refused(fault: .notActive, column: column, note: "\(month)") }
        if let record {
            let grant = Grant(rule: Array(pack.rules[rule].id.utf8), member: decision.member, record: record)
            if let other = granted[grant] { throw Refused(fault: .alreadyDecided, column: .record, note: other) }
            granted[grant] = decision.id
        }
        book.effects.append(DecisionBook.Effect(decision: decision, posting: nil, month: month, marks: []))
        if isScored { post(decision, month, .rule(rule), points, &codes) }
    }

    /// The rule of these that is in force in a month, on the day of the decision if there are several.
    private func rule(of rules: [Int], _ month: Month, _ decision: DecisionRecord) -> Int? {
        let inForce = rules.filter { pack.rules[$0].effective.overlaps(month.firstDay...month.lastDay) }
        return inForce.first { pack.rules[$0].effective.contains(decision.time.date) } ?? inForce.last
    }

    /// Posts what the last effect comes to.
    private mutating func post(_ decision: DecisionRecord, _ month: Month, _ source: Posting.Source, _ points: Points, _ codes: inout PostingCodes) {
        postings.append(
            Posting(
                month: month, member: decision.member, source: source, points: points, day: decision.time.date, record: decision.place,
                decision: Int32(book.effects.count - 1)))
        let kind = intake.batches[Int(decision.place.batch)].kind
        let ordinal = postings.withUnsafeBufferPointer { pack.ordinal(of: $0.count - 1, in: $0) }
        made.insert(
            intake.batches.readKey(of: decision.place) {
                codes.code(month: month, member: decision.member, source: source, kind: kind, key: $0, ordinal: ordinal)
            })
    }

    // MARK: Acknowledgements

    private mutating func acknowledge(_ decision: DecisionRecord) throws(Refused) {
        for column in [DecisionColumn.posting, .record, .rule, .points] where !decision[column].isEmpty {
            throw Refused(fault: .notUsed, column: column)
        }
        guard let line = decision.line else { throw Refused(fault: .notALine, column: .line) }
        guard let content = ShortCode(decision[.content]) else { throw Refused(fault: .notACode, column: .content) }
        let row = Acknowledgement.Row(file: decision[.file], line: line, content: content)
        if let other = acknowledged[row] { throw Refused(fault: .alreadyDecided, column: .content, note: other) }
        acknowledged[row] = decision.id
        book.acknowledgements.append(Acknowledgement(decision: decision, row: row))
    }
}

extension Tally {
    /// Takes out what sets marks no more.
    ///
    /// - Returns: what has been decided, what decisions post, and about which postings.
    mutating func decide(
        _ pack: RulePack, _ intake: IntakeResult, _ active: ActiveMonths, asOf: CivilDate, from: Month?
    ) -> (book: DecisionBook, postings: [Posting], judged: [Judged]) {
        guard !intake.decisions.isEmpty else { return (DecisionBook(), [], []) }
        var decider = Decider(pack, intake, active, asOf: asOf, from: from)
        decider.decide(&causes)
        return (decider.book, decider.postings, decider.judged)
    }
}

extension [[Posting]] {
    /// The postings of decisions among those of other records, in the order of files and lines.
    func joined(with decided: [Posting]) -> [[Posting]] {
        if decided.isEmpty { return self }
        let recorded = [Posting](joined())
        let ordered = decided.indices.sorted { (decided[$0].record!, $0) < (decided[$1].record!, $1) }.map { decided[$0] }
        var merged: [Posting] = []
        merged.reserveCapacity(recorded.count + ordered.count)
        var next = 0
        for posting in ordered {
            while next < recorded.count, recorded[next].record! < posting.record! {
                merged.append(recorded[next])
                next += 1
            }
            merged.append(posting)
        }
        return [merged + recorded[next...]]
    }
}
