import GridModel
import RulePacks

/// What has changed of a member in a period, taken together; or of a department, or all, whom measures are told of.
struct MemberChanges {
    let first: ChangeList.Row
    private(set) var score: ChangeList.Row?
    private(set) var rank: ChangeList.Row?
    /// Lists, rights and proposals.
    private(set) var marks: [ChangeList.Row] = []
    /// What counts in rankings.
    private(set) var counts: [ChangeList.Row] = []
    /// Postings, and records behind measures.
    private(set) var postings: [ChangeList.Row] = []
    /// Values of measures, and whether they reach their targets.
    private(set) var measures: [ChangeList.Row] = []
    /// How many of these do not reach their target, and did.
    private var breaches = 0

    private init(_ first: ChangeList.Row) {
        self.first = first
    }

    /// What matters most comes first: lists, then the greatest change of the score, then targets that are missed.
    private var weight: (Int, Int, Int) {
        let hundredths = { (text: String) in Points(text)?.hundredths ?? 0 }
        return (marks.isEmpty ? 0 : 1, score.map { abs(hundredths($0.now) - hundredths($0.before)) } ?? 0, breaches)
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
        let (score, rank) = ([Word.score, .average].map { $0[language] }, pack.rankHeader(language))
        let eligible = pack.marks.map { $0.names[language] }
        let counts = pack.rankings.map { $0.countName[language] }
        for row in rows where [.result, .posting, .measure, .record, .proposal].contains(row.sort) {
            let key = Array(row.period.utf8) + [0] + (row.id.isEmpty ? [0] + Array(row.group.utf8) : Array(row.id.utf8))
            if places[key] == nil {
                places[key] = all.count
                all.append(MemberChanges(row))
            }
            let place = places[key]!
            if row.sort == .posting || row.sort == .record {
                all[place].postings.append(row)
            } else if row.sort == .proposal {
                // Those of a longer period that records make are those of its months.
                if row.isOwn { all[place].marks.append(row) }
            } else if row.sort == .measure {
                if row.isState(language), sameBytes(row.now, Word.breach[language]) { all[place].breaches += 1 }
                if row.isValue(language) || row.isState(language) { all[place].measures.append(row) }
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
        // A longer period follows from its months: it is told where somebody has come onto a list or off one.
        return all.filter { !$0.marks.isEmpty || !$0.postings.isEmpty || (($0.score != nil || !$0.measures.isEmpty) && $0.isOfMonth) }
    }
}
