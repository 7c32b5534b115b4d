import GridModel
import RulePacks

/// Finds what differs between two states of a period's tables, both written in one language.
struct TableComparison {
    let language: Language
    /// The lists by which somebody is chosen or put down.
    private let lists: [AwardList]
    private let rankHeaders: [String]

    /// - Parameter other: the rules that one of the states was made by, if they are others.
    init(pack: RulePack, other: RulePack? = nil, language: Language) {
        self.language = language
        lists = pack.lists + (other?.lists ?? [])
        rankHeaders = [pack, other ?? pack].map { $0.rankHeader(language) }
    }

    /// By department and member, otherwise as they were.
    static func ordered(_ changes: [ValueChange]) -> [ValueChange] {
        changes.enumerated().sorted { one, other in
            if !sameBytes(one.element.group, other.element.group) { return precedes(one.element.group, other.element.group) }
            if !sameBytes(one.element.id, other.element.id) { return precedes(one.element.id, other.element.id) }
            return one.offset < other.offset
        }.map(\.element)
    }

    /// What differs in the scores of a period; whoever is on one side only is a change.
    func scores(_ before: TableLines, _ now: TableLines) -> [ValueChange] {
        changes(before, now, key: { Array($0[2].utf8) }, group: 1, id: 2, name: 3, tellsPresence: true) { column, _ in column }
    }

    /// What differs in the rankings of a month.
    func rankings(_ before: TableLines, _ now: TableLines) -> [ValueChange] {
        // Department and count are told by the scores.
        let told = rankHeaders + [Word.points[language]]
        return changes(before, now, key: { Array($0[2].utf8) + [0] + Array($0[4].utf8) }, group: 1, id: 4, name: 5, tellsPresence: false) {
            column, cells in
            told.contains { sameBytes($0, column) } ? "\(cells[2]) \(column)" : nil
        }
    }

    /// The cells of equal rows that differ.
    ///
    /// - Parameters:
    ///   - tellsPresence: whether a row that only one side has is a change of its own.
    ///   - item: what a column is called; nil if it is not told.
    private func changes(
        _ before: TableLines, _ now: TableLines, key: (Cells) -> [UInt8], group: Int, id: Int, name: Int, tellsPresence: Bool,
        item: (String, Cells) -> String?
    ) -> [ValueChange] {
        func rows(_ table: TableLines, _ rows: [ArraySlice<UInt8>]) -> [(key: [UInt8], cells: Cells)] {
            rows.map { row in
                let cells = Cells(header: table.header, cells: TableLines.cells(row))
                return (key(cells), cells)
            }
        }
        let isSameHeader = before.header.elementsEqual(now.header) { $0.utf8.elementsEqual($1.utf8) }
        let rest = isSameHeader ? RowDifference(before.rows, now.rows) : RowDifference(all: before.rows, now.rows)
        let (old, new) = (rows(before, rest.before), rows(now, rest.now))
        let known = Dictionary(new.map { ($0.key, $0.cells) }) { first, _ in first }
        let hadBefore = Set(old.map(\.key))
        var changes: [ValueChange] = []
        func add(_ cells: Cells, _ column: String, _ one: String, _ other: String) {
            guard !sameBytes(one, other), let item = item(column, cells) else { return }
            changes.append(
                .init(
                    group: Cells.unguarded(cells[group]), id: cells[id], name: Cells.unguarded(cells[name]), item: item, before: one,
                    now: other, effect: effect(column, one, other)))
        }
        /// The columns that are compared: the first is the period.
        func columns(_ table: TableLines) -> [Int] { table.header.indices.filter { $0 > 0 && $0 != id } }
        for (key, cells) in old {
            let today = known[key]
            if today == nil, tellsPresence { add(cells, before.header[id], cells[id], "") }
            for column in columns(before) { add(cells, before.header[column], cells[column], today?[before.header[column]] ?? "") }
            guard let today, !isSameHeader else { continue }
            for column in columns(now) where before.column(now.header[column]) == nil { add(cells, now.header[column], "", today[column]) }
        }
        for (key, cells) in new where !hadBefore.contains(key) {
            if tellsPresence { add(cells, now.header[id], "", cells[id]) }
            for column in columns(now) { add(cells, now.header[column], "", cells[column]) }
        }
        return changes
    }

    private func effect(_ column: String, _ before: String, _ now: String) -> ValueChange.Effect {
        guard let list = lists.first(where: { sameBytes($0.names[language], column) }) else { return .none }
        let (was, isNow) = (sameBytes(before, Word.yes[language]), sameBytes(now, Word.yes[language]))
        return was == isNow ? .none : ValueChange.Effect(of: list, isNow: isNow)
    }

    /// Postings that only one of two ledgers of a month has, by member, and how many differ only in file, line, wording or the
    /// words for the member.
    func ledger(_ before: TableLines, _ now: TableLines) -> (changes: [PostingChange], moved: Int) {
        let rest = RowDifference(before.rows, now.rows)
        var old = rest.before.map { Cells(header: before.header, cells: TableLines.cells($0)) }
        var new = rest.now.map { Cells(header: now.header, cells: TableLines.cells($0)) }
        let moved = pair(&old, &new, by: [1, 4, 7, 8, 9]).count
        let changed = pair(&old, &new, by: [1, 4, 8, 9])
        let changes =
            changed.map { change(.changed, $0.now, before: $0.before[7], now: $0.now[7]) }
            + old.map { change(.removed, $0, before: $0[7], now: "") } + new.map { change(.added, $0, before: "", now: $0[7]) }
        return (
            changes.enumerated().sorted { one, other in
                if !sameBytes(one.element.id, other.element.id) { return precedes(one.element.id, other.element.id) }
                return one.offset < other.offset
            }.map(\.element), moved
        )
    }

    /// Takes out rows of both sides that have these cells in common, and returns them.
    func pair(_ old: inout [Cells], _ new: inout [Cells], by columns: [Int]) -> [(before: Cells, now: Cells)] {
        func key(_ cells: Cells) -> [[UInt8]] { columns.map { Array(cells[$0].utf8) } }
        var waiting: [[[UInt8]]: [Cells]] = [:]
        for cells in old.reversed() { waiting[key(cells), default: []].append(cells) }
        var pairs: [(before: Cells, now: Cells)] = []
        new = new.filter { cells in
            guard let match = waiting[key(cells)]?.popLast() else { return true }
            pairs.append((match, cells))
            return false
        }
        old = old.filter { cells in
            guard var left = waiting[key(cells)], !left.isEmpty else { return false }
            left.removeLast()
            waiting[key(cells)] = left
            return true
        }
        return pairs
    }

    private func change(_ change: PostingChange.Change, _ cells: Cells, before: String, now: String) -> PostingChange {
        .init(
            change: change, id: cells[1], name: Cells.unguarded(cells[2]), rule: cells[4], clause: cells[5], wording: cells[6], before: before,
            now: now, kind: cells[8], recordId: Cells.unguarded(cells[9]), file: Cells.unguarded(cells[10]), line: cells[11])
    }
}
