package import GridModel

extension SealChain.Problem {
    /// What a person reads.
    package func text(_ language: Language) -> String {
        return switch self {
        case .missing(let number): language.say("缺第\(number)号备案", "seal no. \(number) is missing")
        case .unreadable(let folder): language.say("filed/\(folder) 无法读取或内容不符", "filed/\(folder) cannot be read, or is not what its name says")
        case .broken(let folder): language.say("filed/\(folder) 在备案后被改动", "filed/\(folder) was changed after the next seal was made")
        case .cutOff(let known, let found): language.say("备案应有\(known)号，只有\(found)号", "there were \(known) seals, and there are \(found)")
        case .added(let folder): language.say("filed/\(folder) 不在已发布的备案之列", "filed/\(folder) was not there when the tree was published")
        case .replaced(let folder): language.say("filed/\(folder) 不是上次发布时的那一号", "filed/\(folder) is not the seal that was published")
        }
    }
}

extension Filing {
    /// What a person reads when a seal has been made.
    package func text(_ language: Language) -> String {
        let act =
            switch seal.action {
            case .file: language.say("\(period) 已备案", "\(period) is filed")
            case .correct: language.say("\(period) 已更正备案（第\(seal.revision)版）", "\(period) is filed as corrected (revision \(seal.revision))")
            case .unfile: language.say("\(period) 的备案已撤销", "the filing of \(period) is taken back")
            }
        return language.say("\(act)，第\(seal.number)号，校验码 \(digest)", "\(act): seal no. \(seal.number), digest \(digest)")
    }
}

extension FilingRefusal {
    /// What a person reads: why, and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .nothingPublished: return language.say("尚无发布的结果，请先运行 gridscore run", "nothing has been published yet: run gridscore run first")
        case .brokenChain: return language.say("备案封存有误，请用 gridscore verify 查看", "the seals do not hold: see gridscore verify")
        case .notScored(let period): return language.say("\(period) 没有计分", "\(period) is not scored")
        case .provisional(let period): return language.say("\(period) 尚未结束，结果为暂定", "\(period) has not ended: it is provisional")
        case .alreadyFiled(let period, let by, let at):
            return language.say("\(period) 已由\(by)于\(at.prefix(10))备案", "\(period) was filed by \(by) on \(at.prefix(10)) already")
        case .outOfOrder(let period, let first): return language.say("先备案 \(first)，才能备案 \(period)", "\(first) must be filed before \(period)")
        case .changed(let period):
            return language.say(
                "\(period) 的结果与已发布的不同（记录、规则或语言有变）：请先运行 gridscore run，看过再备案",
                "\(period) would not be what was published (logs, rules or language have changed): run gridscore run, look at it, and file again")
        case .undone(let period, let pending, let refused, let corrections):
            var parts: [String] = []
            if pending > 0 { parts.append(language.say("待处理\(pending)条，见 run/pending.csv", "\(pending) records are pending, see run/pending.csv")) }
            if refused > 0 {
                parts.append(language.say("拒收、冲突或无法识别\(refused)条，见 run/rejects.csv", "\(refused) records or files were refused, see run/rejects.csv"))
            }
            if !corrections.isEmpty {
                let list = corrections.map { "\($0)" }.joined(separator: language.say("、", ", "))
                parts.append(language.say("更正单未登记：\(list)", "corrections are open: \(list)"))
            }
            let reasons = parts.joined(separator: language.say("；", "; "))
            return language.say(
                "\(period) 还有未决事项：\(reasons)。照准备案请加 --accept-pending 理由",
                "\(period) has open matters: \(reasons). To file all the same give --accept-pending REASON")
        case .nothingToCorrect(let period): return language.say("\(period) 没有更正单", "\(period) has no correction sheet")
        case .notFiled(let period): return language.say("\(period) 没有备案", "\(period) is not filed")
        case .notLast(let period, let last):
            return language.say("只能撤销最后一次备案（\(last)），不能撤销 \(period)", "only the last filing (\(last)) can be taken back, not \(period)")
        }
    }
}

extension Verification {
    package func summary(_ language: Language) -> String {
        language.say("核对无误：文件\(files)个，备案\(seals)号", "all is as it should be: \(files) files, \(seals) seals")
    }
}

extension Verification.Finding {
    /// What a person reads.
    package func text(_ language: Language) -> String {
        func told(_ row: Verification.Row?) -> String {
            guard let row else { return "" }
            return language.say(
                "；第\(row.number)行现为“\(row.found)”，应为“\(row.expected)”", "; row \(row.number) is \"\(row.found)\", should be \"\(row.expected)\"")
        }
        let text =
            switch self {
            case .nothingPublished: language.say("没有已发布的结果", "nothing is published")
            case .chain(let problem): language.say("备案封存有误：", "seals do not hold: ") + problem.text(language)
            case .noSeal(let digest): language.say("没有校验码为 \(digest) 的备案", "\(digest): no seal has this digest")
            case .copy(let path, let isMissing):
                isMissing
                    ? language.say("\(path)：备案副本缺失", "\(path): the filed copy is missing")
                    : language.say("\(path)：备案副本被改动", "\(path): the filed copy was changed")
            case .unsealed(let path): language.say("\(path)：不属于该号备案", "\(path): does not belong to the seal")
            case .filedFile(let path, let isMissing, let row):
                isMissing
                    ? language.say("\(path)：已备案，文件缺失", "\(path): filed, and missing")
                    : language.say("\(path)：备案后被改动", "\(path): was changed after it was filed") + told(row)
            case .publishedFile(let path, let isMissing, let row):
                isMissing
                    ? language.say("\(path)：文件缺失", "\(path): is missing")
                    : language.say("\(path)：发布后被改动", "\(path): was changed after it was published") + told(row)
            case .outdated(let path, let row): language.say("\(path)：按现有记录和规则结果不同", "\(path): logs and rules now give something else") + told(row)
            case .unpublished(let path): language.say("\(path)：按现有记录和规则应有此文件", "\(path): logs and rules give this file, and it is not published")
            case .surplus(let path): language.say("\(path)：按现有记录和规则不应有此文件", "\(path): is published, and logs and rules do not give it")
            case .correction(let period, let first):
                language.say("\(period) 备案后结果有变：\(first)", "\(period): would now come out differently than filed: \(first)")
            }
        return TerminalText.safe(text, longest: 1000)
    }
}
