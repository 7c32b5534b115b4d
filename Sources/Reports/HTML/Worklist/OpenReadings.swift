import GridModel
import RulePacks

/// A part of the pack that figures of a page rest on.
enum Setting: Hashable, Sendable {
    case rule(Int), ranking(Int), list(Int), mark(Int)

    init(_ user: Fact.User) {
        switch user {
        case .rule(let rule): self = .rule(rule)
        case .ranking(let ranking): self = .ranking(ranking)
        }
    }

    /// Its key path in the pack.
    fileprivate func path(_ pack: RulePack) -> String {
        switch self {
        case .rule(let index): "rules.\(pack.rules[index].id)"
        case .ranking(let index): "rankings.\(pack.rankings[index].id)"
        case .list(let index): "lists.\(pack.lists[index].id)"
        case .mark(let index): "marks.\(pack.marks[index].id)"
        }
    }

    fileprivate func clause(_ pack: RulePack) -> String? {
        switch self {
        case .rule(let index): pack.rules[index].clause
        case .ranking(let index): pack.rankings[index].clause
        case .list, .mark: nil
        }
    }

    fileprivate func name(_ pack: RulePack, _ language: Language) -> String {
        switch self {
        case .rule(let index): pack.rules[index].wording[language]
        case .ranking(let index): pack.rankings[index].wording[language]
        case .list(let index): pack.lists[index].names[language]
        case .mark(let index): pack.marks[index].names[language]
        }
    }
}

/// The interpretations that nobody has confirmed and that figures of a worklist rest on.
struct OpenReadings {
    let site: SiteModel
    let touched: Set<Setting>
    /// Rules whose postings may be about one event: what is said of all such rules touches them too.
    let deducting: Set<Int>

    private var pack: RulePack { site.pack }
    private var words: PageWords { site.words }

    /// Each with the names of what it concerns here.
    private var entries: [(reading: Interpretation, concerns: [String])] {
        let settings = touched.map { ($0, $0.path(pack)) }.sorted { precedes($0.1, $1.1) }
        return pack.unconfirmed.compactMap { entry in
            var names: [String] = []
            for (setting, path) in settings where carries(entry, path) || isOfClause(entry, setting.clause(pack)) {
                let name = setting.name(pack, site.language)
                if !names.contains(where: { sameBytes($0, name) }) { names.append(name) }
            }
            if names.isEmpty, deducting.contains(where: { isAbove(entry, pack.rules[$0].clause) }) { names = [words.hintsTitle] }
            return names.isEmpty ? nil : (entry, names)
        }
    }

    /// Whether one of the settings of a reading is a part of the pack, or stands in it.
    private func carries(_ entry: Interpretation, _ path: String) -> Bool {
        entry.settings.contains { sameBytes($0, path) || $0.utf8.starts(with: (path + ".").utf8) }
    }

    /// Whether no rule, ranking, list or mark carries a reading: then it goes by its clause.
    private func goesByClause(_ entry: Interpretation) -> Bool {
        !entry.settings.contains { setting in ["rules.", "rankings.", "lists.", "marks."].contains { setting.utf8.starts(with: $0.utf8) } }
    }

    private func isOfClause(_ entry: Interpretation, _ clause: String?) -> Bool {
        goesByClause(entry) && clause.map { sameBytes(entry.clause, $0) } ?? false
    }

    /// Whether it speaks of several clauses at once, this one among them, and not of all.
    private func isAbove(_ entry: Interpretation, _ clause: String) -> Bool {
        goesByClause(entry) && clause.utf8.starts(with: entry.clause.utf8)
            && !pack.rules.allSatisfy { $0.clause.utf8.starts(with: entry.clause.utf8) }
    }

    func write(_ page: inout Page) {
        let entries = entries
        if entries.isEmpty { return }
        let text = site.text
        page += """
            <section aria-labelledby="open">
            <h2 id="open">\(words.openTitle)</h2>
            <p class="lead">\(words.openLead)<a href="../index.html">\(text.say("首页", "the start page"))</a></p>
            <details class="fold aside">
            <summary>\(entries.count) \(words.registerOpen)</summary>
            <table class="list register">
            <caption class="vh">\(words.openTitle)</caption>
            <thead><tr><th scope="col">\(words.clause)</th><th scope="col">\(words.question)</th><th scope="col">\(words.reading)</th>\
            <th scope="col">\(words.concerns)</th></tr></thead>
            <tbody>

            """
        for (entry, concerns) in entries {
            page += """
                <tr><td class="nw" data-l="\(words.clause)">\(entry.clause)</td><th scope="row">\(entry.question[site.language])</th>\
                <td data-l="\(words.reading)">\(entry.readings[entry.inForce].text[site.language])</td>\
                <td data-l="\(words.concerns)">\(concerns.joined(separator: text.say("、", ", ")))</td></tr>

                """
        }
        page += """
            </tbody>
            </table>
            </details>
            </section>

            """
    }
}
