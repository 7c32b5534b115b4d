import FoundationEssentials
package import GridModel
package import Scoring

/// What is kept from night to night of the comparison of filed months: what those rested on that came out as filed. As long
/// as they rest on the same, they need not be compared again.
///
/// Nothing else is taken from it: without it every filed month is compared.
package struct ComparisonNote: Sendable {
    private struct Content: Codable {
        struct Entry: Codable {
            let month: String
            /// Digest of the seal that the month was compared with.
            let seal: String
            let basis: UInt64
        }

        let seed: UInt64
        let months: [Entry]
    }

    package let months: ComparedMonths
    /// A period that is being filed: it is compared in any case.
    private let due: Period?

    /// - Parameters:
    ///   - bytes: of the note that was kept; nil or empty if there is none.
    ///   - chain: what is filed; of months that are not, or by another seal, nothing is known.
    ///   - requests: whoever asks for statements of a month asks for its postings: it must not be settled.
    package init(_ bytes: [UInt8]?, _ chain: SealChain, without due: Period? = nil, showing requests: PageRequests) {
        self.due = due
        guard let bytes, let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            months = ComparedMonths(seed: .random(in: .min ... .max), bases: [:])
            return
        }
        var bases: [Month: UInt64] = [:]
        for entry in content.months {
            guard let period = Period(entry.month), case .month(let month) = period, period != due, !chain.isDoubtful(period),
                !requests.needsLedger(of: month),
                chain.filing(of: period)?.digest == entry.seal
            else { continue }
            bases[month] = entry.basis
        }
        months = ComparedMonths(seed: content.seed, bases: bases)
    }

    /// The note to be kept after a run.
    package func bytes(after report: RunReport) -> [UInt8] {
        let entries = report.filings.unchanged.filter { $0.period != due }.compactMap { filing in
            report.book.bases[filing.period.firstMonth].map { Content.Entry(month: "\(filing.period)", seal: filing.digest, basis: $0) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(Content(seed: months.seed, months: entries))).map { Array($0) } ?? []
    }
}
