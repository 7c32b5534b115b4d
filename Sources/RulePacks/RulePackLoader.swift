import GridModel

/// Reads a rule pack.
package enum RulePackLoader {
    private static let sections = [
        "scheme", "roster", "scoring", "calendar", "marks", "lists", "notice", "names", "version_column", "logs", "rules", "rankings", "measures", "proposals", "register",
        "examples",
        "hints",
    ]

    /// The pack in a folder of `*.yaml` files, or in one such file.
    ///
    /// - Parameter withExamples: whether its examples are read, which nothing is scored by.
    /// - Throws: everything found wrong with it, in the order of files and lines.
    package static func load(path: String, withExamples: Bool = true) throws(RulePackError) -> RulePack {
        try PackSource(path: path, withExamples: withExamples).pack
    }

    /// Whether a text is a name of lower-case letters, digits, `-` and `_`.
    package static func isIdentifier(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(YAMLCursor.isOfIdentifiers) }

    static func files(at path: String, _ problems: ProblemList) -> PackFiles {
        PackFiles(path: path, allowed: sections, problems: problems)
    }

    /// - Parameter isTrial: whether settings stand there that are only tried.
    static func pack(
        of files: PackFiles, path: String, withExamples: Bool, isTrial: Bool = false, _ problems: ProblemList
    ) throws(RulePackError) -> RulePack {
        let canBeRead = problems.problems.isEmpty || !files.sections.isEmpty
        let pack = canBeRead ? read(files, path: path, withExamples: withExamples, isTrial: isTrial, problems: problems) : nil
        guard let pack, problems.problems.isEmpty else {
            throw RulePackError(problems: sorted(problems.problems))
        }
        return pack
    }

    private static func sorted(_ problems: [PackProblem]) -> [PackProblem] {
        var seen: Set<PackProblem> = []
        return problems.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
            if left.element.file != right.element.file { return precedes(left.element.file, right.element.file) }
            let first = left.element.position ?? .init(line: 0, column: 0)
            let second = right.element.position ?? .init(line: 0, column: 0)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    private static func read(
        _ files: PackFiles, path: String, withExamples: Bool, isTrial: Bool, problems: ProblemList
    ) -> RulePack? {
        func section(_ name: String) -> YAMLCursor? {
            if let cursor = files.sections[name] { return cursor }
            if files.isComplete { problems.add("the pack has no \"\(name)\"", file: path) }
            return nil
        }
        let scheme = section("scheme").flatMap { readScheme($0) }
        let scoring = section("scoring").flatMap { readScoring($0) }
        let rosterFields = section("roster")?.fields(["kind", "subject", "name", "group", "unit", "from", "to"])
        let subject = rosterFields?.require("subject")?.text() ?? ""
        let kinds = section("logs").map { LogLoader(files: files, subject: subject).kinds($0) } ?? []
        let periods = Period.Kind.allCases.filter { $0 != .halfYear || scheme?.halfYears ?? true }
        let lists = ListLoader(periods: periods)
        let marks = files.sections["marks"].map { lists.marks($0) } ?? []
        if let floor = scoring?.floor, marks.contains(where: { $0.cap.map { $0 < floor } ?? false }) {
            files.sections["marks"]?.report("the cap of a mark is below the floor")
        }
        let decisions = rosterFields.flatMap { decisionKind($0, kinds) }.map { [$0] } ?? []
        var rules = RuleLoader(kinds: kinds, marks: marks, hasCalendar: files.sections["calendar"] != nil, periods: periods)
        let isScored = scoring?.isNone == false
        if isScored, files.sections["measures"] == nil { _ = section("rules") }
        if let cursor = files.sections["rules"] { rules.readRules(cursor) }
        if scoring?.isNone == true {
            for name in ["rules", "rankings", "lists", "marks", "notice"] {
                files.sections[name]?.report("\"scoring\" is none: there are no \(name)")
            }
            if files.isComplete, files.sections["measures"] == nil { _ = section("measures") }
        }
        if let cursor = files.sections["rankings"] { rules.readRankings(cursor) }
        let calendar = files.sections["calendar"].flatMap { CalendarLoader(files: files).calendar($0) }
        if let cursor = files.sections["measures"] { rules.readMeasures(cursor, minutesOfDay: calendar?.minutesOfDay) }
        if let scoring = files.sections["scoring"], !scoring.isScalar, let shares = scoring.value(of: "shares") { rules.checkShares(shares) }
        let awardLists = files.sections["lists"].map { lists.lists($0, marks: marks) } ?? []
        if let cursor = files.sections["proposals"] { rules.readProposals(cursor, lists: awardLists) }
        let notice = files.sections["notice"].flatMap { NoticeLoader(lists: awardLists).notice($0) }
        let register = section("register").map { RegisterLoader(files: files, isTrial: isTrial).register($0) } ?? []
        let examples = ExampleLoader(
            kinds: kinds + decisions, lists: awardLists, marks: marks,
            ruleIds: rules.rules.map(\.id) + rules.rankings.map(\.id) + rules.measures.map(\.id) + ["floor", "cap"],
            measureIds: rules.measures.map(\.id), proposalIds: rules.proposals.map(\.id), register: register)
        let given = files.isComplete && withExamples ? files.sections["examples"].map { examples.examples($0) } : nil
        let hints = files.sections["hints"].map { HintSpec($0) } ?? .standard
        guard let scheme, let scoring, let rosterFields, let roster = readRoster(rosterFields, kinds) else { return nil }
        let columns = kinds[roster.kind].columns
        var headers = [(columns[roster.subject].names, "subject"), (columns[roster.name].names, "name"), (columns[roster.group].names, "group")]
            .map { ($0.0, rosterFields[$0.1] ?? rosterFields.cursor) }
        if let unit = roster.unit { headers.append((columns[unit].names, rosterFields["unit"] ?? rosterFields.cursor)) }
        for (section, names) in [
            ("rankings", rules.rankings.map(\.countName)), ("marks", marks.map(\.names)), ("lists", awardLists.map(\.names)),
        ] {
            guard let cursor = files.sections[section] else { continue }
            headers += zip(names, cursor.elements()).map { ($0, $1) }
        }
        TableHeaders.check(headers, group: columns[roster.group].names)
        return RulePack(
            scheme: scheme, kinds: kinds + decisions, roster: roster, scoring: scoring, marks: marks, rules: rules.rules, rankings: rules.rankings,
            measures: rules.measures, proposals: rules.proposals, facts: rules.facts, lists: awardLists, notice: notice, register: register, examples: given ?? [], hints: hints, calendar: calendar,
            digest: files.digest)
    }

    private static func readScheme(_ cursor: YAMLCursor) -> Scheme? {
        let fields = cursor.fields(["id", "title", "organisation", "regulation", "subject", "counter", "all", "in_force", "half_years"])
        guard let id = fields.require("id")?.identifier(), let title = fields.require("title")?.pair(),
            let organisation = fields.require("organisation")?.pair(), let regulation = fields.require("regulation")?.pair(),
            let subject = fields.require("subject")?.pair(), let inForce = fields.require("in_force")?.date()
        else { return nil }
        return Scheme(
            id: id, title: title, organisation: organisation, regulation: regulation, subject: subject, counter: fields["counter"]?.text() ?? "人",
            all: fields["all"]?.pair() ?? TextPair(zh: "全公司", en: "whole company"), inForce: inForce, halfYears: fields["half_years"]?.bool() ?? false)
    }

    private static func readScoring(_ cursor: YAMLCursor) -> ScoringSpec? {
        if cursor.isScalar {
            guard cursor.choice(of: ["none"], sort: "value") != nil else { return nil }
            return ScoringSpec(
                isNone: true, base: .zero, floor: nil, cap: nil, below: .zero, near: .zero, withoutRecords: .scored, partMonth: .full,
                transfer: .lastDay, average: .scored, comparison: .exact, severalRules: .all, withoutValue: .spread)
        }
        let fields = cursor.fields([
            "base", "floor", "cap", "watch", "without_records", "part_month", "transfer", "average", "compare", "several_rules", "shares",
            "without_value",
        ])
        let watch = fields.require("watch")?.fields(["below", "near"])
        guard let base = fields.require("base")?.points(), let below = watch?.require("below")?.points(),
            let near = watch?.require("near")?.points()
        else { return nil }
        let (floor, cap) = (fields["floor"]?.points(), fields["cap"]?.points())
        if let floor, let cap, cap < floor { fields["cap"]?.report("the cap is below the floor") }
        return ScoringSpec(
            isNone: false, base: base, floor: floor, cap: cap, below: below, near: near,
            withoutRecords: fields["without_records"]?.choice(ScoringSpec.WithoutRecords.self) ?? .scored,
            partMonth: fields["part_month"]?.choice(ScoringSpec.PartMonth.self) ?? .full,
            transfer: fields["transfer"]?.choice(ScoringSpec.Transfer.self) ?? .lastDay,
            average: fields["average"]?.choice(ScoringSpec.Average.self) ?? .scored,
            comparison: fields["compare"]?.choice(ScoringSpec.Comparison.self) ?? .exact,
            severalRules: fields["several_rules"]?.choice(ScoringSpec.SeveralRules.self) ?? .all,
            withoutValue: fields["without_value"]?.choice(ScoringSpec.WithoutValue.self) ?? .spread)
    }

    /// The kind of decisions, with the pack's name for the column that says whose record it is.
    private static func decisionKind(_ roster: YAMLCursor.Fields, _ kinds: [LogKind]) -> LogKind? {
        let name = roster["kind"]?.text()
        guard let kind = kinds.first(where: { $0.id == name }) ?? kinds.first else { return nil }
        let member = kind.columns[kind.subjectColumn].names
        let decisions = LogKind.decisions(member: member)
        for column in decisions.columns.indices where column != decisions.subjectColumn {
            let names = decisions.columns[column].names
            if names.english == member.english || names.chinese == member.chinese {
                roster["subject"]?.report("\"\(member.english)\" cannot be the subject: decisions have a column of that name already")
            }
        }
        return decisions
    }

    private static func readRoster(_ fields: YAMLCursor.Fields, _ kinds: [LogKind]) -> RosterSpec? {
        guard let name = fields.require("kind")?.choice(of: kinds.map(\.id), sort: "kind"),
            let kind = kinds.firstIndex(where: { $0.id == name })
        else { return nil }
        let reader = ConditionReader(columns: kinds[kind].columns)
        func column(_ key: String) -> Int? { fields[key].flatMap { reader.column($0) } }
        func day(_ key: String) -> Int? { fields[key].flatMap { reader.timeColumn($0) } }
        for (index, other) in kinds.enumerated() where index != kind && other.decidingTimes.isEmpty {
            fields.cursor.report("the kind \"\(other.id)\" has no deciding time: give it \"time\"; only the roster needs none")
        }
        guard let subject = fields.require("subject").flatMap({ reader.column($0) }),
            let name = fields.require("name").flatMap({ reader.column($0) }), let group = fields.require("group").flatMap({ reader.column($0) })
        else { return nil }
        if kinds[kind].key.first != subject { fields.cursor.report("the key of the roster's kind begins with the subject") }
        return RosterSpec(
            kind: kind, subject: subject, name: name, group: group, unit: column("unit"), from: day("from"), to: day("to"))
    }
}
