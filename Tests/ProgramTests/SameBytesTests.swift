import Foundation
import TestSupport
import Testing

/// The same input gives the same bytes, whatever surrounds the program and however the input is cut.
@Suite struct SameBytesTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func score(
        _ input: String = Project.sample, to name: String, wrapper: [String] = [], folder: String? = nil, environment: [String: String]? = nil
    ) throws -> FileTree {
        let run = try Program.run(
            Program.arguments(input, place[name], asOf: Project.sampleDay, rules: SlimPack.path), wrapper: wrapper, folder: folder,
            environment: environment)
        #expect(run.code == 2, "\(name): \(run.errorText)")
        return FileTree(place[name])
    }

    @Test func surroundingsChangeNothing() throws {
        let plain = try score(to: "plain")
        #expect(audit(plain) == [])
        let path = "/usr/bin:/bin"
        let settings: [[String: String]] = [
            ["TZ": "America/New_York", "PATH": path], ["TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PATH": path],
            ["LC_ALL": "zh_CN.GB18030", "LANG": "zh_CN.GB18030", "PATH": path], ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PATH": path],
            ["HOME": "/nonexistent", "LANG": "", "PATH": path], ["SWIFT_DETERMINISTIC_HASHING": "1", "PATH": path],
        ]
        for (number, environment) in settings.enumerated() {
            #expect(try score(to: "setting-\(number)", environment: environment).differences(from: plain) == [], "\(environment)")
        }
        #expect(try score(to: "empty", environment: [:]).differences(from: plain) == [], "an empty environment")
        #expect(try score(to: "root", folder: "/").differences(from: plain) == [], "from the root folder")
    }

    @Test func aMovedInputFolderChangesNothing() throws {
        let plain = try score(to: "plain")
        let copy = try place.copy(Project.sample, to: "moved/here")
        #expect(try score("\(copy)/", to: "moved-output").differences(from: plain) == [])
    }

    // MARK: The same records in other files

    /// A log of the sample that is plain: UTF-8, no quotes.
    private struct PlainLog {
        let path: String
        let header: String
        let rows: [String]
        var text: String { ([header] + rows).joined(separator: "\n") + "\n" }
    }

    private func plainLogs(in folder: String) -> [PlainLog] {
        FileTree(folder).files.sorted { $0.key < $1.key }.compactMap { path, bytes in
            guard path.hasSuffix(".csv"), !path.contains("~$"), !bytes.contains(UInt8(ascii: "\"")),
                let text = String(validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
            else { return nil }
            let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
                String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            return PlainLog(path: path, header: lines[0], rows: Array(lines.dropFirst()))
        }
    }

    private func scores(_ tree: FileTree) -> [String: [UInt8]] { tree.files.filter { $0.key.hasSuffix("scores.csv") } }

    /// Changes the plain logs of a copy of the sample, and compares all scores.
    private func expectSameScores(_ change: (String, PlainLog) throws -> Void) throws {
        let plain = try score(to: "plain")
        let copy = try place.copy(Project.sample, to: "copy")
        let logs = plainLogs(in: copy)
        #expect(logs.count > 25)
        for log in logs { try change(copy, log) }
        let changed = try score(copy, to: "changed")
        #expect(scores(plain).count >= 11)
        #expect(scores(changed) == scores(plain))
    }

    @Test func filesCutInTwoGiveTheSameScores() throws {
        try expectSameScores { copy, log in
            let half = log.rows.count / 2
            let name = "copy/" + log.path.dropLast(4)
            try FileManager.default.removeItem(atPath: "\(copy)/\(log.path)")
            for (part, rows) in [("_1", log.rows[..<half]), ("_2", log.rows[half...])] {
                try place.write("\(name)\(part).csv", ([log.header] + rows).joined(separator: "\r\n"))
            }
        }
    }

    @Test func shuffledRowsGiveTheSameScores() throws {
        var random = SplitMix(state: 7)
        try expectSameScores { _, log in
            try place.write("copy/\(log.path)", ([log.header] + log.rows.shuffled(using: &random)).joined(separator: "\n"))
        }
    }

    /// Every plain CSV file written as XML: attributes in one file, child elements in the next.
    @Test func xmlGivesTheSameScoresAsCSV() throws {
        let kinds = [
            ("members", "member"), ("calls", "call"), ("messages", "message"), ("tickets", "ticket"), ("commendations", "commendation"),
            ("complaints", "complaint"), ("inspections", "inspection"), ("网格员", "网格员"), ("通话记录", "通话记录"), ("信息记录", "信息记录"),
            ("工单", "工单"), ("表扬表彰", "表扬表彰"), ("投诉", "投诉"), ("考核检查", "考核检查"),
        ]
        var isElements = false
        try expectSameScores { copy, log in
            let name = (log.path as NSString).lastPathComponent
            guard let (root, record) = kinds.first(where: { name.hasPrefix($0.0) }) else { return }
            let columns = log.header.components(separatedBy: ",")
            var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(root)>\n"
            for row in log.rows {
                let cells = row.components(separatedBy: ",")
                // A row of another shape is rejected in either format.
                guard cells.count == columns.count else { continue }
                let fields = zip(columns, cells.map(escaped)).filter { !$0.1.isEmpty }
                if isElements {
                    text += "<\(record)>" + fields.map { "<\($0)>\($1)</\($0)>" }.joined() + "</\(record)>\n"
                } else {
                    text += "<\(record) " + fields.map { "\($0)=\"\($1)\"" }.joined(separator: " ") + "/>\n"
                }
            }
            isElements.toggle()
            try FileManager.default.removeItem(atPath: "\(copy)/\(log.path)")
            try place.write("copy/" + log.path.dropLast(4) + ".xml", text + "</\(root)>\n")
        }
    }

    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "&" ? "&amp;" : $0 == "<" ? "&lt;" : $0 == "\"" ? "&quot;" : String($0) }.joined()
    }
}
