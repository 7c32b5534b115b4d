package import GridModel
package import Intake
import RulePacks
import Scoring

/// Hints that take another reading of the logs: what stands close together in time, what nothing takes, times that look odd.
///
/// They are made when somebody asks and stand in no published file. They cost nobody a point.
package struct RecordHints: Bilingual, Sendable {
    let report: RunReport
    package var language: Language { report.language }
    let month: Month
    let text: PageText
    private let words: PageWords
    /// The results of the month.
    let result: PeriodResult
    private let plan: RecordTally.Plan
    var tally: RecordTally
    /// The group that is asked about; nil for the whole company.
    let group: Int?

    /// - Parameter department: whose hints are wanted; nil for all.
    /// - Returns: nil if the month is not scored, or there is no such department.
    package init?(_ report: RunReport, _ month: Month, department: String?) {
        guard let result = report.book.result(of: .month(month)) else { return nil }
        (self.report, self.month, self.result) = (report, month, result)
        (text, words) = (PageText(language: report.language), PageWords(report))
        group = department.flatMap { name in report.book.groups.firstIndex { sameBytes($0, name) } }
        if department != nil, group == nil { return nil }
        var groups = [Int32](repeating: -1, count: report.intake.roster.members.count)
        for member in result.members { groups[member.member] = Int32(member.group) }
        var winners = report.pack.rankings.map { _ in [Bool](repeating: false, count: groups.count) }
        for member in result.members {
            for (ranking, place) in (member.breakdown?.counts ?? []).enumerated() where place.points != .zero {
                winners[ranking][member.member] = true
            }
        }
        let end = min(month.lastDay, report.book.asOf)
        let first = CivilDate(dayNumber: max(month.firstDay.dayNumber, end.dayNumber - Int32(report.pack.hints.lastDays.days) + 1))
        plan = RecordTally.Plan(pack: report.pack, month: month, lastDays: first, groups: groups, winners: winners)
        tally = RecordTally(plan)
    }

    /// Reads the logs once more.
    ///
    /// - Throws: `IntakeFailure`.
    package mutating func read(_ folder: InputFolder, _ reader: LogReader) async throws {
        for part in try await reader.readAgain(folder, after: report.intake, RecordTally(plan), { $0.see($1) }) { tally += part }
    }

    /// All hints, those that bear on places first; sorts without any are left out.
    package var tables: [HintTable] {
        [bursts, lastDays, untaken, midnights, nights, late, atOnce].filter { !$0.rows.isEmpty }
    }

    /// The title of the whole.
    package var title: String {
        let whose =
            group.map { report.book.groups[$0].isEmpty ? text.say("（未填）", "(none given)") : report.book.groups[$0] }
            ?? report.pack.scheme.all[report.language]
        return text.say("\(whose) \(text.label(.month(month)))的提示", "Hints for \(text.label(.month(month))), \(whose)")
    }

    /// What is to be known before they are read.
    package var lead: String {
        if !report.pack.isScored {
            return text.say(
                "数据截至\(report.book.asOf)。提示只供核对：不改变任何数值，也不说明谁有差错。",
                "As of \(report.book.asOf). Hints are for looking only: they change no value and say of nobody that something is wrong.")
        }
        return text.say(
            "数据截至\(report.book.asOf)。提示只供核对：不计分，不影响名次和名单，也不说明谁有差错。",
            "As of \(report.book.asOf). Hints are for looking only: they post nothing, change no rank or list, and say of nobody that something is wrong."
        )
    }

    // MARK: Words

    private func isMeant(_ group: Int) -> Bool { self.group.map { $0 == group } ?? true }

    private func source(_ place: RecordTally.Place?) -> String { place.map { "\(report.intake.files[$0.file].name):\($0.line)" } ?? "" }

    /// The values of the coded columns of some records.
    private func content(_ sort: RecordTally.Sort) -> String {
        let columns = report.pack.kinds[sort.kind].columns
        let parts = zip(columns, sort.codes).compactMap { column, code -> String? in
            guard case .code(let values, _) = column.type else { return nil }
            let value = code < 0 ? say("空", "empty") : values[Int(code)][report.language]
            return "\(column.names[report.language]) \(value)"
        }
        return parts.joined(separator: say("，", ", "))
    }

    private func name(_ member: Int) -> String {
        let row = result.members.first { $0.member == member }?.row
        return "\(row?.name ?? report.lastName(member)) \(report.memberId(member))"
            + (group == nil ? say("（\(row?.group ?? "")）", " (\(row?.group ?? ""))") : "")
    }

    private func groupName(_ group: Int32) -> String { group < 0 ? "" : report.book.groups[Int(group)] }

    private func place(_ rank: Int, _ points: Points) -> String {
        let rank = say("第\(rank)名", "rank \(rank)")
        return points == .zero ? rank : "\(rank) \(points.signed)"
    }

    private var subject: String { report.pack.scheme.subject[report.language] }
    private var records: String { say("条数", "Records") }
    private var first: String { say("第一条", "The first") }
    private var kind: String { Word.kind[report.language] }

    // MARK: Places

    /// The place of a member if the counts of a ranking were others.
    private func place(of index: Int, _ ranking: Int, _ count: (Int) -> Int) -> MemberResult.Count {
        let all = result.members.indices
        let field = report.pack.rankings[ranking].within == .all ? Array(all) : all.filter { result.members[$0].group == result.members[index].group }
        let counts = field.map { count($0) }
        let standings = Standings(report.pack, asOf: report.book.asOf)
        let asksForDays = report.pack.rankings[ranking].partMonth != .full
        let days = asksForDays ? field.map { standings.activeDays(report.intake.roster.members[result.members[$0].member], in: month) } : []
        let places = standings.places(in: ranking, month, counts: counts, days: days, groups: [Array(field.indices)])
        return places[field.firstIndex(of: index)!]
    }

    private func known(_ index: Int, _ ranking: Int) -> MemberResult.Count { result.members[index].breakdown!.counts[ranking] }

    /// The winners of each ranking who are meant.
    private var winners: [(ranking: Int, index: Int)] {
        report.pack.rankings.indices.flatMap { ranking in
            result.members.indices.filter { isMeant(result.members[$0].group) && known($0, ranking).points != .zero }.map { (ranking, $0) }
        }
    }

    private var bursts: HintTable {
        let spec = report.pack.hints.burst
        var rows: [[String]] = []
        for (ranking, index) in winners {
            let found = Self.bursts(tally.events[[ranking, result.members[index].member]] ?? [], spec.records, Int64(spec.minutes) * 60)
            let spare = found.reduce(0) { $0 + $1.count - 1 }
            if spare == 0 { continue }
            let now = known(index, ranking)
            let then = place(of: index, ranking) { known($0, ranking).count - ($0 == index ? spare : 0) }
            if then.points == now.points { continue }
            for burst in found {
                rows.append([
                    name(result.members[index].member), report.pack.rankings[ranking].category[report.language],
                    "\(report.kindName(burst[0].sort.kind)) \(content(burst[0].sort))", "\(burst.count)",
                    "\(CivilTime(seconds: burst[0].time)) – \(CivilTime(seconds: burst[burst.count - 1].time).description.suffix(8))",
                    source(burst[0].place), "\(place(now.rank, now.points)) → \(place(then.rank, then.points))",
                ])
            }
        }
        return HintTable(
            say("短时间内成批的相同记录", "Bursts of equal records"),
            say(
                "\(spec.minutes)分钟内不少于\(spec.records)条、内容相同；各串只算一条的话，名次加分会变。请核对是否同一件事拆成几条，或一次群发记了几条。",
                "\(spec.records) or more within \(spec.minutes) minutes; if each lot counted once, points of the ranking would change. Is it one matter split up, or one message to several groups?"
            ), [subject, say("排名", "Ranking"), say("记录", "Records"), records, say("时间", "Time"), first, say("只算一条", "Counted once")],
            numeric: [3], rows: rows)
    }

    /// Lots of equal records that lie close together.
    static func bursts(_ events: [RecordTally.Event], _ least: Int, _ seconds: Int64) -> [[RecordTally.Event]] {
        var found: [[RecordTally.Event]] = []
        for (_, same) in Dictionary(grouping: events, by: \.sort) where same.count >= least {
            let ordered = same.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
            var start = 0
            while start < ordered.count {
                var end = start + 1
                while end < ordered.count, ordered[end].time - ordered[start].time <= seconds { end += 1 }
                if end - start >= least {
                    found.append(Array(ordered[start..<end]))
                    start = end
                } else {
                    start += 1
                }
            }
        }
        return found.sorted { ($0[0].time, $0[0].place.file, $0[0].place.line) < ($1[0].time, $1[0].place.file, $1[0].place.line) }
    }

    private var lastDays: HintTable {
        let spec = report.pack.hints.lastDays
        let end = min(month.lastDay, report.book.asOf)
        let before = Int(end.dayNumber - month.firstDay.dayNumber) + 1 - spec.days
        var rows: [[String]] = []
        func last(_ index: Int, _ ranking: Int) -> Int { tally.lastDays[[ranking, result.members[index].member]] ?? 0 }
        for (ranking, index) in winners where before > 0 {
            let (now, late) = (known(index, ranking), last(index, ranking))
            let early = now.count - late
            guard late > 0, late * before >= spec.times * early * spec.days else { continue }
            let then = place(of: index, ranking) { known($0, ranking).count - last($0, ranking) }
            if then.points == now.points { continue }
            rows.append([
                name(result.members[index].member), report.pack.rankings[ranking].category[report.language], "\(late)", "\(early)",
                "\(place(then.rank, then.points)) → \(place(now.rank, now.points))",
            ])
        }
        return HintTable(
            say("期末几天突增、改变了名次", "Counts that jump in the last days and decide a place"),
            say(
                "最后\(spec.days)天平均每天不少于此前的\(spec.times)倍；没有这几天，名次加分不同。请核对是否集中补记。",
                "On the last \(spec.days) days \(spec.times) times as many a day as before, or more; without these days points would be others. Were they entered together afterwards?"
            ),
            [
                subject, say("排名", "Ranking"), say("最后\(spec.days)天", "Last \(spec.days) days"),
                say("此前\(max(0, before))天", "\(max(0, before)) days before"),
                say("名次：此前 → 现在", "Place: before → now"),
            ], numeric: [2, 3], rows: rows)
    }

    // MARK: What nothing takes

    private var untaken: HintTable {
        var sums: [(sort: RecordTally.Sort, count: RecordTally.Count)] = tally.untaken.compactMap { sort, counts in
            var sum = RecordTally.Count()
            for (group, count) in counts.sorted(by: { $0.key < $1.key }) where isMeant(Int(group)) {
                let isEarlier = sum.first.map { one in count.first.map { ($0.file, $0.line) < (one.file, one.line) } ?? false } ?? true
                let first = isEarlier ? count.first : sum.first
                sum += count
                sum.first = first
            }
            return sum.number == 0 ? nil : (sort, sum)
        }
        sums.sort { one, other in
            if one.count.number != other.count.number { return one.count.number > other.count.number }
            return (one.sort.kind, one.sort.codes.description) < (other.sort.kind, other.sort.codes.description)
        }
        return HintTable(
            report.pack.isScored
                ? say("不涉及任何条款和排名的记录", "Records that no rule and no ranking takes")
                : say("不涉及任何指标和建议的记录", "Records that no measure and no proposal takes"),
            say(
                "\(words.untakenMeans)。请看有没有本该涉及条款、却登记成别的内容的。",
                "\(words.untakenMeans). Are some among them entered as something else than they are?"),
            [kind, say("内容", "Content"), records, first], numeric: [2],
            rows: sums.map { [report.kindName($0.sort.kind), content($0.sort), "\($0.count.number)", source($0.count.first)] })
    }

    // MARK: Times

    private var midnights: HintTable {
        let spec = report.pack.hints.midnight
        var rows: [[String]] = []
        for (file, groups) in tally.clocks.sorted(by: { $0.key < $1.key }) {
            for (group, clocks) in groups.sorted(by: { $0.key < $1.key }) where isMeant(Int(group)) {
                let bare = clocks.midnight + clocks.dayOnly
                guard bare >= spec.records, bare * 100 >= clocks.all * spec.percent else { continue }
                rows.append([
                    report.intake.files[file].name, groupName(group), "\(clocks.all)", "\(clocks.midnight)", "\(clocks.dayOnly)",
                ])
            }
        }
        return HintTable(
            say("时刻多为零点的文件", "Files with times at midnight"),
            say(
                "不少于\(spec.records)条、占\(spec.percent)%以上。请核对导出时是否丢了时刻。",
                "\(spec.records) records or more, and \(spec.percent) % or more. Did an export lose the time of day?"),
            [
                Word.file[report.language], words.department, say("条数", "Records"), say("其中00:00:00", "At 00:00:00"),
                say("其中只有日期", "Day alone"),
            ],
            numeric: [2, 3, 4], rows: rows)
    }

    private var nights: HintTable {
        let spec = report.pack.hints.night
        let found = tally.nights.filter { $0.value.number >= spec.records && isMeant(Int(plan.groups[$0.key])) }
            .sorted { ($1.value.number, $0.key) < ($0.value.number, $1.key) }
        return HintTable(
            say("深夜的记录", "Records at night"),
            say(
                "时刻在\(spec.from)时至次日\(spec.to)时，一人不少于\(spec.records)条。请核对时刻是否写对。",
                "From \(spec.from) to \(spec.to) o’clock, \(spec.records) or more of one member. Are the times right?"),
            [subject, records, first], numeric: [1], rows: found.map { [name($0.key), "\($0.value.number)", source($0.value.first)] })
    }

    private var late: HintTable {
        var rows: [[String]] = []
        for (kind, groups) in tally.late.sorted(by: { $0.key < $1.key }) {
            for (group, count) in groups.sorted(by: { $0.key < $1.key }) where isMeant(Int(group)) {
                rows.append([report.kindName(kind), groupName(group), "\(count.number)", "\(count.greatest)", source(count.first)])
            }
        }
        return HintTable(
            say("事后很久才有的记录", "Records long after the fact"),
            say(
                "更新时间比发生时间晚\(report.pack.hints.lateDays)天以上。",
                "Their last version is more than \(report.pack.hints.lateDays) days later than the fact."),
            [kind, words.department, records, say("最长天数", "Days at most"), first], numeric: [2, 3], rows: rows)
    }

    private var atOnce: HintTable {
        let found = tally.atOnce.filter { $0.value.number >= report.pack.hints.atOnce && isMeant(Int(plan.groups[$0.key[0]])) }
            .sorted { one, other in
                one.value.number == other.value.number ? one.key.lexicographicallyPrecedes(other.key) : one.value.number > other.value.number
            }
        return HintTable(
            say("前后两个时刻完全相同的记录", "Records of which two times are the very same"),
            say(
                "例如受理的同一秒办结，一人不少于\(report.pack.hints.atOnce)条。请核对是否事后一并登记。",
                "Closed in the second in which they were opened, \(report.pack.hints.atOnce) or more of one member. Were both entered afterwards?"),
            [subject, kind, say("时刻", "Times"), records, first], numeric: [3],
            rows: found.map { key, count in
                let kind = report.pack.kinds[key[1]]
                var columns = ""
                if case .notBefore(let column, let earlier) = kind.checks[key[2]] {
                    columns = "\(kind.columns[earlier].names[report.language]) = \(kind.columns[column].names[report.language])"
                }
                return [name(key[0]), report.kindName(key[1]), columns, "\(count.number)", source(count.first)]
            })
    }
}
