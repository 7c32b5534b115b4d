import GridModel

/// The engine's own words in headers and coded values; a scheme's words come from its pack.
enum Word: String {
    case month, quarter
    case halfYear = "half_year"
    case year, base, deductions, bonuses, status, rule, clause, wording, points, kind, file, line, category, count
    case months, average, outcome, field, value, message, format, encoding, bytes, read, score, sha256
    case rankingBonus = "ranking_bonus"
    case measured, measure, amount, cases, met, breach, unit, target, state, date, proposal, range, proposed, cause, decided, signed
    case signedOn = "signed_on"
    case `case`
    case floorAdjustment = "floor_adjustment"
    case capAdjustment = "cap_adjustment"
    case recordId = "record_id"
    case final, provisional, skipped, unknown, yes, no
    case unknownFile = "unknown-file"
    case item, filed, before, now, effect, change, added, removed, changed
    case result, posting, pending, reject, period, rules, version
    case filedPoints = "filed_points"
    case used, duplicate, superseded, conflict, future, inactive, rejected

    subscript(_ language: Language) -> String {
        language == .english ? rawValue : chinese
    }

    init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .used: .used
            case .duplicate: .duplicate
            case .superseded: .superseded
            case .conflict: .conflict
            case .future: .future
            case .inactive: .inactive
            case .rejected: .rejected
            }
    }

    init(_ isTrue: Bool) {
        self = isTrue ? .yes : .no
    }

    init(_ period: Period.Kind) {
        self =
            switch period {
            case .month: .month
            case .quarter: .quarter
            case .halfYear: .halfYear
            case .year: .year
            }
    }

    private var chinese: String {
        switch self {
        case .month: "月份"
        case .quarter: "季度"
        case .halfYear: "半年度"
        case .year: "年度"
        case .base: "基础分"
        case .deductions: "扣分"
        case .bonuses: "加分"
        case .rankingBonus: "排名加分"
        case .measured: "指标得分"
        case .measure: "指标"
        case .amount: "指标值"
        case .cases: "件数"
        case .met: "达标"
        case .breach: "未达标"
        case .case: "指标记录"
        case .unit: "单位"
        case .target: "目标"
        case .state: "达标情况"
        case .date: "日期"
        case .proposal: "建议"
        case .range: "幅度"
        case .proposed: "建议值"
        case .cause: "依据名单"
        case .decided: "决定"
        case .signed: "签字"
        case .signedOn: "签字日期"
        case .floorAdjustment: "保底调整"
        case .capAdjustment: "封顶调整"
        case .score: "得分"
        case .status: "状态"
        case .rule: "规则"
        case .clause: "条款"
        case .wording: "事由"
        case .points: "分值"
        case .kind: "类别"
        case .recordId: "记录编号"
        case .file: "文件"
        case .line: "行号"
        case .category: "排名项目"
        case .count: "数量"
        case .months: "计分月数"
        case .average: "平均分"
        case .outcome: "处理结果"
        case .field: "字段"
        case .value: "原值"
        case .message: "说明"
        case .format: "格式"
        case .encoding: "编码"
        case .bytes: "字节数"
        case .sha256: "sha256"
        case .read: "读入"
        case .item: "项目"
        case .filed: "备案值"
        case .before: "前值"
        case .result: "结果"
        case .posting: "计分"
        case .pending: "待处理"
        case .reject: "未采用"
        case .period: "周期"
        case .rules: "规则"
        case .version: "程序"
        case .now: "现值"
        case .effect: "影响"
        case .change: "变动"
        case .added: "新增"
        case .removed: "取消"
        case .changed: "变更"
        case .filedPoints: "备案分值"
        case .used: "采用"
        case .duplicate: "重复"
        case .superseded: "已更新"
        case .conflict: "冲突"
        case .future: "未到"
        case .inactive: "不在岗"
        case .rejected: "拒收"
        case .final: "正式"
        case .provisional: "暂定"
        case .unknownFile: "无法识别"
        case .skipped: "跳过"
        case .unknown: "未知"
        case .yes: "是"
        case .no: "否"
        }
    }
}
