package import GridModel
import Intake
import RulePacks
import Scoring

/// `run/metrics.prom`: the last run in figures, in the text format of Prometheus.
///
/// Like the manifest it holds times, so it is another one after every run; nothing that is filed or compared holds it.
package struct RunMetrics: Sendable {
    static let path = "run/metrics.prom"

    /// When the run was done, and how long it took until this file was written.
    package struct Timing: Sendable {
        let finished: CivilTime
        let seconds: Double

        package init(finished: CivilTime, seconds: Double) {
            self.finished = finished
            self.seconds = seconds
        }
    }

    private let report: RunReport
    private let written: ReportWriter.Written
    private let timing: Timing

    package init(_ report: RunReport, _ written: ReportWriter.Written, _ timing: Timing) {
        self.report = report
        self.written = written
        self.timing = timing
    }

    /// - Parameter outputs: the other files of the run.
    func text(_ outputs: [Manifest.Output]) -> String {
        var text = MetricsText()
        let (intake, book, pack) = (report.intake, report.book, report.pack)
        let summary = Summary(report, written)
        text.gauge("build_info", "What published: version of the program, scheme, start of the rules' digest.") {
            $0.sample(1, ["version": report.version, "scheme": pack.scheme.id, "rules": String(pack.digest.prefix(12))])
        }
        text.gauge("last_success_timestamp_seconds", "When a run has published last.") { $0.sample(timing.finished.unixTime) }
        text.gauge("duration_seconds", "Time from the start of the run until its figures were written.") { $0.sample(milliseconds: timing.seconds) }
        text.gauge("exit_status", "What the run ended with: 0, or 2 if something needs a person.") { $0.sample(summary.needsPerson ? 2 : 0) }
        text.gauge("as_of_timestamp_seconds", "Start of the day the run spoke for, in China.") {
            $0.sample(CivilTime(book.asOf).unixTime)
        }
        let files = intake.files
        text.gauge("input_files", "Files of the input folder, by what became of them.") {
            let (skipped, unknown) = (files.count { $0.kind == .skipped }, files.count { $0.isUnknown })
            $0.sample(files.count - skipped - unknown, ["state": "read"])
            $0.sample(skipped, ["state": "skipped"])
            $0.sample(unknown, ["state": "unknown"])
        }
        text.gauge("input_bytes", "Bytes of the input files, skipped ones left out.") { $0.sample(files.reduce(0) { $0 + $1.size }) }
        text.gauge("records", "Records, by outcome.") {
            for outcome in Outcome.allCases { $0.sample(intake.totals[outcome], ["outcome": outcome.rawValue]) }
        }
        text.gauge("needs_person", "What nobody has mended or acknowledged, by sort.") {
            $0.sample(summary.openRejected, ["sort": "rejected"])
            $0.sample(summary.openConflicts, ["sort": "conflict"])
            $0.sample(summary.openFiles, ["sort": "unknown_file"])
            $0.sample(summary.filed.count, ["sort": "filing"])
        }
        text.gauge("pending_records", "Records that lack only a human act.") { $0.sample(book.pending.count) }
        text.gauge("members", "Members on the roster, active or not.") { $0.sample(intake.roster.members.count) }
        if pack.isScored { text.gauge("postings", "Postings of all scored months.") { $0.sample(book.postingCount) } }
        if !pack.measures.isEmpty {
            text.gauge("cases", "Records behind measures, one for each measure.") { $0.sample(book.measures.cases.count) }
            text.gauge("overdue_cases", "Of these, open though their time is over.") { $0.sample(book.measures.cases.count { $0.isOpen }) }
        }
        text.gauge("months", pack.isScored ? "Scored months." : "Months that are told of.") { $0.sample(book.periods.count { $0.period.kind == .month }) }
        text.gauge("filed_periods", "Periods that are filed.") { $0.sample(written.chain.filings.count) }
        text.gauge("open_corrections", "Filed periods that would now come out differently.") { $0.sample(report.filings.corrections.count) }
        text.gauge("unconfirmed_interpretations", "Interpretations of the regulation that nobody has confirmed.") {
            $0.sample(pack.unconfirmed.count)
        }
        text.gauge("output_files", "Published files, without this one and the manifest.") { $0.sample(outputs.count) }
        text.gauge("output_bytes", "Bytes of these files.") { $0.sample(outputs.reduce(0) { $0 + $1.bytes }) }
        return text.text
    }
}

/// Metrics being written; every name begins with the program's.
private struct MetricsText {
    private(set) var text = ""
    private var name = ""

    mutating func gauge(_ name: String, _ help: String, _ samples: (inout MetricsText) -> Void) {
        self.name = "gridscore_\(name)"
        text += "# HELP \(self.name) \(help)\n# TYPE \(self.name) gauge\n"
        samples(&self)
    }

    mutating func sample(_ value: Int, _ labels: KeyValuePairs<String, String> = [:]) { sample("\(value)", labels) }

    mutating func sample(milliseconds seconds: Double) {
        let milliseconds = Int((seconds * 1000).rounded())
        let decimals = "\(1000 + milliseconds % 1000)".dropFirst()
        sample("\(milliseconds / 1000).\(decimals)", [:])
    }

    private mutating func sample(_ value: String, _ labels: KeyValuePairs<String, String>) {
        let shown = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += name + (shown.isEmpty ? "" : "{\(shown)}") + " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var safe = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": safe += "\\\\"
            case "\"": safe += "\\\""
            case "\n": safe += "\\n"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
