package import GridModel
package import Intake
package import RulePacks
import Scoring

/// Says what is wrong with a record: what was found, what was expected, and what to do where that is not plain.
package struct IssueWording: Bilingual, Sendable {
    private let pack: RulePack
    private let files: [FileReport]
    private let asOf: CivilDate
    package let language: Language

    package init(pack: RulePack, files: [FileReport], asOf: CivilDate, language: Language) {
        self.pack = pack
        self.files = files
        self.asOf = asOf
        self.language = language
    }

    init(_ report: RunReport) {
        self.init(pack: report.pack, files: report.intake.files, asOf: report.book.asOf, language: report.language)
    }

    /// One line for the log: file, line, column, value and what was expected. What might name a customer is masked.
    package func line(_ issue: Issue, _ batch: Batch) -> String {
        let (file, line, text) = place(issue, batch)
        return "\(file):\(line): \(text)"
    }

    /// The same in its parts: the file, the line, and what is wrong there.
    package func place(_ issue: Issue, _ batch: Batch) -> (file: String, line: Int, text: String) {
        let texts = batch.texts(of: issue)
        let field = columnName(batch.kind, Int(issue.column))
        let type = field.isEmpty ? nil : pack.kinds[batch.kind].columns[Int(issue.column)].type
        let value = texts.value.isEmpty ? "" : " \"\(FreeText.masked(texts.value, of: type))\""
        let subject = field.isEmpty ? "" : "\(field)\(value): "
        let text = "\(subject)\(message(issue, kind: batch.kind, file: batch.file, note: FreeText.masked(texts.note)))"
        return (files[batch.file].name, batch.line(of: issue), text)
    }

    func columnName(_ kind: Int, _ column: Int) -> String {
        kind < 0 || column < 0 ? "" : pack.kinds[kind].columns[column].names[language]
    }

    func message(_ issue: Issue, kind: Int, file: Int, note: String) -> String {
        switch issue.fault {
        case .fieldCount:
            return say("该行有\(issue.detail)个字段，表头有\(note)个", "\(issue.detail) fields, the header has \(note)")
        case .textAfterQuote: return say("右引号之后还有文字；字段内的引号应写两个", "text after a closing quote; write a quote inside a field twice")
        case .bareCarriageReturn: return say("行内有单独的回车符；换行应为LF或CRLF", "a carriage return alone; lines end with LF or CRLF")
        case .tooLong: return say("记录超过1 MiB", "the record is longer than 1 MiB")
        case .foreignElement: return say("元素“\(note)”不是该类记录", "the element \"\(note)\" is not a record of this kind")
        case .holdsElements: return say("字段中含有其他元素，应只含文字", "the field holds elements; text was expected")
        case .brokenBytes:
            let encoding = files[file].encoding?.rawValue ?? ""
            return say("含有无法按\(encoding)解码的字节", "bytes that do not decode as \(encoding)")
        case .missing: return say("必填项为空", "missing, but required")
        case .notAnId:
            return say("不是有效编号：应为1至64个字符，不含控制字符，不以 = + - @ 开头", "not an id: 1 to 64 characters, no control characters, the first none of = + - @")
        case .damagedId: return say("编号已被电子表格改成科学计数；请按文本列重新导出", "an id that a spreadsheet has damaged; export the column as text again")
        case .notATime: return say("不是有效的日期时间；例：2026-10-03 08:15", "not a date or time; expected e.g. 2026-10-03 08:15")
        case .notADate: return say("不是有效的日期；例：2026-10-03", "not a date; expected e.g. 2026-10-03")
        case .notANumber: return notANumber(kind, Int(issue.column))
        case .outOfBounds: return outOfBounds(kind, Int(issue.column), note)
        case .unknownValue:
            let values = knownValues(kind, Int(issue.column))
            return say("不是可用的值；可用：\(values)", "not a known value; known: \(values)")
        case .before:
            let other = columnName(kind, Int(issue.detail))
            return say("早于“\(other)”", "before \(other)")
        case .missingWhere: return say("该状态下此项必填", "missing, but required with these values")
        case .givenTwice: return say("同一列两次给出不同的值", "given twice with different values")
        case .beforeInForce:
            let date = pack.scheme.inForce
            return say("早于办法施行之日（\(date)）", "before the rules are in force (\(date))")
        case .notOnRoster: return say("花名册的有效行中没有此编号", "in no used row of the roster")
        case .future: return say("晚于统计截止日（\(asOf)）", "after the as-of date (\(asOf))")
        case .calendarLacks: return calendarLacks(year: Int(issue.detail), isOpen: note == "now")
        case .headerLacks: return headerLacks(note, kind)
        case .headerMalformed:
            return looksLike(note)
                + say(
                    "表头有误（引号未闭合、右引号后有文字或单独的回车符），未读取其后各行",
                    "malformed header (an open quote, text after a closing quote or a lone carriage return); its rows are not read")
        case .openQuote: return say("引号到文件末尾仍未闭合；其前各行已读取", "a quoted field is not closed before the end of the file; the records before it are kept")
        case .decision: return decision(DecisionFault(rawValue: Int(issue.detail))!, note)
        case .brokenXML: return say("文件在此中断：\(note)；其前各条已读取", "the file breaks off here: \(note); the records before it are kept")
        }
    }

    private func notANumber(_ kind: Int, _ column: Int) -> String {
        guard case .number(let places, _, _) = pack.kinds[kind].columns[column].type else { return "" }
        if places == 0 { return say("不是整数；例：12", "not a whole number; expected e.g. 12") }
        return say("不是数；小数点后至多\(places)位，例：12.5", "not a number of at most \(places) decimal places; expected e.g. 12.5")
    }

    /// - Parameter note: the least and the most that the rule allows; empty if the column itself has bounds.
    private func outOfBounds(_ kind: Int, _ column: Int, _ note: String) -> String {
        var bounds = note.split(separator: " ").map { Optional(String($0)) }
        if case .number(_, let least, let most) = pack.kinds[kind].columns[column].type, bounds.isEmpty {
            bounds = [least.map { "\($0)" }, most.map { "\($0)" }]
        }
        switch (bounds[0], bounds[1]) {
        case (let least?, let most?): return say("应在\(least)至\(most)之间", "expected \(least) to \(most)")
        case (let least?, nil): return say("应不小于\(least)", "expected at least \(least)")
        default: return say("应不大于\(bounds[1] ?? "")", "expected at most \(bounds[1] ?? "")")
        }
    }

    private func calendarLacks(year: Int, isOpen: Bool) -> String {
        let id = pack.calendar?.id ?? ""
        return (isOpen ? say("到统计截止日（\(asOf)）仍未完成；", "not done by the as-of date (\(asOf)); ") : "")
            + say(
                "日历“\(id)”没有\(year)年，无法计算工作时间；请在calendars/\(id).yaml中补上该年",
                "the calendar \"\(id)\" lacks \(year), so working time cannot be counted; add the year to calendars/\(id).yaml")
    }

    private func headerLacks(_ note: String, _ kind: Int) -> String {
        let parts = note.utf8.split(separator: UInt8(ascii: "|"), maxSplits: 2).map { String($0) ?? "" }
        let ids = (parts.first ?? "").split(separator: ", ").map(String.init)
        let names = ids.map { id in pack.kinds[kind].columns.first { $0.id == id }?.names[language] ?? id }
        var hint = ""
        if parts.count == 3, parts[1] == "delimiter" {
            hint = say("；分隔符似为“\(parts[2])”，应为逗号", "; the delimiter looks like \(parts[2]), a comma was expected")
        }
        let start = parts.count == 3 && parts[1] == "file" ? looksLike(parts[2]) : ""
        return start
            + say(
                "表头缺少：\(names.joined(separator: "、"))\(hint)；未读取其后各行",
                "the header lacks \(names.joined(separator: ", "))\(hint); its rows are not read")
    }

    private func looksLike(_ sort: String) -> String {
        sort.isEmpty ? "" : say("文件不是CSV，似为\(sort)；", "not a CSV file, it looks like \(sort); ")
    }

    private func knownValues(_ kind: Int, _ column: Int) -> String {
        guard case .code(let values, _) = pack.kinds[kind].columns[column].type else { return "" }
        return values.map { $0[language] }.joined(separator: say("、", ", "))
    }

    func unknownFile() -> String {
        say(
            "无法识别的文件：应为.csv或.xml，且文件名或根元素以日志种类开头",
            "the kind or format of this file is not known: .csv or .xml was expected, named after a kind of log")
    }

    func conflict(_ conflict: ConflictText) -> String {
        let file = files[conflict.standingFile].name
        return say("与\(file)第\(conflict.standingLine)行同一编号但内容不同，以该行为准", "differs from \(file) line \(conflict.standingLine), which stands")
    }

    func inactive(_ month: Month) -> String {
        say("\(month)不在岗", "not active in \(month)")
    }
}
