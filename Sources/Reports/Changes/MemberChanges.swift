import GridModel
import RulePacks

/// What has changed of a member in a period, taken together.
struct MemberChanges {
    let first: ChangeList.Row
    private(set) var score: ChangeList.Row?
    private(set) var rank: ChangeList.Row?
    /// Lists and rights.
    private(set) var marks: [ChangeList.Row] = []
    /// What counts in rankings.
    private(set) var counts: [ChangeList.Row] = []
    private(set) var postings: [ChangeList.Row] = []

    private init(_ first: ChangeList.Row) {
        self.first = first
    }

    /// What matters most comes first: lists, then the greatest change of the score.
    private var weight: (Int, Int) {
        let hundredths = { (text: String) in Points(text)?.hundredths ?? 0 }
        return (marks.isEmpty ? 0 : 1, score.map { abs(hundredths($0.now) - hundredths($0.before)) } ?? 0)
    }

    var isOfMonth: Bool { Period(first.period)?.kind == .month }

    /// Those that are worth to be told, what matters most first.
    static func all(_ rows: [ChangeList.Row], _ pack: RulePack, _ language: Language) -> [MemberChanges] {
        inOrder(rows, pack, language).enumerated().sorted { one, other in
            one.element.weight == other.element.weight ? one.offset < other.offset : one.element.weight > other.element.weight
        }.map(\.element)
    }

    /// The same in the order of their rows.
    static func inOrder(_ rows: [ChangeList.Row], _ pack: RulePack, _ language: Language) -> [MemberChanges] {
        var all: [MemberChanges] = []
        var places: [[UInt8]: Int] = [:]
        let (score, rank) = ([Word.score, .average].map { $0[language] }, Word.rank[language])
        let eligible = pack.marks.map { $0.names[language] }
        let counts = pack.rankings.map { $0.countName[language] }
        for row in rows where row.sort == .result || row.sort == .posting {
            let key = Array(row.period.utf8) + [0] + Array(row.id.utf8)
            if places[key] == nil {
                places[key] = all.count
                all.append(MemberChanges(row))
            }
            let place = places[key]!
            if row.sort == .posting {
                all[place].postings.append(row)
            } else if score.contains(where: { sameBytes($0, row.item) }) {
                all[place].score = row
            } else if sameBytes(row.item, rank) {
                all[place].rank = row
            } else if !row.effect.isEmpty || eligible.contains(where: { sameBytes($0, row.item) }) {
                all[place].marks.append(row)
            } else if counts.contains(where: { sameBytes($0, row.item) }) {
                all[place].counts.append(row)
            }
        }
        // A quarter or year follows from its months: it is told where somebody has come onto a list or off one.
        return all.filter { !$0.marks.isEmpty || !$0.postings.isEmpty || ($0.score != nil && $0.isOfMonth) }
    }
}
