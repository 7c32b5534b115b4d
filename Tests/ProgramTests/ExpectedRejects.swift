import Foundation
import TestSupport

/// `expected.txt` of a broken log. Lines of it:
///
/// - `exit CODE`
/// - `used COUNT`: records that were used, the roster's included; all others must be among the rejects
/// - `reject file,line,kind,record_id,outcome,field,value,message`: a row of `run/rejects.csv`, in order and with none besides;
///   `*` as line stands for any line; of the message, the words given (parted by ` & `) must appear; `\xNN` is a byte
/// - `says WORDS`: words (parted by ` & `) that must appear on standard error
struct ExpectedRejects {
    private var code: Int32 = -1
    private var used: Int?
    private var rejects: [[String]] = []
    private var words: [String] = []

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    init(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("exit", 2): code = Int32(parts[1]) ?? -1
            case ("used", 2): used = Int(parts[1])
            case ("says", 2): words += parts[1].components(separatedBy: " & ")
            case ("reject", 2):
                let cells = parts[1].components(separatedBy: ",")
                guard cells.count >= 8 else { throw Unreadable(description: "\(file): \(line)") }
                rejects.append(Array(cells[..<7]) + [cells[7...].joined(separator: ",")])
            default: throw Unreadable(description: "\(file): \(line)")
            }
        }
    }

    func problems(of run: Execution, _ tree: FileTree) -> [String] {
        var problems: [String] = []
        if run.code != code {
            problems.append("exit \(run.code.map(String.init) ?? "by signal \(run.signal ?? 0)"), want \(code); it said: \(run.errorText)")
        }
        for word in words where !run.errorText.contains(word) { problems.append("\"\(word)\" is not in: \(run.errorText)") }
        guard code == 0 || code == 2 else { return problems + (tree.isEmpty ? [] : ["something was published"]) }
        problems += audit(tree)
        guard let bytes = tree.files["run/rejects.csv"], let table = try? CSVTable(bytes) else { return problems + ["no run/rejects.csv"] }
        if let used, let manifest = tree.files[manifestPath].flatMap({ try? RunManifest($0) }), manifest.totals["used"] != used {
            problems.append("\(manifest.totals["used"] ?? -1) records used, want \(used)")
        }
        var rows = table.rows
        for reject in rejects where reject[1] == "*" {
            if let index = rows.firstIndex(where: { differences($0, reject).isEmpty }) {
                rows.remove(at: index)
            } else {
                problems.append("no row for \(reject) in \(rows.map { $0.map { shown($0) } })")
            }
        }
        let fixed = rejects.filter { $0[1] != "*" }
        for (row, reject) in zip(rows, fixed) {
            problems += differences(row, reject).map { "\(reject[0]):\(reject[1]): \($0)" }
        }
        if rows.count != fixed.count {
            problems.append("\(rows.count) rows in run/rejects.csv, want \(fixed.count): \(rows.map { $0.map { shown($0) } })")
        }
        for reject in rejects.prefix(10) where reject[4] != "future" && !run.errorText.contains(reject[0]) {
            problems.append("\(reject[0]) is not named in: \(run.errorText)")
        }
        return problems
    }

    private func differences(_ row: [[UInt8]], _ reject: [String]) -> [String] {
        let columns = ["file", "line", "kind", "record_id", "outcome", "field", "value"]
        var found: [String] = []
        for (index, name) in columns.enumerated() where !(index == 1 && reject[1] == "*") && row[index] != bytes(reject[index]) {
            found.append("\(name): got \(shown(row[index])), want \(shown(bytes(reject[index])))")
        }
        let message = String(decoding: row[7], as: UTF8.self)
        for word in reject[7].components(separatedBy: " & ") where !word.isEmpty && !message.contains(word) {
            found.append("message: \"\(word)\" is not in \"\(message)\"")
        }
        return found
    }

    /// The text with every `\xNN` as that byte.
    private func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: "\\x".utf8), let code = UInt8(String(decoding: rest.dropFirst(2).prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(4)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return bytes
    }
}
