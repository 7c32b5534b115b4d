/// What a decision does to the postings of a record, or to a row that asks for a person.
package enum Verdict: Int, Sendable, CaseIterable {
    /// Changes nothing: the posting was right.
    case uphold
    /// Takes the posting's points back.
    case reverse
    /// Puts other points of the same rule in their place.
    case amend
    /// Posts a rule where no record did.
    case grant
    /// Takes note of a refused or conflicting record or an unknown file: nobody needs to look at it again.
    case acknowledge

    /// The value of the column.
    package var names: TextPair {
        switch self {
        case .uphold: TextPair(zh: "维持", en: "uphold")
        case .reverse: TextPair(zh: "撤销", en: "reverse")
        case .amend: TextPair(zh: "变更", en: "amend")
        case .grant: TextPair(zh: "增记", en: "grant")
        case .acknowledge: TextPair(zh: "知悉", en: "acknowledge")
        }
    }
}

/// The columns of a decision, in their order.
package enum DecisionColumn: Int, Sendable, CaseIterable {
    case id, posting, record, member, verdict, rule, points, file, line, content, reason, decidedBy, time, updated

    /// The name of every column but the member's, which is the pack's.
    fileprivate var names: TextPair {
        switch self {
        case .id: TextPair(zh: "裁定编号", en: "decision_id")
        case .posting: TextPair(zh: "计分编号", en: "posting")
        case .record: TextPair(zh: "记录编号", en: "record")
        case .member: TextPair(zh: "", en: "")
        case .verdict: TextPair(zh: "裁定", en: "decision")
        case .rule: TextPair(zh: "规则", en: "rule")
        case .points: TextPair(zh: "分值", en: "points")
        case .file: TextPair(zh: "文件", en: "file")
        case .line: TextPair(zh: "行号", en: "line")
        case .content: TextPair(zh: "内容码", en: "content")
        case .reason: TextPair(zh: "理由", en: "reason")
        case .decidedBy: TextPair(zh: "裁定人", en: "decided_by")
        case .time: TextPair(zh: "裁定时间", en: "time")
        case .updated: TextPair(zh: "更新时间", en: "updated")
        }
    }

    fileprivate var type: ColumnType {
        switch self {
        case .id, .record, .member: .id
        case .posting, .rule, .points, .file, .line, .content, .reason, .decidedBy: .text
        case .verdict: .code(values: Verdict.allCases.map(\.names), defaultValue: nil)
        case .time, .updated: .time(endOfDay: false, emptyAfterAsOf: false)
        }
    }

    fileprivate var isRequired: Bool {
        switch self {
        case .id, .verdict, .reason, .decidedBy, .time: true
        case .posting, .record, .member, .rule, .points, .file, .line, .content, .updated: false
        }
    }
}

extension LogKind {
    /// The kind of log that decisions on postings come in. It is the program's own: every pack has it.
    ///
    /// - Parameter member: the names of the column that says whose posting is meant, as in all other logs.
    package static func decisions(member: TextPair) -> LogKind {
        func condition(_ verdicts: [Verdict]) -> Condition {
            Condition(tests: [.code(column: DecisionColumn.verdict.rawValue, values: verdicts.map(\.rawValue), orEmpty: false)])
        }
        return LogKind(
            id: decisionNames.english, names: decisionNames, record: "decision",
            columns: DecisionColumn.allCases.map { column in
                Column(
                    id: column == .member ? member.english : column.names.english, names: column == .member ? member : column.names,
                    type: column.type, isRequired: column.isRequired)
            },
            key: [DecisionColumn.id.rawValue], versions: .last,
            decidingTimes: [DecidingTime(column: DecisionColumn.time.rawValue, condition: .always)],
            checks: [
                .requiredWhere(column: DecisionColumn.member.rawValue, condition: condition([.uphold, .reverse, .amend, .grant])),
                .requiredWhere(column: DecisionColumn.rule.rawValue, condition: condition([.grant])),
                .requiredWhere(column: DecisionColumn.points.rawValue, condition: condition([.amend])),
                .requiredWhere(column: DecisionColumn.file.rawValue, condition: condition([.acknowledge])),
                .requiredWhere(column: DecisionColumn.content.rawValue, condition: condition([.acknowledge])),
            ],
            versionColumn: DecisionColumn.updated.rawValue, subjectColumn: DecisionColumn.member.rawValue, isDecisions: true)
    }

    /// The names of the kind of decisions, which no kind of a pack may have.
    package static let decisionNames = TextPair(zh: "裁定", en: "decisions")
}
