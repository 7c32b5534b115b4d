/// What stands at the head of a list's column.
enum ListHead {
    case text(String)
    /// Of a column of numbers, which stand right.
    case number(String)
}

/// Where lists on pages begin and end: tables that become a block a row on a narrow screen.
extension Page {
    /// - Parameters:
    ///   - caption: its name, for those who hear the page.
    ///   - style: what else it is to the style sheet.
    ///   - heads: of its columns; nil for one that the page has not.
    mutating func beginList(_ caption: HTML, style: HTML = "", _ heads: [ListHead?]) {
        self += """
            <table class="list\(html: style.bytes.isEmpty ? "" : " \(html: style)")">
            <caption class="vh">\(html: caption)</caption>
            <thead><tr>
            """
        for case let head? in heads {
            switch head {
            case .text(let name):
                raw("<th scope=\"col\">")
                text(name)
            case .number(let name):
                raw("<th scope=\"col\" class=\"r\">")
                text(name)
            }
            raw("</th>")
        }
        raw("</tr></thead>\n<tbody>\n")
    }

    /// - Parameter foot: the element of rows below all others, if there are any.
    mutating func endList(foot: HTML = "") { self += "</tbody>\n\(html: foot)</table>\n" }
}
