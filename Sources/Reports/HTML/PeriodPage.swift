import GridModel
import RulePacks
import Scoring

/// The page of a period for the whole company.
struct PeriodPage {
    let site: SiteModel
    let result: PeriodResult

    private var text: PageText { site.text }

    func render() -> [UInt8] {
        let label = text.label(result.period)
        let status = result.isFinal ? "" : text.say("（暂定）", " (provisional)")
        var model = site.common(title: "\(label)\(status) - \(site.pack.scheme.organisation[site.report.language])")
        let home = (href: site.root(from: result.period) + "index.html", text: text.say("首页", "Start"))
        model.merge(site.heading(result, heading: text.say("全公司", "Whole company"), crumbs: [home], here: label, page: "index.html")) { $1 }
        model.merge(site.keyFigures(result, result.members)) { $1 }
        model.merge(extremes) { $1 }
        if let before = site.previousMembers(result.period, nil), let mean = site.mean(result.members) {
            model.merge(site.change("average", mean, site.mean(before))) { $1 }
        }
        model["acrossDepartments"] = true
        model["marks"] = site.marks(result, result.members, acrossDepartments: true)
        model["departments"] = departments
        model["lists"] = result.lists.map { list($0) }
        if result.period.kind == .month, !site.pack.rankings.isEmpty { model["rankings"] = rankings }
        model["lineX"] = x(site.pack.scoring.below)
        model["files"] = site.files(result)
        return site.templates.render(.period, model)
    }

    // MARK: Figures

    private var byValue: [MemberResult] { result.members.sorted { $0.value > $1.value } }

    private var extremes: ViewModel {
        guard let highest = byValue.first, let lowest = byValue.last else {
            return ["highest": "—", "highestWho": "", "lowest": "—", "lowestWho": ""]
        }
        func who(_ member: MemberResult) -> String {
            text.say("\(member.row.name)（\(site.groupName(member.row.group))）", "\(member.row.name) (\(site.groupName(member.row.group)))")
        }
        return [
            "highest": site.shown(highest), "highestWho": who(highest), "lowest": site.shown(lowest), "lowestWho": who(lowest),
        ]
    }

    /// The scale of the drawing of departments: from a little below the lowest value or the line to a little above the highest.
    private func x(_ points: Points) -> String {
        let values = result.members.map { Double($0.value.rounded.hundredths) } + [Double(site.pack.scoring.below.hundredths)]
        let low = (values.min() ?? 0) - 500
        let high = (values.max() ?? 0) + 500
        return text.share((Double(points.hundredths) - low) / (high - low) * 100)
    }

    private var departments: [ViewModel] {
        DepartmentRows(site: site, result: result).rows.map { row in
            var model = row.model
            let values = row.members.map(\.value.rounded)
            let (highest, lowest) = (values.max() ?? .zero, values.min() ?? .zero)
            model["departmentHighest"] = site.shown(row.members.max { $0.value < $1.value }!)
            model["departmentLowest"] = site.shown(row.members.min { $0.value < $1.value }!)
            model["departmentLowestX"] = x(lowest)
            model["departmentHighestX"] = x(highest)
            model["departmentAverageX"] = x(site.mean(row.members) ?? .zero)
            return model
        }
    }

    // MARK: Lists and rankings

    private func list(_ list: ListResult) -> ViewModel {
        let definition = site.pack.lists[list.list]
        let title = definition.files[result.period.kind]?.title ?? definition.title
        var model: ViewModel = [
            "listName": title[site.report.language], "listNote": text.say("依据：第\(definition.clause)条", "article \(definition.clause)"),
            "listCount": "\(list.entries.count)",
        ]
        if !list.entries.isEmpty {
            model["listTable"] = [
                "listRows": list.entries.map { entry -> ViewModel in
                    let member = result.members[entry.result]
                    return [
                        "listDepartment": site.groupName(member.row.group), "listRank": "\(entry.rank)", "listMember": member.row.name,
                        "listMemberId": site.report.memberId(member.member), "listValue": site.shown(member),
                        "listHref": "\(SiteModel.departmentFile(member.row.group))#\(site.anchors[member.member])",
                    ]
                }
            ]
        }
        return model
    }

    private var rankings: ViewModel {
        let rankings = site.pack.rankings
        let rows = DepartmentRows(site: site, result: result).rows.map { row -> ViewModel in
            let cells = rankings.indices.map { index -> ViewModel in
                let winners = row.members.filter { $0.breakdown!.counts[index].points > .zero }.sorted {
                    $0.breakdown!.counts[index].rank < $1.breakdown!.counts[index].rank
                }
                return [
                    "rankingCategory": rankings[index].category[site.report.language], "hasWinners": !winners.isEmpty,
                    "winners": winners.map { member -> ViewModel in
                        let place = member.breakdown!.counts[index]
                        return [
                            "winnerRank": "\(place.rank)", "winnerName": member.row.name, "winnerCount": "\(place.count)",
                            "winnerPoints": text.signed(place.points),
                        ]
                    },
                ]
            }
            return ["rankingDepartment": site.groupName(row.name), "rankingHref": SiteModel.departmentFile(row.name), "rankingCells": cells]
        }
        return [
            "rankingsNote": text.say(
                "各类数量在部门内排名；名次、姓名、数量和加分。并列者同享名次和加分。",
                "Counts ranked within each department: rank, name, count and points. Equal counts share rank and points."),
            "categories": rankings.map { ["categoryName": $0.category[site.report.language]] }, "rankingRows": rows,
        ]
    }
}
