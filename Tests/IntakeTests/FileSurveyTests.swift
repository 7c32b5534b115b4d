import GridModel
import PropertyKit
import RulePacks
import Testing

@testable import Intake

@Suite struct FileSurveyTests {
    private let reading: Reading

    init() throws {
        reading = try Reading()
    }

    private func survey(_ name: String, _ bytes: [UInt8]) throws -> FileSurvey {
        try FileSurvey(InputFile(name, bytes: bytes), plans: reading.plans, context: reading.context, blockSize: 64)
    }

    private func kind(_ name: String, _ text: String = "") throws -> String {
        switch try survey(name, Array(text.utf8)).kind {
        case .known(let index): reading.pack.kinds[index].id
        case .unknown: "unknown"
        case .brokenBeforeRoot: "broken"
        case .none: "none"
        }
    }

    @Test(arguments: [
        ("calls.csv", "calls"), ("calls-2026-10-03.csv", "calls"), ("calls2.csv", "calls"), ("calls_x.csv", "calls"), ("calls (1).CSV", "calls"),
        ("通话记录_10月.csv", "calls"), ("通话记录.csv", "calls"),
        ("通话记录10.csv", "calls"), ("网格员通话记录.csv", "unknown"), ("网格员.csv", "members"), ("网格员-1.csv", "members"), ("callsx.csv", "unknown"),
        ("calls号.csv", "unknown"), ("callsé.csv", "unknown"),
        ("a/b/calls.csv", "calls"), ("calls/other.csv", "unknown"), ("ＣＡＬＬＳ.csv", "calls"), ("CALLS.csv", "calls"), ("mycalls.csv", "unknown"),
        ("call.csv", "unknown"), ("calls.txt", "unknown"), ("calls", "unknown"),
        ("calls。.csv", "calls"), ("calls.csv.csv", "calls"), ("calls\u{301}.csv", "calls"), ("工单.csv", "tickets"), ("表扬表彰.csv", "commendations"),
        ("投诉1.csv", "complaints"),
    ])
    func csvKindsByTheirNames(_ name: String, _ expected: String) throws {
        #expect(try kind(name) == expected)
    }

    @Test(arguments: [
        ("<calls/>", "calls"), ("<通话记录/>", "calls"), ("<CALLS/>", "calls"), ("<call/>", "unknown"), ("<p:calls xmlns:p=\"x\"/>", "unknown"),
        ("<calls xmlns=\"x\"/>", "calls"), ("", "none"), (" \r\n", "none"), ("\u{FEFF}", "none"),
        ("\u{FEFF}\n", "none"), ("text", "broken"), ("<!-- x -->", "broken"), ("<", "broken"), ("<!DOCTYPE x><calls/>", "broken"),
        ("<?xml version=\"1.0\"?>", "broken"),
    ])
    func xmlKindsByTheirRoots(_ text: String, _ expected: String) throws {
        #expect(try kind("x.xml", text) == expected)
    }

    /// Blank lines are blank in any encoding, however many there are.
    @Test(arguments: [10, 400, 2000]) func blankUTF16(_ lines: Int) throws {
        let bytes: [UInt8] = [0xFF, 0xFE] + Array(repeating: [0x0D, 0, 0x0A, 0], count: lines).flatMap { $0 }
        guard case .none = try survey("x.xml", bytes).kind else {
            Issue.record("\(lines) blank lines of UTF-16 are no empty file")
            return
        }
    }

    @Test func encodingsAndDigests() throws {
        #expect(try survey("calls.csv", Array("李".utf8)).encoding == .utf8)
        #expect(try survey("calls.csv", [0xEF, 0xBB, 0xBF, 0xC0, 0xEE]).encoding == .utf8BOM)
        #expect(try survey("calls.csv", [0xC0, 0xEE]).encoding == .gb18030)
        #expect(try survey("calls.csv", [0xFF, 0xFE, 0x61, 0]).encoding == .utf16LittleEndian)
        #expect(try survey("calls.csv", []).digest == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(try survey("calls.txt", Array("abc".utf8)).digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
