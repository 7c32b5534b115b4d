import GridModel
import RulePacks
import Scoring

/// Says what would be if an act were done: the member's score and rank, the others', lists and rights.
struct Consequences {
    let site: SiteModel
    /// The group whose page it is: of others' members it only says how many. Nil for the whole company's.
    let group: Int?

    /// Others whom a line names.
    private static let mostNamed = 4

    private var text: PageText { site.text }
    private var words: PageWords { site.words }
    private var pack: RulePack { site.pack }

    func lines(_ act: Act, _ outcome: Prospect.Outcome) -> HTML {
        var lines: [HTML] = []
        if outcome.isUnknown { lines.append("\(text.say("下次运行后才能确定。", "Only the next run can tell."))") }
        if act.hits.isEmpty {
            lines.append("\(text.say("条款已停用，办妥后不计分。", "The rule is no longer in force: nothing would be posted."))")
        }
        for month in outcome.unscored {
            lines.append("\(text.label(.month(month)))\(text.say("不在岗或不计分，不记分值。", ": not active or not scored, nothing would be posted."))")
        }
        for change in outcome.changes where change.period.kind == .month { lines += month(act, change) }
        for change in outcome.changes { lines += lists(act, change) }
        lines += marks(act, outcome)
        for period in outcome.corrected {
            lines.append("\(text.label(period))\(text.say("已备案并有更正单，办妥后并入更正单。", " is filed and has a correction sheet, which would say so."))")
        }
        if lines.isEmpty { lines.append("\(words.unchanged)") }
        var list: HTML = "<ul class=\"then\">"
        for line in lines { list += "<li>\(html: line)</li>" }
        list += "</ul>"
        return list
    }

    /// The name of a period; that a filed one stays as it is.
    private func label(_ change: Prospect.Change) -> HTML {
        let label = text.label(change.period)
        return change.isFiled ? "\(label) <span class=\"tag\">\(text.say("已备案，列更正单", "filed: correction sheet"))</span>" : "\(label)"
    }

    // MARK: A month

    private func month(_ act: Act, _ change: Prospect.Change) -> [HTML] {
        var lines: [HTML] = []
        let own = change.shifts.first { $0.after.member == act.member }
        let home = own?.after.group ?? group
        if let own {
            var parts: [HTML] = []
            if own.before.value != own.after.value { parts.append("\(words.score) \(html: arrow(own.before.value.sum, own.after.value.sum))") }
            parts += places(own)
            if own.before.rank != own.after.rank { parts.append("\(words.rank) \(html: arrow(own.before.rank, own.after.rank))") }
            if !parts.isEmpty { lines.append("\(html: label(change)) \(html: joined(parts))") }
        }
        let others = change.shifts.filter { $0.after.member != act.member }
        // Whose points change comes before whose rank alone does.
        let scored = others.filter { $0.before.value != $0.after.value }
        let ranked = others.filter { $0.before.value == $0.after.value && $0.before.rank != $0.after.rank }
        let named = scored.filter { isOwn($0) }.prefix(Self.mostNamed).map { shift -> HTML in
            var parts = places(shift)
            if shift.before.rank != shift.after.rank { parts.append("\(words.rank) \(html: arrow(shift.before.rank, shift.after.rank))") }
            let more: HTML = parts.isEmpty ? "" : "\(text.say("（", " ("))\(html: joined(parts))\(text.say("）", ")"))"
            return "\(html: name(shift, home)) \(html: arrow(shift.before.value.sum, shift.after.value.sum))\(html: more)"
        }
        if let line = told(text.say("他人得分", "Others’ scores"), Array(named), of: scored) { lines.append(line) }
        let moved = ranked.filter { isOwn($0) }.prefix(Self.mostNamed).map { shift -> HTML in
            "\(html: name(shift, home)) \(html: arrow(shift.before.rank, shift.after.rank))"
        }
        if let line = told(text.say("他人名次", "Others’ ranks"), Array(moved), of: ranked) { lines.append(line) }
        return lines
    }

    /// Counts and places in rankings that become others.
    private func places(_ shift: Prospect.Shift) -> [HTML] {
        guard let before = shift.before.breakdown?.counts, let after = shift.after.breakdown?.counts else { return [] }
        return pack.rankings.indices.compactMap { ranking in
            let (was, now) = (before[ranking], after[ranking])
            guard was.count != now.count || was.points != now.points else { return nil }
            let rule = pack.rankings[ranking]
            var part: HTML = "\(rule.countName[site.language]) "
            part += was.count == now.count ? "\(now.count)" : arrow(was.count, now.count)
            part += text.say("，", ", ")
            part += was.rank == now.rank ? "\(words.place(now.rank))" : "\(words.place(was.rank)) → <b>\(words.place(now.rank))</b>"
            if was.points != now.points { part += "\(text.say("，", ", "))\(signed: now.points - was.points)\(text.say("分", ""))" }
            return part
        }
    }

    // MARK: Lists and rights

    private func lists(_ act: Act, _ change: Prospect.Change) -> [HTML] {
        let home = group ?? change.shifts.first { $0.after.member == act.member }?.after.group
        return pack.lists.indices.compactMap { list in
            guard let file = pack.lists[list].files[change.period.kind] else { return nil }
            let moved = change.shifts.filter { $0.before.lists[list] != $0.after.lists[list] }
            if moved.isEmpty { return nil }
            let named = moved.filter { isOwn($0) || $0.after.member == act.member }.prefix(Self.mostNamed).map { shift -> HTML in
                let effect = ValueChange.Effect(of: pack.lists[list], isNow: shift.after.lists[list]).happened(site.language)
                return shift.after.member == act.member ? "<b>\(effect)</b>" : "\(html: name(shift, home)) <b>\(effect)</b>"
            }
            guard let line = told(file.title[site.language], Array(named), of: moved) else { return nil }
            return "\(html: label(change)) \(html: line)"
        }
    }

    private func marks(_ act: Act, _ outcome: Prospect.Outcome) -> [HTML] {
        let own = outcome.changes.compactMap { change in
            change.shifts.first { $0.after.member == act.member }.map { (change.period, $0) }
        }
        return pack.marks.indices.compactMap { mark in
            guard let (period, _) = own.first(where: { !$0.1.before.marks[mark] && $0.1.after.marks[mark] }) else { return nil }
            let when: HTML = pack.marks[mark].scope == .month ? "\(text.label(period)) " : ""
            return "\(html: when)<b>\(site.markName(pack.marks[mark], period.year))</b>"
        }
    }

    // MARK: Words

    private func isOwn(_ shift: Prospect.Shift) -> Bool { group.map { $0 == shift.after.group } ?? true }

    /// - Parameter home: the group that need not be named.
    private func name(_ shift: Prospect.Shift, _ home: Int?) -> HTML {
        let department: HTML = shift.after.group == home ? "" : " <small>\(site.groupName(shift.after.row.group))</small>"
        return "\(shift.after.row.name) <small>\(site.report.memberId(shift.after.member))</small>\(html: department)"
    }

    /// What happens to some, and how many more there are; nil if there is nobody.
    private func told(_ title: String, _ named: [HTML], of all: [Prospect.Shift]) -> HTML? {
        if all.isEmpty { return nil }
        var parts = named
        let own = all.count { isOwn($0) }
        // The member of the act itself may stand here from another department.
        let more = max(0, own - named.count)
        if more > 0 { parts.append("\(text.say("另\(more)\(words.counter)", "\(more) more"))") }
        let others = all.count - max(own, named.count)
        if others > 0 { parts.append("\(text.say("另涉及\(words.others(others))", words.others(others)))") }
        var line: HTML = "\(title)\(text.say("：", ": "))"
        for (index, part) in parts.enumerated() {
            if index > 0 { line += text.say("；", "; ") }
            line += part
        }
        return line
    }

    private func joined(_ parts: [HTML]) -> HTML {
        var joined = HTML()
        for (index, part) in parts.enumerated() {
            if index > 0 { joined += text.say("；", "; ") }
            joined += part
        }
        return joined
    }

    private func arrow(_ before: Points, _ after: Points) -> HTML { "\(points: before) → <b>\(points: after)</b>" }
    private func arrow(_ before: Int, _ after: Int) -> HTML { "\(before) → <b>\(after)</b>" }
}
