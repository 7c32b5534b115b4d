import GridModel
import Intake
import RulePacks
import Scoring

/// What each clause has taken and given, by scored month and group: all postings but the base, the floor and the cap.
struct ClauseSums: Sendable {
    /// A clause of the regulation on one side of the account.
    struct Clause: Sendable {
        let clause: String
        let isDeduction: Bool
        /// Of its rules or rankings, each once.
        var wordings: [String]
    }

    /// Deductions, then bonuses; both in the pack's order.
    let clauses: [Clause]
    /// What they are called and what they are for, ready to be written.
    let names: Pieces
    let wordings: Pieces
    /// By month, group and clause; behind the groups of a month stands the whole company.
    private let sums: [Points]
    private let positions: [Month: Int]
    private let groupCount: Int

    /// - Parameter correcting: a period that is being filed anew, whose results are today's.
    init(_ report: RunReport, _ text: PageText, _ months: [PeriodView], correcting: Period?) {
        let pack = report.pack
        let sheets = report.filings.corrections.filter { $0.period.kind == .month && $0.period != correcting }
        var clauses = ClauseList()
        for rule in pack.rules { clauses.add(rule.clause, rule.points < .zero, rule.wording[report.language]) }
        for ranking in pack.rankings { clauses.add(ranking.clause, false, ranking.wording[report.language], inOrder: true) }
        for cause in sheets.flatMap(\.causes) { if let side = cause.side(pack) { clauses.add(cause.clause, side, cause.wording) } }
        let order = clauses.list.indices.sorted { one, other in
            let (left, right) = (clauses.list[one].isDeduction, clauses.list[other].isDeduction)
            return left == right ? one < other : left
        }
        var places = [Int](repeating: 0, count: order.count)
        for (place, index) in order.enumerated() { places[index] = place }
        let ofRule = pack.rules.map { places[clauses.find($0.clause, $0.points < .zero)!] }
        let ofRanking = pack.rankings.map { places[clauses.find($0.clause, false)!] }
        let (count, groupCount) = (order.count, report.book.groups.count)
        var sums = [Points](repeating: .zero, count: months.count * (groupCount + 1) * count)
        for (position, view) in months.enumerated() {
            let month = view.period.firstMonth
            let row = position * (groupCount + 1)
            view.result.members.withUnsafeBufferPointer { members in
                for index in members.indices {
                    let member = members.baseAddress! + index
                    let start = (row + member.pointee.group) * count
                    report.book.ruleSums.forEach(of: member.pointee.member, in: month) { sums[start + ofRule[$0]] += $1 }
                    guard let breakdown = member.pointee.breakdown else { continue }
                    for ranking in breakdown.counts.indices { sums[start + ofRanking[ranking]] += breakdown.counts[ranking].points }
                }
            }
        }
        // Of filed months the filed postings stand: what the sheet of corrections says has come or gone is not yet in force.
        let members = sheets.isEmpty ? [:] : report.membersById
        for sheet in sheets {
            guard let position = months.firstIndex(where: { $0.period == sheet.period }) else { continue }
            for cause in sheet.causes {
                guard let side = cause.side(pack), let clause = clauses.find(cause.clause, side), let member = members[Array(cause.id.utf8)],
                    let group = months[position].group(of: member)
                else { continue }
                let change = (Points(cause.before) ?? .zero) - (Points(cause.now) ?? .zero)
                sums[(position * (groupCount + 1) + group) * count + places[clause]] += change
            }
        }
        for position in months.indices {
            let total = (position * (groupCount + 1) + groupCount) * count
            for group in 0..<groupCount {
                let start = (position * (groupCount + 1) + group) * count
                for clause in 0..<count { sums[total + clause] += sums[start + clause] }
            }
        }
        let ordered = order.map { clauses.list[$0] }
        self.clauses = ordered
        names = Pieces(texts: ordered.count) { ordered[$0].clause }
        wordings = Pieces(texts: ordered.count) { ordered[$0].wordings.joined(separator: text.say("；", "; ")) }
        self.sums = sums
        positions = Dictionary(uniqueKeysWithValues: months.enumerated().map { ($0.element.period.firstMonth, $0.offset) })
        self.groupCount = groupCount
    }

    /// What a clause has come to in a scored month.
    ///
    /// - Parameter group: whose members are meant, as they were that month; nil for the whole company.
    func sum(_ clause: Int, _ month: Month, _ group: Int?) -> Points {
        guard let position = positions[month] else { return .zero }
        return sums[(position * (groupCount + 1) + (group ?? groupCount)) * clauses.count + clause]
    }
}

/// Clauses in the order they were met.
private struct ClauseList {
    var list: [ClauseSums.Clause] = []

    func find(_ clause: String, _ isDeduction: Bool) -> Int? {
        list.firstIndex { $0.isDeduction == isDeduction && sameBytes($0.clause, clause) }
    }

    /// - Parameter inOrder: whether it goes before one of the same article with a higher number.
    mutating func add(_ clause: String, _ isDeduction: Bool, _ wording: String, inOrder: Bool = false) {
        if let place = find(clause, isDeduction) {
            if !list[place].wordings.contains(where: { sameBytes($0, wording) }) { list[place].wordings.append(wording) }
            return
        }
        let (article, number) = Self.parts(clause)
        let next = list.firstIndex { other in
            let (otherArticle, otherNumber) = Self.parts(other.clause)
            return other.isDeduction == isDeduction && otherArticle == article && otherNumber > number
        }
        list.insert(.init(clause: clause, isDeduction: isDeduction, wordings: [wording]), at: inOrder ? next ?? list.count : list.count)
    }

    /// `18(二)3` as `18(二)` and 3.
    private static func parts(_ clause: String) -> (article: [UInt8], number: Int) {
        let bytes = Array(clause.utf8)
        let digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }
        return (bytes.dropLast(digits.count).map { $0 }, decimal(bytes.suffix(digits.count)) ?? 0)
    }
}

extension PostingChange {
    /// Whether it is of a rule that deducts; nil if it is of no rule: results hold the base, rankings and the floor as they were filed.
    fileprivate func side(_ pack: RulePack) -> Bool? {
        let others = pack.rankings.map(\.id) + [.base, .floor, .cap].map { pack.ruleId($0) }
        if others.contains(where: { sameBytes($0, rule) }) { return nil }
        if let known = pack.rules.first(where: { sameBytes($0.id, rule) && sameBytes($0.clause, clause) }) { return known.points < .zero }
        return (Points(before) ?? Points(now) ?? .zero) < .zero
    }
}

extension RunReport {
    fileprivate var membersById: [[UInt8]: Int] {
        Dictionary(intake.roster.members.enumerated().map { (Array($0.element.id.utf8), $0.offset) }) { first, _ in first }
    }
}
