import GridModel
import Intake
import RulePacks
import Scoring

/// Ids that look as if one were meant and the other written.
enum IdHint: Sendable {
    /// Members of the roster whose ids look alike.
    case members([Int])
    /// An id that stands in records and not on the roster, and the member whose id it looks like.
    case unknown(String, member: Int, records: Int, first: (file: Int, line: Int))
    /// Records of one kind of a member, both with postings in a month.
    case records(member: Int, group: Int, kind: Int, postings: [Int])
}

/// Looks for ids that look alike: on the roster, among those that are not on it, and among the records of a member.
struct IdHints {
    private let site: SiteModel
    private let forms: LookAlikes
    /// All members by the number of their ids' form.
    private let members: [(number: UInt64, member: Int)]

    init(_ site: SiteModel) {
        self.site = site
        let forms = LookAlikes(site.pack.hints.lookAlikes)
        self.forms = forms
        members = site.report.intake.roster.members.enumerated().map { index, member in
            var id = member.id
            return (id.withUTF8 { forms.number($0) }, index)
        }.sorted { $0 < $1 }
    }

    /// Of the roster, in the order of ids.
    var ofRoster: [IdHint] {
        var found: [[Int]] = []
        var start = 0
        while start < members.count {
            var end = start + 1
            while end < members.count, members[end].number == members[start].number { end += 1 }
            if end - start > 1 {
                let same = members[start..<end].map(\.member)
                let alike = same.filter { forms.form(site.report.memberId($0)) == forms.form(site.report.memberId(same[0])) }
                if alike.count > 1 { found.append(alike) }
            }
            start = end
        }
        return found.sorted { $0[0] < $1[0] }.map { .members($0) }
    }

    /// The first member with an id that looks like another one.
    private func member(like id: String) -> Int? {
        var id = id
        let (form, number) = (forms.form(id), id.withUTF8 { forms.number($0) })
        var place = members.partitionPoint { $0.number < number }
        while place < members.count, members[place].number == number {
            if forms.form(site.report.memberId(members[place].member)) == form { return members[place].member }
            place += 1
        }
        return nil
    }

    /// Of refused records that name nobody on the roster, in the order of files and lines.
    var unknown: [IdHint] {
        let batches = site.report.intake.batches
        var found: [(value: String, member: Int, records: Int, first: (file: Int, line: Int))] = []
        var known: [[UInt8]: Int?] = [:]
        for number in batches.indices {
            for issue in batches[number].issues where issue.fault == .notOnRoster {
                batches.read(issue, of: number) { _, value, _ in
                    let bytes = Array(value)
                    if let place = known[bytes] {
                        if let place { found[place].records += 1 }
                        return
                    }
                    let text = String(decoding: value, as: UTF8.self)
                    known[bytes] = .some(nil)
                    guard let member = member(like: text) else { return }
                    known[bytes] = found.count
                    found.append((text, member, 1, (batches[number].file, batches[number].line(of: issue))))
                }
            }
        }
        return found.map { .unknown($0.value, member: $0.member, records: $0.records, first: $0.first) }
    }

    /// Of records that have posted in a month, by member.
    func records(in view: PeriodView) -> [IdHint] {
        var hints: [IdHint] = []
        var numbers: [(number: UInt64, index: Int)] = []
        site.origins.read { places, ids in
            for result in view.result.members.indices {
                let member = view.result.members[result].member
                numbers.removeAll(keepingCapacity: true)
                for index in view.postings(of: member) {
                    guard let place = places[index] else { continue }
                    numbers.append((forms.number(place.id(in: ids)) ^ UInt64(place.kind), index))
                }
                if numbers.count < 2 { continue }
                numbers.sort { $0 < $1 }
                var start = 0
                while start < numbers.count {
                    var end = start + 1
                    while end < numbers.count, numbers[end].number == numbers[start].number { end += 1 }
                    if end - start > 1, let alike = alike(numbers[start..<end].map(\.index), places, ids) {
                        let kind = Int(places[alike[0]]!.kind)
                        hints.append(.records(member: member, group: view.result.members[result].group, kind: kind, postings: alike))
                    }
                    start = end
                }
            }
        }
        return hints
    }

    /// Postings of records with ids that are not the same and look alike; nil if there are none. Of one record the first.
    private func alike(_ postings: [Int], _ places: UnsafeBufferPointer<PostingOrigins.Place?>, _ ids: UnsafeBufferPointer<UInt8>) -> [Int]? {
        var first: [UInt8] = []
        var seen: [[UInt8]] = []
        var alike: [Int] = []
        for index in postings.sorted(by: { site.book.ledger[$0].record! < site.book.ledger[$1].record! }) {
            let (id, place) = (Array(places[index]!.id(in: ids)), places[index]!)
            if alike.isEmpty { first = id }
            let isAlike =
                place.kind == places[alike.first ?? index]!.kind
                && forms.form(String(decoding: id, as: UTF8.self)) == forms.form(String(decoding: first, as: UTF8.self))
            guard isAlike, !seen.contains(id), site.book.ledger[index].decision < 0 else { continue }
            seen.append(id)
            alike.append(index)
        }
        return alike.count > 1 ? alike : nil
    }
}
