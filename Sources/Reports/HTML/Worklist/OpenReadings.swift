import GridModel
import RulePacks

/// A part of the pack that figures of a page rest on.
enum Setting: Hashable, Sendable {
    case rule(Int), ranking(Int), list(Int), mark(Int), measure(Int), proposal(Int)

    init(_ user: Fact.User) {
        switch user {
        case .rule(let rule): self = .rule(rule)
        case .ranking(let ranking): self = .ranking(ranking)
        case .measure(let measure): self = .measure(measure)
        case .proposal(let proposal): self = .proposal(proposal)
        }
    }

    fileprivate func name(_ pack: RulePack, _ language: Language) -> String {
        switch self {
        case .rule(let index): pack.rules[index].wording[language]
        case .ranking(let index): pack.rankings[index].wording[language]
        case .list(let index): pack.lists[index].names[language]
        case .mark(let index): pack.marks[index].names[language]
        case .measure(let index): pack.measures[index].wording[language]
        case .proposal(let index): pack.proposals[index].wording[language]
        }
    }
}

extension RulePack {
    /// All settings with their key paths and clauses, in the order of the pack.
    fileprivate var settings: [(setting: Setting, path: String, clause: String?)] {
        rules.indices.map { (.rule($0), "rules.\(rules[$0].id)", rules[$0].clause) }
            + rankings.indices.map { (.ranking($0), "rankings.\(rankings[$0].id)", rankings[$0].clause) }
            + lists.indices.map { (.list($0), "lists.\(lists[$0].id)", nil) } + marks.indices.map { (.mark($0), "marks.\(marks[$0].id)", nil) }
    }
}

extension Interpretation {
    /// Whether no rule, ranking, list or mark carries a reading: then it goes by its clause.
    fileprivate var goesByClause: Bool {
        !settings.contains { setting in ["rules.", "rankings.", "lists.", "marks."].contains { setting.utf8.starts(with: $0.utf8) } }
    }
}

/// The interpretations that nobody has confirmed, and what of the pack each of them carries.
struct OpenReadings: Sendable {
    private let site: SiteModel
    private let entries: [Interpretation]
    /// Of each entry the settings that it carries, and whether it speaks of rules that deduct and not of all.
    private let carried: [[Setting]]
    private let isOfDeductions: [Bool]
    /// Of each entry the cells that are the same on every page.
    private let rows: Pieces

    init(_ site: SiteModel) {
        self.site = site
        let (pack, language, words) = (site.pack, site.language, site.words)
        let (entries, settings) = (pack.unconfirmed, pack.settings)
        self.entries = entries
        let deducting = pack.rules.filter { $0.points < .zero }.map(\.clause)
        carried = entries.map { entry in
            // A path leads to a setting or to something in it; a reading that no path carries goes by its clause.
            let paths = entry.settings.map {
                Array($0.utf8.split(separator: UInt8(ascii: "."), maxSplits: 2).prefix(2).joined(separator: [UInt8(ascii: ".")]))
            }
            return settings.filter { setting in
                paths.contains { $0.elementsEqual(setting.path.utf8) }
                    || entry.goesByClause && setting.clause.map { sameBytes(entry.clause, $0) } ?? false
            }.map(\.setting)
        }
        isOfDeductions = entries.map { entry in
            entry.goesByClause && deducting.contains { $0.utf8.starts(with: entry.clause.utf8) }
                && !pack.rules.allSatisfy { $0.clause.utf8.starts(with: entry.clause.utf8) }
        }
        rows = Pieces(
            entries.map { entry -> HTML in
                """
                <tr><td class="nw" data-l="\(words.clause)">\(entry.clause)</td><th scope="row">\(entry.question[language])</th>\
                <td data-l="\(words.reading)">\(entry.readings[entry.inForce].text[language])</td><td data-l="\(words.concerns)">
                """
            })
    }

    /// Writes those that touch a page, each with what it concerns there.
    ///
    /// - Parameter hasEvents: whether the page shows deductions that may be about one event.
    func write(_ page: inout Page, _ touched: Set<Setting>, hasEvents: Bool) {
        let (text, words) = (site.text, site.words)
        let shown = entries.indices.filter { entry in carried[entry].contains { touched.contains($0) } || hasEvents && isOfDeductions[entry] }
        if shown.isEmpty { return }
        page += """
            <section aria-labelledby="open">
            <h2 id="open">\(words.openTitle)</h2>
            <p class="lead">\(words.openLead)<a href="../index.html">\(text.say("首页", "the start page"))</a></p>
            <details class="fold aside">
            <summary>\(shown.count) \(words.registerOpen)</summary>

            """
        page.beginList(
            "\(words.openTitle)", style: "register", [.text(words.clause), .text(words.question), .text(words.reading), .text(words.concerns)])
        for entry in shown {
            page.put(rows, entry)
            var names: [String] = []
            for setting in carried[entry] where touched.contains(setting) {
                let name = setting.name(site.pack, site.language)
                if !names.contains(where: { sameBytes($0, name) }) { names.append(name) }
            }
            page.text((names.isEmpty ? [words.hintsTitle] : names).joined(separator: text.say("、", ", ")))
            page.raw("</td></tr>\n")
        }
        page.endList()
        page += """
            </details>
            </section>

            """
    }
}
