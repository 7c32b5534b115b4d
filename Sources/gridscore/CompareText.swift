import GridModel
import Reports
import RulePacks

/// A comparison for the terminal.
struct CompareText: Bilingual {
    private let text: WhatIfText
    let language: Language

    /// Members that are named; all stand in the table of the folder.
    private static let most = 50

    init(_ report: RunReport) {
        text = WhatIfText(report)
        language = report.language
    }

    func text(_ whatIf: WhatIf, folder: String?) -> String {
        var parts = [text.heading(whatIf).joined(separator: "\n"), text.summary(whatIf)]
        let (sheet, left) = text.members(whatIf, most: Self.most)
        if !sheet.rows.isEmpty { parts.append(table(sheet)) }
        if left > 0 {
            parts.append(say("另有\(left)条", "\(left) more") + (folder == nil ? say("，用 --to 写出全部", "; --to writes all of them") : ""))
        }
        return (parts + place(folder)).joined(separator: "\n\n")
    }

    func text(_ readings: [OpenReading], folder: String?) -> String {
        let changing = readings.filter { !($0.whatIf?.isEmpty ?? true) }
        let idle = readings.filter { $0.whatIf?.isEmpty ?? false }
        let untried = readings.filter { $0.whatIf == nil }
        var parts = [
            say(
                "其他读法\(readings.count)种，逐项单独试算：会改变结果\(changing.count)种，不改变现有结果\(idle.count)种，无法试算\(untried.count)种",
                "\(readings.count) other readings, each tried alone: \(changing.count) would change results, \(idle.count) nothing, \(untried.count) cannot be tried"
            )
        ]
        if !changing.isEmpty { parts.append(table(text.readings(changing))) }
        if !idle.isEmpty {
            parts.append(say("不改变现有结果：", "would change nothing: ") + idle.map { "\($0.entry.id)=\($0.reading.id)" }.joined(separator: say("、", ", ")))
        }
        if !untried.isEmpty { parts.append(table(text.untried(untried))) }
        return (parts + place(folder)).joined(separator: "\n\n")
    }

    private func place(_ folder: String?) -> [String] { folder.map { [say("报告：\($0)/index.html", "report: \($0)/index.html")] } ?? [] }

    private func table(_ sheet: WhatIfText.Sheet) -> String {
        var table = TextTable(sheet.header, numeric: sheet.numeric)
        for row in sheet.rows { table.add(row) }
        return table.text
    }
}
