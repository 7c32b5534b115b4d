import GridModel

/// A kind of log made ready for reading: its columns, names and facts as flat tables.
struct KindPlan: Sendable {
    enum Sort: UInt8, Sendable {
        case id, text, time, day, code, number
    }

    let kind: LogKind
    let sorts: [Sort]
    /// For each column, whether an empty field is a fault.
    let required: [Bool]
    /// The columns and the facts that take records of the kind, as they are applied to every record.
    let tables: DecodingTables
    /// Folded header names to column indices.
    private let headers: [[UInt8]: Int]
    /// Folded names of the root element, and of the record elements.
    private let roots: [[UInt8]]
    private let records: [[UInt8]]
    /// How the roster is read, if this is its kind.
    let roster: RosterColumns?

    init(_ kind: LogKind, index: Int, facts: [Fact], roster: RosterColumns?, calendar: WorkCalendar?) {
        self.kind = kind
        self.roster = roster
        sorts = kind.columns.map { column in
            switch column.type {
            case .id: .id
            case .text: .text
            case .time: .time
            case .day: .day
            case .code: .code
            case .number: .number
            }
        }
        required = kind.columns.map(\.isRequired)
        tables = DecodingTables(
            kind, sorts: sorts, facts: facts.enumerated().filter { $0.element.kind == index }.map { ($0.offset, $0.element) }, calendar: calendar)
        var headers: [[UInt8]: Int] = [:]
        for (index, column) in kind.columns.enumerated() {
            headers[folded(column.names.english.utf8)] = index
            headers[folded(column.names.chinese.utf8)] = index
        }
        self.headers = headers
        roots = [folded(kind.names.english.utf8), folded(kind.names.chinese.utf8)]
        records = [folded(kind.record.utf8), folded(kind.names.chinese.utf8)]
    }

    /// The column of a header or an XML name; -1 if it is none.
    func column(named name: some Collection<UInt8>) -> Int {
        headers[folded(name)] ?? -1
    }

    func isRoot(_ name: [UInt8]) -> Bool { roots.contains(name) }
    func isRecord(_ name: [UInt8]) -> Bool { records.contains(name) }

    /// How many bytes of a folded file stem name this kind; 0 if they do not.
    func lengthNaming(_ stem: [UInt8]) -> Int {
        roots.filter { stem.starts(with: $0) && !startsWithLetter(stem.dropFirst($0.count)) }.map(\.count).max() ?? 0
    }

    private func startsWithLetter(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let scalar = String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first, scalar != "\u{FFFD}" else { return false }
        return scalar.properties.isAlphabetic || scalar.properties.isIdeographic
    }
}

/// The roster's columns, by index.
package struct RosterColumns: Sendable {
    package let name: Int
    package let group: Int
    package let unit: Int?
    package let from: Int?
    package let to: Int?

    package init(name: Int, group: Int, unit: Int?, from: Int?, to: Int?) {
        self.name = name
        self.group = group
        self.unit = unit
        self.from = from
        self.to = to
    }
}
