import Foundation
import Glibc
import GridModel
import TestSupport
import Testing

@testable import Reports

@Suite struct WorkbookTests {
    private let folder: TemporaryFolder
    private var path: String { folder["book.xlsx"] }

    init() throws { folder = try TemporaryFolder() }

    private func workbook(_ sheets: [Workbook.Sheet]) -> Workbook {
        let frame = Workbook.Frame(
            organisation: "A & B", regulation: "Rules", period: "October", made: CivilDate(year: 2026, month: 10, day: 31)!, language: .english)
        return Workbook(frame: frame, sheets: sheets)
    }

    private func table(_ rows: [(String, Int)]) -> Table {
        Table("t", [Column("id"), Column("n", .count)]) { writer in
            for (id, number) in rows {
                writer.text(id)
                writer.number(number)
                writer.endRow()
            }
        }
    }

    private func write(_ workbook: Workbook, longestSheet: Int = Workbook.longestSheet) throws {
        let file = try OutputFile(path: BytePath(path))
        try workbook.write(to: file, longestSheet: longestSheet)
        _ = try file.finish()
    }

    /// All cells as another reader sees them: a line for each sheet.
    private var read: String {
        get throws {
            let script = """
                import sys, openpyxl
                for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets:
                    print(sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()], sheet.auto_filter.ref)
                """
            let reader = try RunningProcess("/usr/bin/python3", ["-c", script, path]).wait()
            #expect(reader.code == 0, "\(reader.errorText)")
            return reader.outputText
        }
    }

    @Test func aLongTableGoesOnOnFurtherSheets() throws {
        let rows = (1...5).map { ("0\($0)", $0) }
        try write(workbook([.init(title: "Long", table: table(rows), isSigned: true)]), longestSheet: 3)
        let sheets = try read.split(separator: "\n")
        #expect(sheets.count == 3)
        #expect(sheets[0] == "Long [['id', 'n'], ['01', 1], ['02', 2]] A1:B3")
        #expect(sheets[1] == "Long (2) [['id', 'n'], ['03', 3], ['04', 4]] A1:B3")
        #expect(sheets[2].hasPrefix("Long (3) [['id', 'n'], ['05', 5], [None, None], ['Prepared by: ___"))
    }

    @Test func aSheetWithoutRows() throws {
        try write(workbook([.init(title: "Empty", table: table([]), isSigned: false)]))
        #expect(try read.hasPrefix("Empty [['id', 'n']]"))
    }

    @Test func aCellThatIsTooLongIsCut() {
        let cut = CellText.escaped(Array(repeating: UInt8(ascii: "x"), count: 40_000))
        #expect(cut.map { String(decoding: $0, as: UTF8.self).utf16.count } == CellText.longest)
        #expect(cut.map { String(decoding: $0, as: UTF8.self).hasSuffix(CellText.cutMark) } == true)
        #expect(CellText.escaped(Array(repeating: UInt8(ascii: "x"), count: CellText.longest)) == nil)
        // Characters are not torn apart.
        let wide = CellText.escaped(Array(String(repeating: "😀", count: 20_000).utf8))
        #expect(wide.flatMap { String(validating: $0, as: UTF8.self) }.map { $0.utf16.count <= CellText.longest } == true)
    }

    @Test(arguments: [
        ("a\u{0}b", "a_x0000_b"), ("\u{1F}", "_x001F_"), ("a\tb\nc", "a\tb\nc"), ("a\rb", "a_x000D_b"), ("_x0041_", "_x005F_x0041_"),
        ("_x004_", "_x004_"), ("_X00aF_", "_x005F_X00aF_"), ("\u{FFFE}\u{FFFF}\u{FFFD}", "_xFFFE__xFFFF_\u{FFFD}"), ("a_b", "a_b"),
    ])
    func whatXMLHasNoRoomForIsEscaped(_ text: String, _ escaped: String) {
        #expect((CellText.escaped(Array(text.utf8)) ?? Array(text.utf8)) == Array(escaped.utf8))
    }

    @Test(
        arguments: [
            ("0", 0), ("-3", -3), ("97.5", 97.5), ("98.33", 98.33), ("0.07", 0.07), ("-0.5", -0.5), ("", nil), ("-", nil), ("1.", nil), (".5", nil),
            ("1.234", nil), ("1e5", nil), ("+5", nil), ("1234567890123456", nil),
        ] as [(String, Double?)])
    func numbers(_ text: String, _ number: Double?) {
        #expect((text.isEmpty ? nil : CellText.number(Array(text.utf8))) == number)
    }

    @Test func namesOfSheets() {
        var names = SheetNames()
        func next(_ title: String) -> String { names.next(title, .chinese) }
        #expect(next("得分") == "得分")
        #expect(next("得分") == "得分~2")
        #expect(next("A/B:[1]?*\\") == "A-B--1----")
        #expect(next("a/b:[1]?*\\") == "a-b--1----~2")
        #expect(next("History") == "History~2")
        #expect(next("") == "表")
        #expect(next("'x'") == "x")
        let long = String(repeating: "长", count: 40)
        #expect(next(long).utf16.count == 31 && next(long).hasSuffix("~2"))
    }

    /// A workbook of which the disk has swallowed a part is not published.
    @Test func whatIsCutShortIsFound() throws {
        try write(workbook([.init(title: "S", table: table((1...2000).map { ("W\($0)", $0) }), isSigned: false)]))
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let written = [WorkbookWriter.Written(rows: 2001, cells: 4002)]
        func check(_ bytes: [UInt8], _ written: [WorkbookWriter.Written]) throws {
            let scratch = try ScratchFile(in: BytePath(folder.path))
            let copy = open(scratch.name, O_WRONLY)
            defer { close(copy) }
            #expect(bytes.withUnsafeBytes { FileTree.write($0, to: copy) })
            try WorkbookCheck(scratch).check(written)
        }
        try check(whole, written)
        #expect(throws: PublishFailure.self) { try check(whole, [.init(rows: 2001, cells: 4003)]) }
        #expect(throws: PublishFailure.self) { try check(whole, [.init(rows: 2002, cells: 4002)]) }
        for length in [0, 10, whole.count / 2, whole.count - 1] {
            #expect(throws: PublishFailure.self) { try check(Array(whole.prefix(length)), written) }
        }
        var changed = whole
        changed[whole.count / 2] ^= 0x40
        #expect(throws: PublishFailure.self) { try check(changed, written) }
    }
}
