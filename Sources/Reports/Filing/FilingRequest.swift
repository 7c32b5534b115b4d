package import GridModel
import Intake
import RulePacks
import Scoring

/// What somebody wants to file or to take back.
package struct FilingRequest: Sendable {
    package let action: Seal.Action
    package let period: Period
    package let by: String
    package let note: String
    /// Why it shall be filed although something is pending; nil if nobody said so.
    package let accepted: String?
    /// When: `2026-11-03T09:12:00+08:00`.
    package let at: String

    package init(_ action: Seal.Action, _ period: Period, by: String, note: String, accepted: String? = nil, at: String) {
        self.action = action
        self.period = period
        self.by = by
        self.note = note
        self.accepted = accepted
        self.at = at
    }

    /// The period that is being filed.
    var filed: Period? { action == .unfile ? nil : period }

    /// The period whose results of today shall stand.
    package var correcting: Period? { action == .correct ? period : nil }
}

/// Why something cannot be filed or taken back.
package enum FilingRefusal: Error, Sendable {
    case nothingPublished
    /// The chain of seals does not hold.
    case brokenChain
    case notScored(Period)
    case provisional(Period)
    case alreadyFiled(Period, by: String, at: String)
    /// An earlier period of the same sort, or a month of it, is to be filed first.
    case outOfOrder(Period, first: Period)
    /// What would be filed is not what was published last.
    case changed(Period)
    /// Something is undone: pending records, records and files refused, open corrections of its months and of periods that its lists go by.
    case undone(Period, pending: Int, refused: Int, corrections: [Period])
    case nothingToCorrect(Period)
    case notFiled(Period)
    /// Only the filing made last can be taken back.
    case notLast(Period, last: Period)
}

extension FilingRequest {
    /// What keeps the request from being carried out, told before anything is read.
    package func refusal(_ chain: SealChain, _ published: PublishedManifest?) -> FilingRefusal? {
        if published == nil { return .nothingPublished }
        if !chain.problems.isEmpty { return .brokenChain }
        let filing = chain.filing(of: period)
        switch action {
        case .file: return filing.map { .alreadyFiled(period, by: $0.seal.by, at: $0.seal.at) }
        case .correct: return filing == nil ? .notFiled(period) : nil
        case .unfile:
            guard filing != nil, let last = chain.last else { return .notFiled(period) }
            return last.period == period ? nil : .notLast(period, last: last.period)
        }
    }

    /// What keeps a scored run from being filed.
    package func refusal(_ report: RunReport, _ origins: PostingOrigins, _ published: PublishedManifest) throws -> FilingRefusal? {
        guard action != .unfile else { return nil }
        guard let result = report.book.result(of: period) else { return .notScored(period) }
        guard result.isFinal else { return .provisional(period) }
        let chain = report.filings.chain
        if action == .file {
            let months = report.book.periods.map(\.period).filter { $0.kind == .month && period.contains($0.firstMonth) && $0 != period }
            let earlier = report.book.periods.map(\.period).filter { $0.kind == period.kind && $0.lastMonth < period.firstMonth }
            if let first = (months + earlier).first(where: { chain.filing(of: $0) == nil }) { return .outOfOrder(period, first: first) }
        } else if report.filings.correction(of: period) == nil {
            return .nothingToCorrect(period)
        }
        // What was looked at is what is filed.
        let outputs = Set(published.outputs)
        let tables =
            report.filings.correction(of: period)?.files(report) ?? PeriodTables(report: report, origins: origins, result: result).files
        for table in tables {
            if !outputs.contains(try table.described()) { return .changed(period) }
        }
        let undone = undone(report)
        return accepted == nil && !undone.isEmpty
            ? .undone(period, pending: undone.pending, refused: undone.refused, corrections: undone.corrections) : nil
    }

    /// What awaits a person that may change the period.
    struct Undone {
        let pending: Int
        let refused: Int
        let corrections: [Period]

        var isEmpty: Bool { pending + refused + corrections.count == 0 }
    }

    func undone(_ report: RunReport) -> Undone {
        let pending = report.book.pending.filter { period.contains($0.month ?? $0.day.month) || period.contains($0.day.month) }
        var wording = RejectWording(report, isMasked: false)
        var refused = 0
        // Of what could not be read nobody knows the month.
        for reject in report.rejects where reject.month.map({ period.contains($0) }) ?? true {
            wording.show(reject) { if $0.needsPerson { refused += 1 } }
        }
        let open = report.filings.corrections.map(\.period).filter { report.pack.goes(period, by: $0) }
        return Undone(pending: pending.count, refused: refused, corrections: open)
    }

    /// The seal of what has been written.
    func seal(_ report: RunReport, files: [Manifest.Output]) -> Seal {
        let chain = report.filings.chain
        let isTaken = action == .unfile
        // Of a filing that is taken back the chain knows no more.
        let revision = (chain.filing(of: period)?.seal.revision ?? 0) + 1
        return Seal(
            number: chain.nextNumber, action: action, period: "\(period)",
            revision: revision, by: by, note: note, accepted: action != .unfile && !undone(report).isEmpty ? accepted ?? "" : "", at: at,
            as_of: "\(report.book.asOf)", from: report.from.map { "\($0)" } ?? "", language: report.language, version: report.version,
            scheme: report.pack.scheme.id, rules_sha256: report.pack.digest,
            inputs: isTaken
                ? [] : report.intake.files.filter { $0.kind != .skipped }.map { Seal.Input(file: $0.name, bytes: $0.size, sha256: $0.digest) },
            files: isTaken ? [] : files, previous: chain.lastDigest)
    }
}
