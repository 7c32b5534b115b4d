import Foundation
import TestSupport
import Testing

/// Changes of measures in the built program: pages, explanations, and what is filed of the periods that they go by.
@Suite struct ChangeOfMeasuresTests: Installation {
    let place: TemporaryFolder
    let rules = "\(Project.fixtures)/changes"
    let asOf = "2026-10-31"

    init() throws {
        place = try TemporaryFolder()
        try place.write("input/staff.csv", "staff_id,name,office,desk\nA,李明,东,一\nB,王芳,西,一\n")
    }

    /// Jobs as `A 2026-01 3`: three of A in that month.
    private func jobs(_ jobs: String, file: String = "jobs") throws {
        let rows = jobs.split(separator: ", ").flatMap { item -> [String] in
            let parts = item.split(separator: " ")
            return (1...Int(parts[2])!).map { "\(file)-\(parts[0])-\(parts[1])-\($0),\(parts[0]),\(parts[1])-02,,plain\n" }
        }
        try place.write("input/\(file).csv", "job_id,staff_id,taken,mark,sort\n" + rows.joined())
    }

    /// What a measure comes to for the whole company, or an office.
    private func value(_ measure: String, _ period: String, office: String = "all") throws -> String {
        let rows = try FileTree(output).rows("\(folder(period))/measures.csv").filter {
            $0["measure"] == measure && $0["office"] == office && $0["staff_id"] == "" && $0["desk"] == ""
        }
        #expect(rows.count == 1, "\(rows)")
        return rows.first.map { "\($0["amount"]!)\($0["unit"]!) \($0["state"]!)" } ?? ""
    }

    private var corrected: Set<String> {
        Set(FileTree(output).files.keys.filter { $0.hasPrefix("corrections/") && $0.hasSuffix("changes.csv") }.map { String($0.split(separator: "/")[1]) })
    }

    @Test func pagesShowBothValues() throws {
        try jobs("A 2025-08 10, B 2025-08 2, A 2026-08 7, A 2026-09 1, B 2026-10 3")
        let tree = try run("--statements", "2026-08", asOf: "2026-10-15")
        #expect(try value("jobs-on-year", "2026-08") == "-41.67% met")
        #expect(try value("jobs-on-year", "2026-08", office: "东") == "-30.00% met")
        #expect(try value("jobs-on-period", "2026-10") == "% ")
        // Of the half-year July to September have ended; the year before knows nothing of July.
        #expect(try value("jobs-on-year", "2026-H2") == "% ")
        #expect(try value("jobs-on-period", "2026-H2") == "% ")
        #expect(try value("jobs-on-period", "2026-Q3") == "% ")
        func text(_ path: String) -> String { StatementSheet.plain(String(decoding: tree.files[path] ?? [], as: UTF8.self)) }
        let company = text("2026/2026-08/index.html")
        #expect(company.contains("12 jobs → 7 jobs"))
        #expect(company.contains("-41.67%"))
        for words in ["Year before", "10 jobs", "7 jobs", "-30.00%"] {
            #expect(text("2026/2026-08/\(departmentPage("东"))").contains(words), "\(words)")
        }
        #expect(text("2026/2026-10/index.html").contains("The period still runs"))
        #expect(!company.contains("The period still runs"))
        let statements = tree.files.keys.filter { $0.hasPrefix("statements/2026-08/") && $0.hasSuffix("all.html") }.map(text).joined()
        #expect(statements.contains("Jobs against the year before Clause 210 jobs → 7 jobs-30.00%≤ -30Met"), "\(statements)")
        let explained = try execute(["explain", "A", "2026-08", "--as-of", "2026-10-15", "--language", "en"])
        #expect(explained.outputText.contains("\u{2212}30.00% (10 jobs → 7 jobs), target ≤ -30, met"), "\(explained.outputText)")
    }

    /// A late job of a filed August makes a sheet of August alone: September is compared with what was filed, until the correction is.
    @Test func aFiledPeriodGoesByTheFiledOneBefore() throws {
        try jobs("A 2026-07 4, A 2026-08 8, A 2026-09 4, A 2026-10 2")
        try run()
        for period in ["2026-07", "2026-08", "2026-09"] { try file(period) }
        #expect(try value("jobs-on-period", "2026-09") == "-50.00% breach")
        try jobs("A 2026-08 8", file: "jobs-late")
        for more in ["--no-cache", "--quiet", "--jobs=4"] {
            try run(more)
            #expect(corrected == ["2026-08"])
        }
        // What is not filed goes by what is.
        #expect(try value("jobs-on-period", "2026-08") == "100.00% met")
        try file("2026-08", "--correction")
        #expect(try value("jobs-on-period", "2026-08") == "300.00% met")
        for more in ["--quiet", "--no-cache"] {
            try run(more)
            #expect(corrected == ["2026-09"])
        }
        let rows = try FileTree(output).rows("corrections/2026-09/changes.csv")
        #expect(Set(rows.map { "\($0["item"]!) \($0["filed"]!) \($0["now"]!)" }) == ["Jobs against the period before amount -50.00 -75.00"])
        try file("2026-09", "--correction")
        #expect(corrected == [])
        try verify()
    }

    /// With much that is kept between runs, a month that itself has stayed the same is compared all the same.
    @Test func whatIsKeptHidesNoChange() throws {
        try jobs("A 2026-07 4, A 2026-08 8, A 2026-09 4")
        let long = String(repeating: "x", count: 1_000)
        let many = (0..<5_000).map { "many-\($0),B,2026-06-02,,plain,\(long)\n" }.joined()
        try place.write("input/jobs-many.csv", "job_id,staff_id,taken,mark,sort,remark\n" + many)
        sleep(4)
        try run()
        for period in ["2026-06", "2026-07", "2026-08", "2026-09"] { try file(period) }
        try jobs("A 2026-08 8", file: "jobs-late")
        sleep(4)
        for _ in 0..<2 { try run() }
        #expect(corrected == ["2026-08"])
        #expect(FileManager.default.fileExists(atPath: place[".output.cache/note"]))
        try file("2026-08", "--correction")
        try run()
        #expect(corrected == ["2026-09"])
    }

    @Test func whatIsNotFiledGoesByFiledMonths() throws {
        try jobs("A 2026-08 4, A 2026-09 6")
        try run(asOf: "2026-09-30")
        try file("2026-08")
        try jobs("A 2026-08 8", file: "jobs-late")
        try run(asOf: "2026-09-30")
        #expect(corrected == ["2026-08"])
        #expect(try value("jobs-on-period", "2026-09") == "50.00% met")
        #expect(try value("jobs", "2026-H2") == "10.00jobs ")
    }

    /// The year goes by the months of the year before as they were filed.
    @Test func aYearGoesByTheFiledMonthsOfTheYearBefore() throws {
        let months = (1...12).map { $0 < 10 ? "0\($0)" : "\($0)" }
        try jobs(months.map { "A 2025-\($0) 2" }.joined(separator: ", ") + ", A 2026-01 12")
        try run(asOf: "2026-12-31")
        #expect(try value("jobs-on-year", "2026") == "-50.00% met")
        try file("2025-01")
        try jobs("A 2025-01 24", file: "jobs-late")
        try run(asOf: "2026-12-31")
        #expect(corrected == ["2025-01"])
        #expect(try value("jobs-on-year", "2026") == "-50.00% met")
        #expect(try value("jobs-on-year", "2026-01") == "500.00% breach")
        try file("2025-01", "--correction")
        #expect(try value("jobs-on-year", "2026") == "-75.00% met")
        #expect(try value("jobs-on-year", "2026-01") == "-53.85% met")
    }

    @Test(arguments: [
        ("against: year_before, subjects: [subject, unit, group, all], target: {at_most: -30}}", "subjects: [all]}", "\"against\" is missing"),
        ("of: marks, against: period_before", "of: jobs-on-year, against: period_before", "unknown measure \"jobs-on-year\""),
        ("of: marks, against: period_before", "of: hard-on-period, against: period_before", "unknown measure \"hard-on-period\""),
        ("of: hard, against: period_before", "of: hard, against: period_before, weight: 5", "a change has no \"weight\""),
        ("of: hard, against: period_before", "of: hard, against: period_before, takes: [{kind: jobs, month: taken}]", "a change has no \"takes\""),
        ("of: hard, against: period_before", "of: hard, against: period_before, empty: full", "only a rate has this"),
        ("sort: count, unit", "sort: count, of: jobs, unit", "only a change has this"),
        ("half_years: true", "half_years: false", "there are half-years only with \"half_years: true\" in \"scheme\""),
    ])
    func mistakesAreTold(_ old: String, _ new: String, _ message: String) throws {
        let text = try String(contentsOfFile: "\(rules)/pack.yaml", encoding: .utf8)
        #expect(text.contains(old))
        try place.write("pack.yaml", text.replacingOccurrences(of: old, with: new))
        let run = try Program.run(["rules", "--rules", place["pack.yaml"], "--language", "en"])
        #expect(run.code == 78 && run.errorText.contains(message), "\(run.errorText)")
    }
}
