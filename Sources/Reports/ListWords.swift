package import GridModel
package import RulePacks

/// What lists go by, in words: those that take a share, and streaks.
package struct ListWords: Bilingual {
    private let pack: RulePack
    package let language: Language

    package init(_ pack: RulePack, _ language: Language) {
        (self.pack, self.language) = (pack, language)
    }

    /// What a list takes, beside those whose title says it.
    func condition(_ list: AwardList, _ kind: Period.Kind) -> String? {
        switch list.selection {
        case .below, .top(.rank, _, _): nil
        case .top(.share(let share), let within, _): self.share(share, within).joined(separator: say("，", ", "))
        case .streak(let of, let periods): streak(of, periods, kind)
        }
    }

    /// The share of the field, then what becomes of parts of a place and of ties.
    package func share(_ share: TopShare, _ within: Field) -> [String] {
        var parts = [
            within == .group ? say("\(pack.groupWord(language))前\(share.percent)%", "first \(share.percent)% of the group") : say("\(pack.scheme.all.chinese)前\(share.percent)%", "first \(share.percent)% of all")
        ]
        switch share.rounding {
        case .down: parts.append(say("尾数舍去", "rounded down"))
        case .up: parts.append(say("尾数进一", "rounded up"))
        case .nearest: parts.append(say("四舍五入", "rounded to the nearest"))
        }
        if share.atLeast > 0 { parts.append(say("至少\(share.atLeast)名", "at least \(share.atLeast)")) }
        switch share.ties {
        case .all: parts.append(say("末位并列全部列入", "all who tie for the last place are in"))
        case .none: parts.append(say("末位并列超出名额时均不列入", "who tie across the last place are out"))
        }
        return parts
    }

    /// - Parameter kind: the sort of period, if it is known.
    package func streak(_ of: Int, _ periods: Int, _ kind: Period.Kind? = nil) -> String {
        let name = pack.lists[of].names[language]
        return say("连续\(count(periods, kind))列入“\(name)”", "on \"\(name)\" \(count(periods, kind)) in a row")
    }

    /// That a member has been on a list in so many periods in a row, and how many it takes where these are too few.
    func row(_ of: Int, _ done: Int, _ kind: Period.Kind, needed: Int? = nil) -> String {
        let name = pack.lists[of].names[language]
        if done == 0 { return say("本期未列入“\(name)”", "not on \"\(name)\" in this period") }
        guard let needed else { return streak(of, done, kind) }
        return streak(of, done, kind) + say("，满\(count(needed, kind))才列入", ", \(needed) are needed")
    }

    private func count(_ number: Int, _ kind: Period.Kind?) -> String {
        let (chinese, english) =
            switch kind {
            case .month?: ("个月", "month")
            case .quarter?: ("个季度", "quarter")
            case .halfYear?: ("个半年", "half-year")
            case .year?: ("年", "year")
            case nil: ("期", "period")
            }
        return say("\(number)\(chinese)", number == 1 ? "1 \(english)" : "\(number) \(english)s")
    }
}

extension Period {
    /// In how many periods of its sort in a row, this one the last, something holds.
    func row(_ holds: (Period) -> Bool) -> Int {
        var (count, period) = (0, self)
        while holds(period) { (count, period) = (count + 1, period.previous) }
        return count
    }
}
