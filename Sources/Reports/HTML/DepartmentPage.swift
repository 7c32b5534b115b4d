import GridModel
import Intake
import RulePacks
import Scoring

/// The page of a department in a period, for its head.
struct DepartmentPage {
    let site: SiteModel
    let result: PeriodResult
    let group: String
    /// The department's members, by rank.
    let members: [MemberResult]

    private var text: PageText { site.text }
    private var isMonth: Bool { result.period.kind == .month }

    func render() -> [UInt8] {
        let label = text.label(result.period)
        let status = result.isFinal ? "" : text.say("（暂定）", " (provisional)")
        var model = site.common(title: "\(site.groupName(group)) \(label)\(status) - \(site.pack.scheme.organisation[site.report.language])")
        let crumbs = [(href: site.root(from: result.period) + "index.html", text: text.say("首页", "Start")), (href: "index.html", text: label)]
        model.merge(
            site.heading(result, heading: site.groupName(group), crumbs: crumbs, here: site.groupName(group), page: SiteModel.departmentFile(group))
        ) { $1 }
        model.merge(site.keyFigures(result, members)) { $1 }
        if let before = site.previousMembers(result.period, group), let mean = site.mean(members) {
            model.merge(site.change("average", mean, site.mean(before))) { $1 }
            model["belowPrevious"] = "\(before.count { site.isBelow($0) })"
        } else {
            model["previousLabel"] = nil
        }
        model["acrossDepartments"] = false
        model["marks"] = site.marks(result, members, acrossDepartments: false)
        model["changeWord"] =
            switch result.period.kind {
            case .month: text.say("较上月", "vs last month")
            case .quarter: text.say("较上季", "vs last quarter")
            case .year: text.say("较上年", "vs last year")
            }
        model["chart"] = ScoreChart(site: site, members: members).model
        model.merge(columns) { $1 }
        let ledgers = isMonth ? LedgerViews(site: site, result: result, members: members) : nil
        model["members"] = members.map { member($0, ledgers) }
        model.merge(watch) { $1 }
        model.merge(pending) { $1 }
        model.merge(uncounted) { $1 }
        model["ledgersTitle"] = isMonth ? text.say("逐笔明细", "Postings") : text.say("各月得分", "Scores by month")
        model["ledgersLead"] =
            isMonth
            ? text.say("每人一份账，自基础分起逐笔累计，末行即得分。", "One ledger a member: from the base, posting by posting; the last line is the score.")
            : text.say("每人各月的得分，点月份查看当月逐笔明细。", "The scores of each member by month; follow a month to its postings.")
        model["files"] = site.files(result)
        return site.templates.render(.department, model)
    }

    // MARK: The table of members

    private var scoredMonths: [PeriodResult] {
        site.book.periods.filter { $0.period.kind == .month && result.period.contains($0.period.firstMonth) }
    }

    private var columns: ViewModel {
        var names: [String]
        var groups: [(String, Int)]
        if isMonth {
            names = [text.say("基础", "base"), text.say("扣分", "minus"), text.say("加分", "plus"), text.say("排名", "ranks"), text.say("保底", "floor")]
            groups = [(text.say("得分构成", "Made of"), 5)]
            names += site.pack.rankings.map { $0.category[site.report.language] }
            if !site.pack.rankings.isEmpty { groups.append((text.say("数量与名次", "Counts and ranks"), site.pack.rankings.count)) }
        } else {
            names = scoredMonths.map { text.shortMonth($0.period.firstMonth) } + [text.say("计分月数", "months")]
            groups = [(text.say("各月得分", "Scores by month"), names.count)]
        }
        return [
            "columns": names.map { ["columnName": $0, "columnClass": ""] },
            "columnGroups": groups.map { ["groupName": $0.0, "groupSpan": "\($0.1)"] },
        ]
    }

    private func member(_ member: MemberResult, _ ledgers: LedgerViews?) -> ViewModel {
        var model: ViewModel = [
            "rank": "\(member.rank)", "name": member.row.name, "memberId": site.report.memberId(member.member), "score": site.shown(member),
            "anchor": site.anchors[member.member], "rowClass": site.isBelow(member) ? "below" : "", "cells": cells(member),
            "flags": flags(member).map { ["flagText": $0.text, "flagClass": $0.style] },
        ]
        model.merge(site.change("", member.value.rounded, site.result(result.period.previous, member.member)?.value.rounded)) { $1 }
        if let ledgers {
            let rows = ledgers.rows(of: member.member)
            model["ledger"] = ["postingRows": rows.html]
            model["entryCountText"] = text.say("\(rows.count)笔", rows.count == 1 ? "1 posting" : "\(rows.count) postings")
        } else {
            model["monthly"] = ["monthRows": monthRows(member)]
            model["entryCountText"] = text.say("\(member.months)个计分月", member.months == 1 ? "1 scored month" : "\(member.months) scored months")
        }
        return model
    }

    /// The cells under the columns, as HTML: there are many of them, so they come ready made.
    private func cells(_ member: MemberResult) -> String {
        cellTexts(member).map { name, value, style, rank in
            let place = rank.map { " <small>\(ScalarEscaping.html($0))</small>" } ?? ""
            return "<td class=\"r \(style)\" data-l=\"\(ScalarEscaping.html(name))\">\(ScalarEscaping.html(value))\(place)</td>"
        }.joined()
    }

    private typealias Cell = (name: String, value: String, style: String, rank: String?)

    private func cellTexts(_ member: MemberResult) -> [Cell] {
        func cell(_ name: String, _ value: String, _ style: String, rank: String? = nil) -> Cell { (name, value, style, rank) }
        guard let parts = member.breakdown else {
            return scoredMonths.map { month -> Cell in
                let name = text.shortMonth(month.period.firstMonth)
                guard let score = site.result(month.period, member.member) else { return cell(name, "—", "zero") }
                return cell(name, site.shown(score), site.isBelow(score) ? "low" : "")
            } + [cell(text.say("计分月数", "months"), "\(member.months)", "")]
        }
        let amounts: [(String, Points)] = [
            (text.say("扣分", "minus"), parts.deductions), (text.say("加分", "plus"), parts.bonuses),
            (text.say("排名加分", "ranks"), parts.rankingBonus), (text.say("保底调整", "floor"), parts.floorAdjustment),
        ]
        return [cell(text.say("基础分", "base"), text.points(parts.base), "")]
            + amounts.map { cell($0.0, $0.1 == .zero ? "0" : text.signed($0.1), $0.1 == .zero ? "zero" : "") }
            + zip(site.pack.rankings, parts.counts).map { ranking, place in
                let rank = place.count == 0 ? nil : text.say("第\(place.rank)", "#\(place.rank)")
                return cell(
                    ranking.countName[site.report.language], "\(place.count)", place.count == 0 ? "zero" : place.points > .zero ? "win" : "",
                    rank: rank)
            }
    }

    private func flags(_ member: MemberResult) -> [(text: String, style: String)] {
        var flags: [(text: String, style: String)] = []
        for list in result.lists where member.lists[list.list] {
            let definition = site.pack.lists[list.list]
            if case .below = definition.selection {
                flags.append((definition.names[site.report.language], "on"))
            } else {
                flags.append((definition.names[site.report.language], "star"))
            }
        }
        for (index, mark) in site.pack.marks.enumerated() where member.marks[index] {
            flags.append((site.markShort(mark), mark.shows == .marked ? "on" : ""))
        }
        return flags
    }

    private func monthRows(_ member: MemberResult) -> [ViewModel] {
        scoredMonths.compactMap { month in
            guard let score = site.result(month.period, member.member) else { return nil }
            let file = "\(SiteModel.departmentFile(score.row.group))#\(site.anchors[member.member])"
            let lists = month.lists.filter { score.lists[$0.list] }.map { site.pack.lists[$0.list].names[site.report.language] }
            let marks = site.pack.marks.indices.filter { score.marks[$0] }.map { site.markShort(site.pack.marks[$0]) }
            return [
                "monthHref": site.link(from: result.period, to: month.period, file), "monthLabel": text.label(month.period),
                "monthDepartment": site.groupName(score.row.group), "monthRank": "\(score.rank)", "monthScore": site.shown(score),
                "monthFlags": (lists + marks).joined(separator: text.say("、", ", ")),
            ]
        }
    }

    // MARK: What needs attention

    private var watch: ViewModel {
        let watched = members.filter { site.isBelow($0) || site.isClose($0) }.sorted { $0.value < $1.value }
        guard !watched.isEmpty else { return [:] }
        let rows = watched.map { member -> ViewModel in
            [
                "watchMember": member.row.name, "watchMemberId": site.report.memberId(member.member),
                "watchAnchor": site.anchors[member.member], "watchScore": site.shown(member),
                "watchGap": text.signed(member.value.rounded - site.pack.scoring.below), "watchBelow": site.isBelow(member),
                "watchCauses": causes(of: member.member),
            ]
        }
        return ["watch": ["watchRows": rows]]
    }

    /// The rules that took most points off, over the whole period.
    private func causes(of member: Int) -> String {
        var sums: [Int: Points] = [:]
        for month in scoredMonths {
            for posting in site.book.postings(in: month.period.firstMonth, of: member) where posting.points < .zero {
                if case .rule(let rule) = posting.source { sums[rule, default: .zero] += posting.points }
            }
        }
        return sums.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value < $1.value }.prefix(3).map { rule, points in
            "\(site.pack.rules[rule].wording[site.report.language]) \(text.points(points))"
        }.joined(separator: text.say("；", "; "))
    }

    private var pending: ViewModel {
        let pending = site.pending(result.period, of: group)
        let style = site.count(pending.count, alert: false)
        var model: ViewModel = ["pendingCount": style.text, "pendingClass": style.style]
        guard !pending.isEmpty else { return model }
        model["pendingTable"] = [
            "pendingRows": pending.map { item -> ViewModel in
                let origin = site.report.origin(item.record)
                return [
                    "pendingMember": site.report.intake.roster.members[item.member].rows.last?.name ?? "",
                    "pendingMemberId": site.report.memberId(item.member), "pendingAnchor": site.anchors[item.member],
                    "pendingKind": site.report.kindName(origin.kind), "pendingRecord": origin.id,
                    "pendingNeed": site.pack.facts[item.fact].awaited?[site.report.language] ?? "", "pendingWould": site.wouldDo(item),
                    "pendingSince": "\(item.day)", "pendingAge": text.age(item.day, asOf: site.book.asOf),
                    "pendingSource": "\(origin.file):\(origin.line)",
                ]
            }
        ]
        return model
    }

    private var uncounted: ViewModel {
        let uncounted = site.uncounted(result.period, group)
        var model: ViewModel = ["uncountedCount": "\(uncounted.count)"]
        guard uncounted.count > 0 else { return model }
        let wording = IssueWording(site.report)
        var rows = uncounted.first.map { reference -> ViewModel in
            let reject = site.report.reject(reference, wording)
            let field = wording.columnName(reject.kind, reject.column)
            let quoted = reject.value.isEmpty ? "" : text.say("“\(reject.value)”", " “\(reject.value)”")
            let value = field.isEmpty ? "" : field + quoted + text.say("：", ": ")
            return [
                "uncountedKind": site.report.kindName(reject.kind), "uncountedRecord": reject.id,
                "uncountedMember": site.report.intake.roster.members[reject.member].rows.last?.name ?? "",
                "uncountedMemberId": site.report.memberId(reject.member), "uncountedOutcome": reject.outcome[site.report.language],
                "uncountedReason": value + reject.message,
                "uncountedSource": "\(site.report.intake.files[reference.file].name):\(reference.line)",
            ]
        }
        if uncounted.count > rows.count {
            rows.append([
                "uncountedKind": "", "uncountedRecord": "…", "uncountedMember": "", "uncountedMemberId": "", "uncountedOutcome": "",
                "uncountedReason": text.say("另有\(uncounted.count - rows.count)条", "\(uncounted.count - rows.count) more"),
                "uncountedSource": "run/rejects.csv",
            ])
        }
        model["uncounted"] = ["uncountedRows": rows]
        return model
    }
}
