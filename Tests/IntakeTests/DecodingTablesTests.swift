import GridModel
import PropertyKit
import Testing

@testable import Intake

@Suite struct DecodingTablesTests {
    /// A kind with coded columns of these values.
    private func tables(_ columns: [[TextPair]]) -> DecodingTables {
        let columns = columns.enumerated().map { index, values in
            Column(
                id: "c\(index)", names: TextPair(zh: "列\(index)", en: "c\(index)"), type: .code(values: values, defaultValue: nil),
                isRequired: false)
        }
        let kind = LogKind(
            id: "k", names: TextPair(zh: "种", en: "k"), record: "r", columns: columns, key: [0], versions: .first, decidingTimes: [],
            checks: [], versionColumn: nil, subjectColumn: 0)
        return DecodingTables(kind, sorts: columns.map { _ in .code }, facts: [], calendar: nil)
    }

    /// The first value one of whose names is the text, by their folded bytes.
    private func reference(_ text: [UInt8], _ values: [TextPair]) -> Int32 {
        Int32(values.firstIndex { folded($0.english.utf8) == folded(text) || folded($0.chinese.utf8) == folded(text) } ?? -1)
    }

    /// Names that begin alike, so that the first eight bytes alone tell few of them apart.
    private func name(_ random: inout Random) -> String {
        let stem = random.pick(["", "a", "abcdefg", "abcdefgh", "abcdefghi", "停水", "停水通知"])
        return String((stem + (0..<20).map { _ in random.pick(["a", "b", "B", "ａ", "水"]) }.joined()).prefix(random.int(1...20)))
    }

    @Test func valuesAreFoundByAllTheirBytes() throws {
        try property(seed: 2700, cases: 1500) { random in
            var taken: Set<[UInt8]> = []
            func fresh(_ random: inout Random) -> String {
                while true {
                    let name = name(&random)
                    if taken.insert(folded(name.utf8)).inserted { return name }
                }
            }
            let columns = (0..<random.int(1...3)).map { _ in
                (0..<random.int(0...5)).map { _ in TextPair(zh: fresh(&random), en: fresh(&random)) }
            }
            let tables = tables(columns)
            for column in columns.indices {
                let names = columns.joined().flatMap { [$0.english, $0.chinese] }
                var texts =
                    names + names.map { String($0.dropLast()) } + names.map { $0 + "a" } + names.map { $0.uppercased() } + names.map { "a" + $0 }
                texts += (0..<10).map { _ in name(&random) } + ["", "\0", "a\0"]
                for text in texts {
                    // What stands around the text must not be taken for a part of it.
                    let memory = Array("ab".utf8) + Array(text.utf8) + Array("abcdefghabcdefgh".utf8)
                    let found = memory.withUnsafeBufferPointer { view in
                        tables.value(UnsafeBufferPointer(rebasing: view[2..<2 + text.utf8.count]), of: tables.columns[column])
                    }
                    if let failure = difference(found, reference(Array(text.utf8), columns[column]), "\(text) of \(columns[column])") {
                        return failure
                    }
                    let exact = memory.withUnsafeBufferPointer { view in
                        text.isEmpty ? -1 : tables.exactValue(view.baseAddress! + 2, text.utf8.count, of: tables.columns[column])
                    }
                    let isFolded = folded(text.utf8) == Array(text.utf8)
                    if let failure = difference(exact, isFolded ? found : -1, "\(text) of \(columns[column]), exactly") { return failure }
                }
            }
            return nil
        }
    }
}
