import GridModel

/// The headers of the program's own columns in tables that have columns of the pack beside them: two columns of one name could
/// not be told apart.
enum TableHeaders {
    static let own: Set<String> = [
        "month", "quarter", "half_year", "year", "period", "base", "deductions", "bonuses", "ranking_bonus", "measured", "floor_adjustment", "cap_adjustment",
        "score", "average", "months", "rank", "status", "rule", "clause", "wording", "points", "kind", "record_id", "file", "line", "category",
        "count", "measure", "cases", "met", "amount", "unit", "target", "state", "date", "proposal", "range", "proposed", "cause", "decided",
        "signed", "signed_on",
        "月份", "季度", "半年度", "年度", "周期", "基础分", "扣分", "加分", "排名加分", "指标得分", "保底调整", "封顶调整", "得分", "平均分", "计分月数", "状态", "规则", "条款", "事由",
        "分值", "类别", "记录编号", "文件", "行号", "排名项目", "数量", "指标", "件数", "达标", "指标值", "单位", "目标", "达标情况", "日期", "建议", "幅度", "建议值", "依据名单", "决定", "签字",
        "签字日期",
    ]

    /// The header of the column of ranks, by what the roster calls a group.
    static func rank(within group: TextPair) -> TextPair { TextPair(zh: group.chinese + "名次", en: "rank") }

    /// Reports names of columns that stand twice in a table.
    ///
    /// - Parameters:
    ///   - names: what the pack gives, with the place where it does.
    ///   - group: what the roster calls a group.
    static func check(_ names: [(TextPair, YAMLCursor)], group: TextPair) {
        var seen: Set<String> = []
        let own = own.union([rank(within: group).chinese])
        for (pair, cursor) in names {
            for name in pair.both {
                if own.contains(name) { cursor.report("\"\(name)\" heads a column of the program's own tables: give this one another name") }
                if !seen.insert(name).inserted { cursor.report("\"\(name)\" would head two columns of a table") }
            }
        }
    }
}
