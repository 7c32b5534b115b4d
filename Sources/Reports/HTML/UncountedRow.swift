import GridModel
import Intake
import RulePacks
import Scoring

/// The row of a record that did not count, as department pages and statements list it.
struct UncountedRow {
    private let report: RunReport
    private let namesMember: Bool
    /// How a row begins, by kind, the unknown one first.
    private let kinds: Pieces
    /// What stands before each of the other cells.
    private let subject: Pieces
    private let outcome: Pieces
    private let reason: Pieces
    private let source: Pieces

    private init(_ report: RunReport, _ words: PageWords, _ namesMember: Bool) {
        (self.report, self.namesMember) = (report, namesMember)
        kinds = Pieces((-1..<report.pack.kinds.count).map { "<tr><th scope=\"row\">\(report.kindName($0)) " })
        subject = Pieces(["</th><td data-l=\"\(report.pack.scheme.subject[report.language])\">"])
        outcome = Pieces([
            "</small></td><td class=\"nw\" data-l=\"\(words.outcome)\">", "</th><td class=\"nw\" data-l=\"\(words.outcome)\">",
        ])
        reason = Pieces(["</td><td data-l=\"\(words.reason)\">"])
        source = Pieces(["</td><td class=\"src\" data-l=\"\(words.source)\">"])
    }

    /// The rows of rejects whose members are known.
    ///
    /// - Parameter namesMember: whether the second cell says whose record it is.
    static func pieces(_ rejects: [Reject], _ report: RunReport, _ words: PageWords, namesMember: Bool) -> Pieces {
        let row = UncountedRow(report, words, namesMember)
        var wording = RejectWording(report, isMasked: true)
        return Pieces(rows: rejects.count) { page, index in
            wording.show(rejects[index]) { row.write(&page, rejects[index], $0) }
        }
    }

    private func write(_ page: inout Page, _ reject: Reject, _ shown: ShownReject) {
        page.put(kinds, shown.kind + 1)
        page.text(shown.id)
        if namesMember {
            page.put(subject)
            if let member = reject.member {
                page.text(report.lastName(member))
                page.raw(" <small>")
                page.text(report.memberId(member))
            }
        }
        page.put(outcome, namesMember ? 0 : 1)
        page.text(shown.outcome[report.language])
        page.put(reason)
        if !shown.field.isEmpty { field(&page, shown) }
        page.text(shown.message)
        page.put(source)
        page.text(report.intake.files[reject.file].name)
        page.raw(":")
        page.number(reject.line)
        page.raw("</td></tr>\n")
    }

    /// The field at fault, with what stands there.
    private func field(_ page: inout Page, _ shown: ShownReject) {
        page.text(shown.field)
        if !shown.value.isEmpty {
            page.raw(report.language == .chinese ? "“" : " “")
            page.text(shown.value)
            page.raw("”")
        }
        page.raw(report.language == .chinese ? "：" : ": ")
    }
}
