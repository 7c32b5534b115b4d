import ArgumentParser
import GridModel
import Glibc

extension Language: ExpressibleByArgument {}

/// The options that `run`, `check` and `explain` share.
struct ScoringOptions: ParsableArguments {
    @OptionGroup var pack: SchemeOptions

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "Folder with the logs, read recursively (default: input; of another scheme than the usual one input/@ID).", valueName: "folder"),
        completion: .directory)
    var givenInput: String?

    @Option(
        name: .customLong("as-of"), help: ArgumentHelp("The day the run speaks for, e.g. 2026-10-31 (default: today in China).", valueName: "date"))
    var asOf: String?

    @Option(help: ArgumentHelp("First month to score, e.g. 2026-01 (default: that of the earliest record).", valueName: "month"))
    var from: String?

    @Option(help: ArgumentHelp("Language of headers, values and reports: zh or en (default: zh).", valueName: "zh|en"))
    var language: Language?

    @Option(help: ArgumentHelp("Threads to use (default: one a processor). The result is the same with any number.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "End with 65 and publish nothing if a file is broken off.")
    var strict = false

    func validate() throws {
        try pack.check()
        // A clock that has lost the year would publish a company without records.
        if asOf == nil, !(2000...2099).contains(Clock.today.components.year) {
            throw ValidationError("the clock says \(Clock.today): expected a date from 2000 to 2099; set the clock, or give --as-of")
        }
        if let asOf, CivilDate(iso: asOf).map({ !(2000...2099).contains($0.components.year) }) ?? true {
            throw ValidationError("--as-of \(asOf): expected a date from 2000 to 2099 such as 2026-10-31")
        }
        if let from, Month(iso: from) == nil { throw ValidationError("--from \(from): expected a month such as 2026-01") }
        if let fromMonth, fromMonth > asOfDate.month { throw ValidationError("--from \(fromMonth) is after the month of the as-of date \(asOfDate)") }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs \(jobs): expected a whole number from 1 to 1024") }
    }

    var input: String { givenInput ?? pack.input }
    var rules: String { pack.rules }
    var asOfDate: CivilDate { asOf.flatMap { CivilDate(iso: $0) } ?? Clock.today }
    var fromMonth: Month? { from.flatMap { Month(iso: $0) } }
    var languageOrDefault: Language { language ?? .chinese }
    var jobCount: Int { jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// The options of commands that publish.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Folder that the results are published in (default: output; of another scheme than the usual one output@ID).", valueName: "folder"),
        completion: .directory)
    var givenOutput: String?

    @Flag(help: "Say nothing unless something needs a person.")
    var quiet = false

    func folder(_ pack: SchemeOptions) -> String { givenOutput ?? pack.output }
}

/// The only place that reads the clock.
enum Clock {
    /// Today in China, UTC+8 at every date.
    static var today: CivilDate { now.date }

    static var now: CivilTime {
        CivilTime(unixTime: time(nil))
    }

    /// Seconds, with fractions, for the time that something takes.
    static var seconds: Double {
        var moment = timespec()
        timespec_get(&moment, TIME_UTC)
        return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
    }

    /// `2026-10-03T08:15:00+08:00`
    static var stamp: String {
        now.description.split(separator: " ").joined(separator: "T") + "+08:00"
    }
}
