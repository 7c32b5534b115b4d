import GridModel
import Intake
import RulePacks

/// What decisions may be about: the postings of rules, found by their ids, and records, found by theirs. Months before the
/// first scored one are looked at too, for a decision on them is no mistake.
struct RecordedPostings {
    /// A posting of a rule.
    struct Found {
        let posting: Posting
        let code: ShortCode
        /// Whether it stands in the ledger.
        let isScored: Bool
    }

    private(set) var byCode: [ShortCode: Found] = [:]
    /// The records that stand, by the ids that decisions name.
    private(set) var records: [[UInt8]: [EntryPlace]] = [:]
    private let intake: IntakeResult
    private let pack: RulePack
    private let active: ActiveMonths
    private let asOf: CivilDate
    private let inactive: Set<EntryPlace>

    init(_ intake: IntakeResult, _ pack: RulePack, _ active: ActiveMonths, asOf: CivilDate) {
        (self.intake, self.pack, self.active, self.asOf) = (intake, pack, active, asOf)
        inactive = Set(intake.inactive)
        for decision in intake.decisions where !decision.record.isEmpty { records[Array(decision.record.utf8)] = [] }
        var wanted = Set(intake.decisions.compactMap { ShortCode($0[.posting]) })
        // Most records are passed over by the length and the first bytes of their ids.
        let heads = Set(records.keys.map(Self.head))
        var codes = PostingCodes(pack, intake.roster)
        for (number, batch) in intake.batches.enumerated() where batch.kind >= 0 && !pack.kinds[batch.kind].isDecisions {
            let effects = batch.effects.map { effect in !wanted.isEmpty && effect.hits.contains { pack.rule(postedBy: $0) != nil } }
            for index in batch.entries.indices {
                let entry = batch.entries[index]
                guard entry.effect != Batch.standsNot, entry.member >= 0 else { continue }
                let place = EntryPlace(batch: UInt32(number), entry: UInt32(index))
                if !heads.isEmpty {
                    intake.batches.readId(of: place) { id in
                        guard heads.contains(Self.head(id)) else { return }
                        records[Array(id)]?.append(place)
                    }
                }
                guard effects[Int(entry.effect)] else { continue }
                for found in postings(of: place, &codes) where wanted.remove(found.code) != nil { byCode[found.code] = found }
            }
        }
    }

    private static func head(_ id: some Collection<UInt8>) -> UInt64 {
        id.prefix(7).reduce(UInt64(truncatingIfNeeded: id.count)) { $0 << 8 | UInt64($1) }
    }

    /// The postings of rules that a record has caused.
    func postings(of place: EntryPlace, _ codes: inout PostingCodes) -> [Found] {
        let entry = intake.batches.entry(at: place)
        let kind = intake.batches[Int(place.batch)].kind
        guard !inactive.contains(place) else { return [] }
        var postings: [Posting] = []
        for hit in pack.standing(intake.batches[Int(place.batch)].effects[Int(entry.effect)].hits) {
            guard let rule = pack.rule(postedBy: hit) else { continue }
            let month = Month(sinceMillennium: hit.month)
            guard isActive(Int(entry.member), month) else { continue }
            postings.append(
                Posting(
                    month: month, member: Int(entry.member), source: .rule(rule), points: pack.points(of: rule, hit),
                    day: CivilDate(dayNumber: Int32(hit.day)), record: place))
        }
        return postings.indices.map { index in
            let posting = postings[index]
            let ordinal = postings.withUnsafeBufferPointer { pack.ordinal(of: index, in: $0) }
            let code = intake.batches.readKey(of: place) {
                codes.code(month: posting.month, member: posting.member, source: posting.source, kind: kind, key: $0, ordinal: ordinal)
            }
            return Found(posting: posting, code: code, isScored: active.position(of: posting.month) != nil)
        }
    }

    func isActive(_ member: Int, _ month: Month) -> Bool {
        if let position = active.position(of: month) { return active.contains(member, position) }
        return active.months.first.map { month < $0 } ?? false && intake.roster.members[member].isActive(in: month, asOf: asOf)
    }
}
