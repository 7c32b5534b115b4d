import Foundation
import TestSupport
import Testing

/// Every number and every length that is drawn, compared with the tables beside the page.
@Suite struct ChartTests {
    private let site: SampleSite

    init() throws { site = try SampleSite.of("zh") }

    /// A page of a period: the whole company's, or a department's.
    private struct Subject {
        let path: String
        let folder: String
        /// Nil for the whole company.
        let department: String?
        let text: String
    }

    private func subjects() throws -> [Subject] {
        var subjects: [Subject] = []
        for table in site.tree.tables where table.hasSuffix("/scores.csv") && table.hasPrefix("2026") {
            let folder = String(table.dropLast("/scores.csv".count))
            for department in [nil] + Set(try site.tree.rows(table).map { $0["部门"]! }).sorted().map({ $0 as String? }) {
                let path = "\(folder)/\(department.map { departmentPage($0) } ?? "index.html")"
                subjects.append(
                    Subject(
                        path: path, folder: folder, department: department, text: String(decoding: try #require(site.tree.files[path]), as: UTF8.self)
                    ))
            }
        }
        #expect(subjects.count > 30)
        return subjects
    }

    private func rows(_ subject: Subject, _ table: String) throws -> [[String: String]] {
        try site.tree.rows("\(subject.folder)/\(table)").filter { subject.department == nil || $0["部门"] == subject.department }
    }

    private func score(_ row: [String: String]) -> Int { hundredths(row["得分"] ?? row["平均分"]!) }

    /// A number of a page or table, in hundredths; a true minus is a minus.
    private func hundredths(_ text: String) -> Int {
        Int((Double(text.replacingOccurrences(of: "\u{2212}", with: "-").replacingOccurrences(of: "+", with: ""))! * 100).rounded())
    }

    private func matches(_ pattern: String, _ text: String) -> [[String]] {
        guard let expression = try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators) else { return [] }
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map { match in
            (1..<match.numberOfRanges).map { Range(match.range(at: $0), in: text).map { String(text[$0]) } ?? "" }
        }
    }

    /// The bars of a distribution: how many lie between which scores, how high they are, who is meant as failing.
    @Test func distributionsAreThoseOfTheScores() throws {
        for subject in try subjects() {
            let scores = try rows(subject, "scores.csv").map { score($0) }
            let figure = try #require(matches("<figure class=\"chart histogram\">(.*?)</figure>", subject.text).first?[0], "\(subject.path)")
            let edges = matches("<text(?: class=\"lim\")? x=\"([0-9.]+)%\" y=\"169\"[^>]*>([^<]+)</text>", figure).map {
                (x: Double($0[0])!, score: hundredths($0[1]))
            }
            #expect(edges.count >= 2 && edges.first?.x == 0 && edges.last?.x == 100)
            #expect(edges.contains { $0.score == 8000 }, "the line is an edge")
            let bars = matches(
                "<rect( class=\"[a-z]+\")? x=\"([0-9.]+)%\" width=\"([0-9.]+)%\" y=\"\\d+\" height=\"(\\d+)\"/><text class=\"n\"[^>]*>(\\d+)</text>",
                figure)
            var shown = 0
            let most = bars.map { Int($0[4])! }.max() ?? 0
            for bar in bars {
                let index = try #require(edges.firstIndex { abs($0.x - Double(bar[1])!) < 0.06 })
                let (from, to) = (edges[index].score, edges[index + 1].score)
                let count = scores.count { from <= $0 && $0 < to }
                #expect(count == Int(bar[4])!, "\(subject.path): \(from) to \(to)")
                #expect(abs(Double(bar[3])! - max(4, Double(count) / Double(most) * 112)) <= 1, "\(subject.path)")
                #expect(bar[0] == (to <= 8000 ? " class=\"below\"" : from < 8500 ? " class=\"close\"" : ""), "\(subject.path): \(from)")
                shown += count
            }
            #expect(shown == scores.count, "\(subject.path)")
            let sorted = scores.sorted()
            let middle = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
            let caption = try #require(matches("<figcaption>([0-9]+)人，中位数([0-9.]+)，低于80分(\\d+)人，接近(\\d+)人。", figure).first)
            #expect(caption[0] == "\(scores.count)" && caption[2] == "\(scores.count { $0 < 8000 })")
            #expect(caption[3] == "\(scores.count { (8000..<8500).contains($0) })")
            #expect(abs(2 * hundredths(caption[1]) - middle) <= 1, "\(subject.path)")
            // The same in words.
            let words = try #require(matches("<desc[^>]*>(.*?)</desc>", figure).first?[0])
            #expect(matches("(\\d+)人", words).reduce(0) { $0 + Int($1[0])! } == scores.count)
        }
    }

    /// What clauses have taken and given, month by month, against the ledgers: of filed months as they were filed.
    @Test func clausesAreThoseOfTheLedgers() throws {
        var panels = 0
        for subject in try subjects() {
            let section = try #require(matches("<section aria-labelledby=\"clauses\">(.*?)</section>", subject.text).first?[0], "\(subject.path)")
            let isMonth = site.tree.files["\(subject.folder)/ledger.csv"] != nil
            var clauses: Set<String> = []
            for figure in matches("<figure>(.*?)</figure>", section).map(\.first!) {
                panels += 1
                let head = try #require(matches("<figcaption><b>(.*?)</b>(.*?)</figcaption>", figure).first)
                let months = matches("<text class=\"m(?: lim)?\" x=\"([0-9.]+)%\"[^>]*>(\\d+)月</text>", figure).map {
                    (x: $0[0], number: Int($0[1])!)
                }
                #expect(!months.isEmpty)
                var ledger: [Int: [[String: String]]] = [:]
                for month in months {
                    let number = month.number < 10 ? "0\(month.number)" : "\(month.number)"
                    ledger[month.number] = try site.tree.rows("2026/2026-\(number)/ledger.csv").filter { row in
                        (subject.department == nil || row["部门"] == subject.department) && !["base", "floor"].contains(row["规则"])
                            && (head[0] == "合计" || row["条款"] == head[0])
                    }
                }
                func sum(_ month: Int, negative: Bool) -> Int {
                    ledger[month]!.map { hundredths($0["分值"]!) }.filter { ($0 < 0) == negative }.reduce(0, +)
                }
                let labels = matches("<text class=\"(n|nil)\" x=\"([0-9.]+)%\"[^>]*>([^<]+)</text>", figure).map {
                    (x: $0[1], points: hundredths($0[2]))
                }
                let bars = matches("<line class=\"(plus|minus)\" x1=\"([0-9.]+)%\" x2=\"[0-9.]+%\" y1=\"(\\d+)\" y2=\"(\\d+)\"/>", figure)
                let (hasMinus, hasPlus) = (figure.contains("class=\"minus\""), figure.contains("class=\"plus\""))
                var sums: [Bool: [Int]] = [:]
                for month in months {
                    let own = labels.filter { $0.x == month.x }.map(\.points)
                    var expected: [Int] = []
                    if hasPlus { expected.append(sum(month.number, negative: false)) }
                    if hasMinus { expected.append(sum(month.number, negative: true)) }
                    #expect(own == expected, "\(subject.path), \(head[0]), \(month.number)")
                    if hasPlus { sums[false, default: []].append(expected[0]) }
                    if hasMinus { sums[true, default: []].append(expected.last!) }
                    #expect(bars.count { $0[1] == month.x } == expected.count { $0 != 0 })
                }
                // Bars of one drawing are as long as their numbers.
                let lengths = bars.map { bar in
                    (
                        length: abs(Double(bar[3])! - Double(bar[2])!),
                        points: abs(labels.first { $0.x == bar[1] && ($0.points < 0) == (bar[0] == "minus") }!.points)
                    )
                }
                if let longest = lengths.max(by: { $0.points < $1.points }) {
                    for bar in lengths {
                        #expect(
                            abs(bar.length - max(1, longest.length * Double(bar.points) / Double(longest.points))) <= 1.5,
                            "\(subject.path), \(head[0])")
                    }
                }
                // The figure in the corner.
                func corner(_ values: [Int]) -> Int { isMonth ? values.last! : values.reduce(0, +) }
                let shown = matches("([+\u{2212}]?[0-9.]+)</b>", head[1]).map { hundredths($0[0]) }
                let expected = head[0] == "合计" ? [corner(sums[true]!), corner(sums[false]!)] : [corner((sums[true] ?? sums[false])!)]
                #expect(shown == expected, "\(subject.path), \(head[0])")
                // The same in words.
                let words = try #require(matches("<title>(.*?)</title>", figure).first?[0])
                #expect(matches("月 ([^；]*)", words).count == months.count)
                if head[0] == "合计" {
                    #expect(months.last.map { "\($0.number)月" }.map { words.contains($0) } == true)
                    // The parts of the scores.
                    if isMonth {
                        let scores = try rows(subject, "scores.csv")
                        #expect(corner(sums[true]!) == scores.reduce(0) { $0 + hundredths($1["扣分"]!) }, "\(subject.path)")
                        #expect(corner(sums[false]!) == scores.reduce(0) { $0 + hundredths($1["加分"]!) + hundredths($1["排名加分"]!) }, "\(subject.path)")
                    }
                    clauses = Set(ledger.values.joined().map { $0["条款"]! })
                } else {
                    #expect(clauses.remove(head[0]) != nil, "\(subject.path): \(head[0]) has not posted")
                }
            }
            #expect(clauses == [], "\(subject.path): clauses that are not drawn")
        }
        #expect(panels > 200)
        // One of the months is filed, and its log has changed since: a quarter and a year that are not filed go by what was filed.
        #expect(site.tree.files["corrections/2026-05/index.html"] != nil)
    }

    /// A member's months as a stair: as high as the scores beside it, with a mark where one fails and a gap where there is none.
    @Test func stairsAreThoseOfTheMonths() throws {
        var count = 0
        for subject in try subjects() where subject.department != nil && site.tree.files["\(subject.folder)/ledger.csv"] == nil {
            let rows = matches("<tr class=\"[a-z]*\"><td class=\"r rank\"(.*?)</tr>", subject.text).map(\.first!)
            #expect(rows.count == (try self.rows(subject, "scores.csv").count))
            var points: [(score: Int, y: Double)] = []
            for row in rows {
                let months = matches("<td class=\"r (?:low|zero)?\" data-l=\"\\d+月\">([^<]+)</td>", row).map {
                    $0[0] == "—" ? nil : hundredths($0[0])
                }
                let path = try #require(matches("<path d=\"([^\"]*)\"/>", row).first?[0])
                let width = try #require(matches("<svg class=\"steps\" width=\"(\\d+)\"", row).first.flatMap { Int($0[0]) })
                let step = Double(width / months.count)
                // Where the stair is over the middle of each month.
                var heights: [Double?] = Array(repeating: nil, count: months.count)
                var (x, y) = (0.0, 0.0)
                for part in matches("([MHV])([0-9]+)(?: ([0-9]+))?", path) {
                    switch part[0] {
                    case "M": (x, y) = (Double(part[1])!, Double(part[2])!)
                    case "V": y = Double(part[1])!
                    default:
                        let end = Double(part[1])!
                        for month in months.indices where x < (Double(month) + 0.5) * step && (Double(month) + 0.5) * step < end {
                            heights[month] = y
                        }
                        x = end
                    }
                }
                for (month, height) in zip(months, heights) {
                    #expect((month == nil) == (height == nil), "\(subject.path)")
                    if let month, let height { points.append((month, height)) }
                }
                #expect(matches("<(circle) ", row).count == months.count { $0.map { $0 < 8000 } ?? false }, "\(subject.path)")
                count += 1
            }
            // One scale for all of the page: from 25 for the lowest, or the line, to 3 for the highest.
            let (low, high) = (min(8000, points.map(\.score).min()!), max(8000, points.map(\.score).max()!))
            for point in points {
                #expect(abs(point.y - (3 + 22 * Double(high - point.score) / Double(max(1, high - low)))) <= 0.5, "\(subject.path)")
            }
        }
        #expect(count > 50)
    }

    /// Departments side by side: their numbers, and where these are drawn.
    @Test func departmentsAreDrawnOnOneScale() throws {
        for subject in try subjects() where subject.department == nil {
            let scores = try rows(subject, "scores.csv")
            let table = try #require(matches("<table class=\"cards dep\">(.*?)</table>", subject.text).first?[0])
            let (low, high) = (min(8000, scores.map { score($0) }.min()!) - 500, max(8000, scores.map { score($0) }.max()!) + 500)
            func isAt(_ place: String, _ value: Double) -> Bool {
                abs(Double(place)! - (value - Double(low)) / Double(high - low) * 100) <= 0.1
            }
            let rows = matches("<tr><th scope=\"row\"><a href=\"([^\"]+)\">([^<]+)</a></th>(.*?)</tr>", table)
            #expect(rows.count == Set(scores.map { $0["部门"]! }).count)
            for row in rows {
                let own = scores.filter { $0["部门"] == row[1] }.map { score($0) }.sorted()
                #expect(row[0] == departmentPage(row[1]))
                let cells = matches("<td class=\"r ?[a-z]*\" data-l=\"([^\"]+)\">(.*?)</td>", row[2])
                func cell(_ name: String) throws -> Int {
                    let text = try #require(cells.first { $0[0] == name }?[1], "\(name)")
                    return hundredths(text.replacingOccurrences(of: "<b>", with: "").replacingOccurrences(of: "</b>", with: ""))
                }
                #expect(try cell("网格员") == own.count * 100 && cell("最高") == own.last! && cell("最低") == own[0])
                #expect(try cell("低于 80") == own.count { $0 < 8000 } * 100 && cell("接近 80") == own.count { (8000..<8500).contains($0) } * 100)
                let mean = Double(own.reduce(0, +)) / Double(own.count)
                #expect(try abs(Double(cell("平均分")) - mean) <= 0.5)
                #expect(try abs(2 * cell("中位数") - own[(own.count - 1) / 2] - own[own.count / 2]) <= 1, "\(subject.path), \(row[1])")
                let lines = matches("<line class=\"([a-z]+)\" x1=\"([0-9.]+)%\" x2=\"([0-9.]+)%\"", row[2])
                #expect(lines.map(\.first!) == ["limit", "reach", "middle"])
                #expect(isAt(lines[0][1], 8000) && isAt(lines[1][1], Double(own[0])) && isAt(lines[1][2], Double(own.last!)))
                let half = (own[(own.count + 3) / 4 - 1], own[(3 * own.count + 3) / 4 - 1])
                #expect(isAt(lines[2][1], Double(half.0)) && isAt(lines[2][2], Double(half.1)))
                #expect(isAt(try #require(matches("<circle cx=\"([0-9.]+)%\"", row[2]).first?[0]), mean))
            }
        }
    }

    /// The bars of a department's members are as long as their scores.
    @Test func barsAreAsLongAsScores() throws {
        for subject in try subjects() where subject.department != nil {
            let scores = try rows(subject, "scores.csv").map { score($0) }.sorted(by: >)
            let bars = matches("<rect x=\"0%\" y=\"4\" width=\"([0-9.]+)%\" height=\"12\"/>.*?<b>([0-9.]+)</b>", subject.text)
            #expect(bars.map { hundredths($0[1]) } == scores, "\(subject.path)")
            let end = (max(8000, scores[0]) + 999) / 1000 * 1000
            for bar in bars { #expect(abs(Double(bar[0])! - Double(hundredths(bar[1])) / Double(end) * 100) <= 0.05, "\(subject.path)") }
        }
    }
}
