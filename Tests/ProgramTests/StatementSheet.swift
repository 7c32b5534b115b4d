import Foundation
import TestSupport

/// A statement of a member, taken apart.
struct StatementSheet {
    struct Posting: Equatable {
        let clause: String
        /// With its id, evidence and notes.
        let wording: String
        let record: String
        let points: String
        let running: String
    }

    /// Of each month the postings, and the last line.
    let months: [(postings: [Posting], total: String)]
    let text: String

    init(_ bytes: [UInt8]) {
        let html = String(decoding: bytes, as: UTF8.self)
        text = Self.plain(html.components(separatedBy: "<main").last ?? "")
        months = html.components(separatedBy: "<table class=\"list stmt\">").dropFirst().map { part in
            let table = part.components(separatedBy: "</table>")[0]
            let rows = table.components(separatedBy: "<tr>").dropFirst(2).map { Self.cells($0) }
            let postings = rows.dropLast().map { cells in
                Posting(clause: cells[1], wording: cells[2], record: cells[3], points: cells[4], running: cells[5])
            }
            return (Array(postings), rows.last?.last ?? "")
        }
    }

    var postings: [Posting] { months.flatMap(\.postings) }

    private static func cells(_ row: String) -> [String] {
        row.components(separatedBy: "</t").dropLast().compactMap { part -> String? in
            guard let start = part.range(of: "<t[hd][^>]*>", options: .regularExpression) else { return nil }
            return plain(String(part[start.upperBound...]))
        }
    }

    /// Text without tags; a break is a space, a minus is a hyphen.
    static func plain(_ html: String) -> String {
        let text = html.replacingOccurrences(of: "<br>", with: " ").replacingOccurrences(of: "<[^>]*>", with: "", options: .regularExpression)
        return HTMLText.plain(text).replacingOccurrences(of: "\u{2212}", with: "-")
    }
}

extension FileTree {
    /// The statements of a period by the members' names.
    func statements(_ period: String) -> [String: StatementSheet] {
        var sheets: [String: StatementSheet] = [:]
        for (path, bytes) in files where path.hasPrefix("statements/\(period)/") && !path.hasSuffix("/index.html") && !path.hasSuffix("/all.html") {
            let page = String(decoding: bytes, as: UTF8.self)
            guard let id = page.components(separatedBy: "<dd>").dropFirst(2).first?.components(separatedBy: "</dd>").first else { continue }
            sheets[HTMLText.plain(id)] = StatementSheet(bytes)
        }
        return sheets
    }
}
