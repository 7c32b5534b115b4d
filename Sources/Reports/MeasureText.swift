import GridModel
import RulePacks
import Scoring

extension Measure {
    /// What its values are counted in; empty where nothing is said.
    func shownUnit(_ language: Language) -> String { unit?[language] ?? (sort == .rate || sort == .change ? "%" : "") }

    /// The value of a case; nil where a case is only counted.
    func value(of item: RecordedCase) -> Average? {
        switch sort {
        case .sum, .mean: Average(sum: Points(hundredths: Int(item.value) * 100), count: divisor)
        case .count, .rate, .change: nil
        }
    }

    /// A value without its unit, for people: those of changes with a sign, the minus a true one.
    ///
    /// - Parameter kind: the sort of period that it is of; nil for what a value is made of.
    func number(_ value: Average, _ kind: Period.Kind? = nil) -> String {
        let text = kind.map { self.text(value, $0) } ?? "\(value)"
        return switch sort {
        case .count: "\(value.rounded)"
        case .sum, .mean, .rate: text
        case .change: text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : value > Average(.zero) ? "+\(text)" : text
        }
    }

    /// A value with its unit: `98.50%`, `3件`, `3 cases`.
    func shown(_ value: Average, _ language: Language, _ kind: Period.Kind? = nil) -> String {
        let unit = shownUnit(language)
        return number(value, kind) + (language == .chinese || unit.isEmpty || sameBytes(unit, "%") ? unit : " \(unit)")
    }
}

extension RunReport {
    /// What a change is one of, before and now: `12件 → 8件`; nil where that is not known.
    func compared(_ result: MeasureResult) -> String? {
        guard let (of, _) = pack.measures[result.measure].change, let (now, before) = result.compared else { return nil }
        let measure = pack.measures[of]
        return "\(measure.shown(before, language)) → \(measure.shown(now, language))"
    }

    /// How a measure has come to its points: `98.50% × 16`.
    func shown(_ weighing: Weighing) -> String {
        let measure = pack.measures[weighing.measure]
        guard let value = weighing.value else {
            return say("无数值，按满权重\(weighing.weight)计", "no value: all of its weight, \(weighing.weight)")
        }
        // A value is a part of a hundred, whatever it is counted in.
        let isShare = sameBytes(measure.shownUnit(language), "%")
        let text = "\(measure.shown(value, language)) × \(weighing.share.rounded)\(isShare ? "" : "%")"
        if weighing.share.rounded == weighing.weight { return text }
        return text + say("，权重\(weighing.weight)，另分担无数值的指标", ", weight \(weighing.weight) and its share of those without a value")
    }

    /// The same in brackets, to stand behind the wording of a posting; empty where it is none of a measure.
    func weighed(_ source: Posting.Source, of member: Int, in month: Month) -> String {
        guard case .measure(let measure) = source,
            let weighing = book.measures.weighings(of: member, in: month).first(where: { $0.measure == measure })
        else { return "" }
        return say("（\(shown(weighing))）", " (\(shown(weighing)))")
    }
}
