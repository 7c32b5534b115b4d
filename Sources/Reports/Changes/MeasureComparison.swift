import GridModel

/// A row of the proposals of a period that only one of two states has, or has with another value.
struct ProposalChange: Sendable {
    let value: ValueChange
    /// The record behind it, as a posting has one; nil where a list proposes.
    let record: PostingChange?
    let clause: String
}

/// A value of a measure that is not what it was.
struct MeasureChange: Sendable {
    let value: ValueChange
    let clause: String
}

/// What differs between two states of the tables that measures and proposals have.
extension TableComparison {
    // MARK: Measures

    /// What differs in the measures of a period: cases, value, target and state, of whomever a measure is told of.
    ///
    /// - Parameter tellsWho: whether names, departments and units are told here, for want of scores.
    func measures(_ before: TableLines, _ now: TableLines, tellsWho: Bool) -> [MeasureChange] {
        let (old, new) = different(before, now) { MeasureRow($0) }
        let known = Dictionary(new.map { ($0.key, $0) }) { first, _ in first }
        let hadBefore = Set(old.map(\.key))
        var changes: [MeasureChange] = []
        var told: Set<ValueChange> = []
        func add(_ row: MeasureRow, _ item: String, _ one: String, _ other: String, _ column: Word? = nil) {
            guard !sameBytes(one, other) else { return }
            let change = ValueChange(group: row.group, id: row.id, name: row.name, item: item, before: one, now: other, effect: .none, column: column)
            // Who somebody is stands in a row for each measure.
            if told.insert(change).inserted { changes.append(MeasureChange(value: change, clause: row.clause)) }
        }
        func compare(_ one: MeasureRow?, _ other: MeasureRow?) {
            guard let row = other ?? one else { return }
            if tellsWho, let one, let other {
                for (before, now) in zip(one.who, other.who) { add(row, now.header, before.value, now.value) }
            }
            for (place, column) in MeasureRow.columns.enumerated() {
                add(row, row.item(column[language]), one?.values[place] ?? "", other?.values[place] ?? "", column)
            }
        }
        for row in old { compare(row, known[row.key]) }
        for row in new where !hadBefore.contains(row.key) { compare(nil, row) }
        return changes
    }

    // MARK: Cases

    /// Cases that only one of two states has, or has otherwise, by member, and how many differ only in file, line, wording or
    /// the words for the member.
    func cases(_ before: TableLines, _ now: TableLines) -> (changes: [PostingChange], moved: Int) {
        let rest = RowDifference(before.rows, now.rows)
        var old = rest.before.map { Cells(header: before.header, cells: TableLines.cells($0)) }
        var new = rest.now.map { Cells(header: now.header, cells: TableLines.cells($0)) }
        // Of the member, of the measure, day, value, whether met, and of the record kind and id.
        let moved = pair(&old, &new, by: [1, 4, 7, 8, 9, 10, 11]).count
        let changed = pair(&old, &new, by: [1, 4, 10, 11])
        let changes =
            changed.map { self.case(.changed, $0.now, before: shown($0.before), now: shown($0.now)) }
            + old.map { self.case(.removed, $0, before: shown($0), now: "") } + new.map { self.case(.added, $0, before: "", now: shown($0)) }
        return (Self.byMember(changes) { $0 }, moved)
    }

    /// What a case comes to: of a rate whether it is met, of sums and means the value, of counts one.
    private func shown(_ cells: Cells) -> String {
        if !cells[9].isEmpty { return (sameBytes(cells[9], Word.yes[language]) ? Word.met : .breach)[language] }
        return cells[8].isEmpty ? "1" : cells[8]
    }

    private func `case`(_ change: PostingChange.Change, _ cells: Cells, before: String, now: String) -> PostingChange {
        .init(
            change: change, id: cells[1], name: Cells.unguarded(cells[2]), rule: cells[4], clause: cells[5], wording: cells[6], before: before,
            now: now, kind: cells[10], recordId: Cells.unguarded(cells[11]), file: Cells.unguarded(cells[12]), line: cells[13])
    }

    // MARK: Proposals

    /// What differs in the proposals of a period.
    func proposals(_ before: TableLines, _ now: TableLines) -> [ProposalChange] {
        let rest = RowDifference(before.rows, now.rows)
        var old = rest.before.map { Cells(header: before.header, cells: TableLines.cells($0)) }
        var new = rest.now.map { Cells(header: now.header, cells: TableLines.cells($0)) }
        // Of the member, of the proposal, range, value, list, and of the record kind and id.
        _ = pair(&old, &new, by: [2, 4, 7, 8, 9, 10, 11])
        let changed = pair(&old, &new, by: [2, 4, 9, 10, 11])
        func what(_ cells: Cells) -> String {
            let (value, range) = (cells[8], cells[7])
            if value.isEmpty { return range.isEmpty ? Word.yes[language] : range }
            return range.isEmpty ? value : language.say("\(value)（\(range)）", "\(value) (\(range))")
        }
        let changes =
            changed.map { proposal(.changed, $0.now, before: what($0.before), now: what($0.now), .none) }
            + old.map { proposal(.removed, $0, before: what($0), now: "", .withdrawn) }
            + new.map { proposal(.added, $0, before: "", now: what($0), .proposed) }
        return Self.byMember(changes, \.value)
    }

    private func proposal(
        _ change: PostingChange.Change, _ cells: Cells, before: String, now: String, _ effect: ValueChange.Effect
    ) -> ProposalChange {
        let (id, name) = (cells[2], Cells.unguarded(cells[3]))
        let record = cells[11].isEmpty ? nil : PostingChange(
            change: change, id: id, name: name, rule: cells[4], clause: cells[5], wording: cells[6], before: before, now: now, kind: cells[10],
            recordId: Cells.unguarded(cells[11]), file: Cells.unguarded(cells[12]), line: cells[13])
        return ProposalChange(
            value: ValueChange(group: Cells.unguarded(cells[1]), id: id, name: name, item: cells[6], before: before, now: now, effect: effect),
            record: record, clause: cells[5])
    }

    // MARK: Both

    /// The rows of both tables that are not the same.
    private func different<Row>(_ before: TableLines, _ now: TableLines, _ row: (Cells) -> Row) -> (old: [Row], new: [Row]) {
        let isSameHeader = before.header.elementsEqual(now.header) { $0.utf8.elementsEqual($1.utf8) }
        let rest = isSameHeader ? RowDifference(before.rows, now.rows) : RowDifference(all: before.rows, now.rows)
        return (
            rest.before.map { row(Cells(header: before.header, cells: TableLines.cells($0))) },
            rest.now.map { row(Cells(header: now.header, cells: TableLines.cells($0))) }
        )
    }

    private static func byMember<Change, Key: OfMember>(_ changes: [Change], _ key: (Change) -> Key) -> [Change] {
        changes.enumerated().sorted { one, other in
            let (first, second) = (key(one.element).id, key(other.element).id)
            return sameBytes(first, second) ? one.offset < other.offset : precedes(first, second)
        }.map(\.element)
    }
}

/// Something of a member.
private protocol OfMember { var id: String { get } }

extension PostingChange: OfMember {}
extension ValueChange: OfMember {}

/// A row of the table of measures.
///
/// Behind period, measure, wording, clause and department some tables have the unit; then all have the same.
private struct MeasureRow {
    let key: [UInt8]
    let clause: String
    let group: String
    let id: String
    let name: String
    /// The columns that say who a member is.
    let who: [(header: String, value: String)]
    /// The cells of `columns`.
    let values: [String]
    private let wording: String
    /// The unit that it is told of; empty where it is told of somebody or something else.
    private let unit: String

    init(_ cells: Cells) {
        // Where the id stands.
        let place = max(cells.header.count - 8, 5)
        func cell(_ column: Int) -> (header: String, value: String) { (column < cells.header.count ? cells.header[column] : "", cells[column]) }
        (clause, wording, group) = (cells[3], cells[2], Cells.unguarded(cells[4]))
        (id, name) = (cells[place], Cells.unguarded(cells[place + 1]))
        unit = place == 6 && id.isEmpty ? cells[5] : ""
        // A department or unit of an id's name is no member.
        let subject = id.isEmpty ? [0] + Array(cells[4].utf8) + [0] + Array(unit.utf8) : Array(id.utf8)
        key = Array(cells[1].utf8) + [0] + subject
        who = id.isEmpty ? [] : [cell(place + 1), cell(4)] + (place == 6 ? [cell(5)] : [])
        values = [4, 7, 2, 3, 6].map { cells[place + $0] }
    }

    /// What is compared of a measure.
    static let columns: [Word] = [.amount, .state, .cases, .met, .target]

    /// What a column of the row is called among changes.
    func item(_ column: String) -> String { (unit.isEmpty ? "" : "\(unit) ") + "\(wording) \(column)" }
}
