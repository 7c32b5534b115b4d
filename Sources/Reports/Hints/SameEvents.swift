import GridModel
import Intake
import RulePacks
import Scoring

/// Deductions of one member that lie so close together that they may be about one event.
struct SameEvent: Sendable {
    /// How the deductions have come about, what says most first.
    enum Sort: Int, Sendable {
        /// One record met several clauses.
        case oneRecord
        /// Records of several kinds.
        case severalKinds
        /// One kind, several clauses or the same one again.
        case oneKind
    }

    let sort: Sort
    let month: Period
    let member: Int
    let group: Int
    /// Places in the ledger, by day.
    let postings: [Int]
}

extension SiteModel {
    /// The deductions of a month that may be about one event. Those that somebody has decided about are not asked about again.
    func sameEvents(in view: PeriodView) -> [SameEvent] {
        let isDeducting = pack.rules.map { $0.points < .zero }
        let reach = Int32(pack.hints.sameEventDays)
        let decided = book.decisions.decided
        var events: [SameEvent] = []
        var taken: [(day: Int32, index: Int)] = []
        book.ledger.withUnsafeBufferPointer { ledger in
            origins.readCodes { codes in
                for result in view.result.members.indices {
                    let member = view.result.members[result].member
                    taken.removeAll(keepingCapacity: true)
                    for index in view.postings(of: member) where ledger[index].decision < 0 {
                        guard case .rule(let rule) = ledger[index].source, isDeducting[rule], let day = ledger[index].day else { continue }
                        if !decided.isEmpty, decided[codes[index]] != nil { continue }
                        taken.append((day.dayNumber, index))
                    }
                    if taken.count < 2 { continue }
                    taken.sort { $0 < $1 }
                    var start = 0
                    while start < taken.count {
                        var end = start + 1
                        while end < taken.count, taken[end].day - taken[start].day <= reach { end += 1 }
                        if end - start > 1 {
                            let postings = taken[start..<end].map(\.index)
                            events.append(
                                SameEvent(
                                    sort: sort(postings.map { ledger[$0] }), month: view.period, member: member,
                                    group: view.result.members[result].group, postings: postings))
                        }
                        start = end
                    }
                }
            }
        }
        return events
    }

    private func sort(_ postings: [Posting]) -> SameEvent.Sort {
        let records = postings.compactMap(\.record)
        if Set(records).count < records.count { return .oneRecord }
        return Set(records.map { report.intake.batches[Int($0.batch)].kind }).count > 1 ? .severalKinds : .oneKind
    }
}
