import GridModel
import Intake
import RulePacks
import Scoring

/// The start page: what needs attention, the departments, all periods, the open questions.
struct IndexPage {
    let site: SiteModel

    func render() -> [UInt8] {
        let text = site.text
        let scheme = site.pack.scheme
        var model = site.common(title: "\(site.templates.words["index_title"] ?? "") - \(scheme.organisation[site.report.language])")
        model.merge(attention) { $1 }
        model["departments"] = departments
        model["years"] = years
        let open = site.pack.unconfirmed
        if !open.isEmpty {
            model["unconfirmed"] =
                [
                    "unconfirmedCount": "\(open.count)",
                    "entries": open.map { entry in
                        [
                            "entryClause": entry.clause, "entryQuestion": entry.question[text.language],
                            "entryReading": entry.readings[entry.inForce].text[text.language],
                        ]
                    },
                ] as ViewModel
        }
        return site.templates.render(.index, model)
    }

    private var attention: ViewModel {
        let totals = site.report.intake.totals
        let pending = site.book.pending.sorted { $0.day > $1.day }
        let counts: [(String, Int)] = [
            ("pending", pending.count), ("rejected", totals[.rejected]), ("conflict", totals[.conflict]),
            ("unknown", site.report.intake.files.count { $0.isUnknown }),
        ]
        var model: ViewModel = [:]
        for (name, number) in counts {
            let shown = site.count(number)
            model["\(name)Count"] = shown.text
            model["\(name)Class"] = shown.style
        }
        guard let newest = pending.first else { return model }
        model["pendingNewest"] = "\(newest.day)"
        model["pendingLatest"] = ["pendingRows": pending.prefix(5).map { row($0) }]
        return model
    }

    private func row(_ pending: Pending) -> ViewModel {
        let origin = site.report.origin(pending.record)
        let member = site.report.intake.roster.members[pending.member]
        return [
            "pendingSince": "\(pending.day)", "pendingMember": member.rows.last?.name ?? "",
            "pendingDepartment": site.groupName(site.lastGroups[pending.member] ?? ""), "pendingKind": site.report.kindName(origin.kind),
            "pendingRecord": origin.id, "pendingNeed": site.pack.facts[pending.fact].awaited?[site.report.language] ?? "",
            "pendingWould": site.wouldDo(pending),
        ]
    }

    private var departments: [ViewModel] {
        guard let newest = site.book.periods.last(where: { $0.period.kind == .month }) else { return [] }
        return DepartmentRows(site: site, result: newest).rows.map { row in
            var model = row.model
            model["departmentHref"] = "\(newest.period.folder)/\(SiteModel.departmentFile(row.name))"
            model["departmentPeriod"] = site.text.label(newest.period)
            model["departmentProvisional"] = !newest.isFinal
            let pending = site.count(site.pending(newest.period, of: row.name).count, alert: false)
            model["departmentPending"] = pending.text
            model["departmentPendingClass"] = pending.style
            return model
        }
    }

    private var years: [ViewModel] {
        let results = site.book.periods
        return results.filter { $0.period.kind == .year }.reversed().map { year in
            let quarters = results.filter { $0.period.kind == .quarter && $0.period.year == year.period.year }.reversed()
            let inside = quarters.flatMap { quarter in
                [quarter] + results.filter { $0.period.kind == .month && quarter.period.contains($0.period.firstMonth) }.reversed()
            }
            return ["yearLabel": site.text.label(year.period), "periods": ([year] + inside).map { row($0) }]
        }
    }

    private func row(_ result: PeriodResult) -> ViewModel {
        [
            "periodLabel": site.text.label(result.period), "periodHref": "\(result.period.folder)/index.html",
            "periodClass": result.period.kind.rawValue, "periodProvisional": !result.isFinal, "periodMembers": "\(result.members.count)",
            "periodAverage": site.twoDecimals(site.mean(result.members)),
            "periodLists": result.lists.map {
                ["listName": site.pack.lists[$0.list].names[site.report.language], "listCount": "\($0.entries.count)"]
            },
        ]
    }
}

/// One row a department, as the start page and the period pages show it.
struct DepartmentRows {
    let site: SiteModel
    let result: PeriodResult

    struct Row {
        let name: String
        let members: [MemberResult]
        var model: ViewModel
    }

    var rows: [Row] {
        groups.map { members in
            let name = members[0].row.group
            let below = site.count(members.count { site.isBelow($0) })
            let close = site.count(members.count { site.isClose($0) }, alert: false)
            let mean = site.mean(members)
            var model: ViewModel = [
                "departmentName": site.groupName(name), "departmentMembers": "\(members.count)", "departmentAverage": site.twoDecimals(mean),
                "departmentBelow": below.text, "departmentBelowClass": below.style, "departmentClose": close.text,
                "departmentCloseClass": close.style, "departmentHref": SiteModel.departmentFile(name),
            ]
            let before = site.previousMembers(result.period, name).flatMap { site.mean($0) }
            model.merge(site.change("department", mean ?? .zero, before)) { $1 }
            return Row(name: name, members: members, model: model)
        }
    }

    /// Members by department; results stand in the order of departments already.
    var groups: [[MemberResult]] {
        var groups: [[MemberResult]] = []
        for member in result.members {
            if let last = groups.last, sameBytes(last[0].row.group, member.row.group) {
                groups[groups.count - 1].append(member)
            } else {
                groups.append([member])
            }
        }
        return groups
    }
}
