import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// What the script of pages adds, and how fast a large page opens: a department of 500 members.
@Suite struct PageScriptTests {
    /// The page of October, and its tables.
    private struct Large: Sendable {
        let page: String
        let tree: FileTree

        static let shared = Result { try Large() }
        /// Removed when the tests end.
        private static let kept = Mutex<TemporaryFolder?>(nil)

        private init() throws {
            let place = try TemporaryFolder()
            try LargeDepartment.write(to: place)
            let run = try SmallCompany.run(place, ["--language", "zh", "--no-workbooks"])
            #expect(run.run.code == 0, "\(run.run.errorText)")
            page = place["output/2026/2026-10/\(departmentPage(LargeDepartment.name))"]
            tree = run.tree
            Self.kept.withLock { $0 = place }
            atexit { Large.kept.withLock { $0 = nil } }
        }

        var scores: [[String: String]] { get throws { try tree.rows("2026/2026-10/scores.csv") } }
        var ledger: [[String: String]] { get throws { try tree.rows("2026/2026-10/ledger.csv") } }
    }

    private static let members = "document.querySelector('table.members')"

    /// Cells of the members that are shown, by column.
    private func cells(_ tab: Tab, _ column: Int) async throws -> [String] {
        try await tab.texts(
            "[...\(Self.members).tBodies[0].rows].filter((row) => row.checkVisibility()).map((row) => row.cells[\(column)].textContent.trim())")
    }

    /// Numbers as pages write them, with a true minus; of a change, by its word.
    private func number(_ text: String) throws -> Double {
        if text.contains("下降") { return try -number(text.replacingOccurrences(of: "下降", with: "")) }
        let plain = text.replacingOccurrences(of: "\u{2212}", with: "-").replacingOccurrences(of: "上升", with: "")
        return try #require(Double(plain.split(separator: " ").first ?? ""), "\(text) is no number")
    }

    /// The button in the header of a column.
    private func button(_ name: String) -> String {
        "[...document.querySelectorAll('table.members button')].find((button) => button.textContent === '\(name)')"
    }

    private func fill(_ tab: Tab, _ box: String, _ text: String) async throws {
        try await tab.evaluate("document.querySelector(\"\(box)\").select()")
        if text.isEmpty {
            try await tab.evaluate("document.querySelector(\"\(box)\").value = ''; document.activeElement.dispatchEvent(new Event('input'))")
        } else {
            try await tab.type(text)
        }
        try await tab.evaluate("new Promise((done) => setTimeout(done, 200))")
    }

    private static let memberBox = "[aria-labelledby=members] input"
    private static let ledgerBox = "[aria-labelledby=ledgers] input"

    /// Ranks, names, scores and changes: up, down, and as it was, with the keyboard.
    @Test func membersAreSorted() async throws {
        let large = try Large.shared.get()
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            let original = try await cells(tab, 1)
            #expect(original.count == LargeDepartment.memberCount)
            for (name, column) in [("名次", 0), ("得分", 2), ("较上月", 3), ("扣分", 5), ("加分", 6)] {
                var orders: [[String]] = []
                for state in ["ascending", "descending", nil] {
                    try await tab.evaluate("\(button(name)).focus()")
                    try await tab.press(orders.count == 1 ? " " : "Enter")
                    let sorted = try await tab.evaluate("\(button(name)).closest('th').ariaSort") as? String
                    #expect(sorted == state, "\(name)")
                    let values = try await cells(tab, column).map { try number($0) }
                    let names = try await cells(tab, 1)
                    orders.append(names)
                    guard let state else { continue }
                    #expect(zip(values, values.dropFirst()).allSatisfy { state == "ascending" ? $0 <= $1 : $0 >= $1 }, "\(name) \(state)")
                    // Equal ones stay in the page's order.
                    let places = Dictionary(uniqueKeysWithValues: original.enumerated().map { ($1, $0) })
                    let ties = zip(values, names).reduce(into: [:]) { $0[$1.0, default: []].append(places[$1.1]!) }
                    #expect(ties.values.allSatisfy { $0 == $0.sorted() }, "\(name) \(state)")
                    #expect(Set(names) == Set(original))
                }
                #expect(orders[2] == original, "\(name)")
                #expect(orders[0] != orders[1])
            }
            #expect(tab.console == [])
        }
    }

    /// Chinese names in the order of their sounds.
    @Test func namesAreSortedBySound() async throws {
        let large = try Large.shared.get()
        let sounds = [
            "曹": "cao", "陈": "chen", "程": "cheng", "邓": "deng", "董": "dong", "冯": "feng", "傅": "fu", "高": "gao", "郭": "guo", "韩": "han", "何": "he",
            "胡": "hu", "黄": "huang", "李": "li", "梁": "liang", "林": "lin", "刘": "liu", "罗": "luo", "马": "ma", "彭": "peng", "沈": "shen",
            "宋": "song", "孙": "sun", "唐": "tang", "王": "wang", "吴": "wu", "萧": "xiao", "谢": "xie", "徐": "xu", "许": "xu", "杨": "yang", "于": "yu",
            "袁": "yuan", "张": "zhang", "赵": "zhao", "郑": "zheng", "周": "zhou", "朱": "zhu",
        ]
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            try await tab.evaluate("\(button("网格员")).click()")
            let found = try await cells(tab, 1).compactMap { sounds[String($0.prefix(1))] }
            #expect(found.count > 400)
            #expect(found == found.sorted())
        }
    }

    /// The box above the members, what it says, and what is printed of it.
    @Test func membersAreFiltered() async throws {
        let large = try Large.shared.get()
        let wang = try large.scores.filter { $0["姓名"]!.hasPrefix("王") }.map { $0["网格员编号"]! }
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            try await fill(tab, Self.memberBox, "王")
            let shown = try await cells(tab, 1)
            #expect(shown.count == wang.count && shown.count > 0)
            #expect(wang.allSatisfy { id in shown.contains { $0.hasSuffix(id) } })
            let words = "document.querySelector('[aria-labelledby=members] output').textContent"
            #expect(try await tab.text(words) == "“王”：显示\(wang.count)行，共500行")
            // Sorting does not bring back what is filtered out.
            try await tab.evaluate("\(button("得分")).click()")
            #expect(try await cells(tab, 1).count == wang.count)
            // On paper stands what is shown, with the words that say so.
            try await tab.look(.paper)
            #expect(try await cells(tab, 1).count == wang.count)
            #expect(try await tab.isTrue("document.querySelector('[aria-labelledby=members] output').checkVisibility()"))
            #expect(try await tab.isTrue("!document.querySelector('\(Self.memberBox)').checkVisibility()"))
            // Two words, the other alphabet's forms of letters and digits, and nothing found.
            try await tab.look(.desktop)
            try await fill(tab, Self.memberBox, "王 ｗ1")
            #expect(try await cells(tab, 1).count == wang.count)
            try await fill(tab, Self.memberBox, "nobody")
            #expect(try await cells(tab, 1).isEmpty)
            try await fill(tab, Self.memberBox, "")
            #expect(try await cells(tab, 1).count == 500)
            #expect(try await tab.text(words) == "")
            #expect(tab.console == [])
        }
    }

    /// Postings by clause or member, over all ledgers; a link to a member who is filtered out still leads there.
    @Test func ledgersAreFilteredAndLinksStillLead() async throws {
        let large = try Large.shared.get()
        let ledger = try large.ledger
        let attire = ledger.filter { $0["条款"] == "18(一)2" }
        let rows = "[...document.querySelectorAll('.ledger tbody tr')].filter((row) => !row.hidden && !row.closest('details').hidden)"
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            try await fill(tab, Self.ledgerBox, "18(一)2")
            #expect(try await tab.number("\(rows).length") == Double(attire.count))
            let members = Set(attire.map { $0["网格员编号"]! })
            let words = "document.querySelector('[aria-labelledby=ledgers] output').textContent"
            #expect(try await tab.text(words) == "“18(一)2”：显示\(members.count)人、\(attire.count)行，共500人")
            // Of one member, few enough to be opened; a running total of some rows would be none.
            let id = attire[0]["网格员编号"]!
            try await fill(tab, Self.ledgerBox, "\(id) 18(一)2")
            let own = attire.count { $0["网格员编号"] == id }
            #expect(try await tab.number("\(rows).length") == Double(own))
            #expect(try await tab.isTrue("\(rows).every((row) => row.checkVisibility() && getComputedStyle(row.cells[6]).visibility === 'hidden')"))
            // A name alone shows the whole ledger, with its running total.
            try await fill(tab, Self.ledgerBox, id)
            #expect(try await tab.number("\(rows).length") == Double(ledger.count { $0["网格员编号"] == id }))
            #expect(try await tab.isTrue("\(rows).every((row) => getComputedStyle(row.cells[6]).visibility === 'visible')"))
            // The last member of the list is filtered out; the link in the table of members leads there all the same.
            let target = try await tab.text("\(Self.members).tBodies[0].rows[499].querySelector('a').hash")
            #expect(try await tab.isTrue("document.querySelector('\(target)').hidden"))
            try await tab.evaluate("\(Self.members).tBodies[0].rows[499].querySelector('a').click()")
            try await tab.evaluate("new Promise((done) => setTimeout(done, 200))")
            let fold = "document.querySelector('\(target)')"
            #expect(try await tab.isTrue("location.hash === '\(target)' && \(fold).open && \(fold).checkVisibility()"))
            #expect(try await tab.isTrue("Math.abs(\(fold).getBoundingClientRect().top) < innerHeight"))
            #expect(try await tab.text(words) == "")
            // A page that is opened at a member shows that ledger.
            try await tab.open(large.page, anchor: target)
            #expect(try await tab.isTrue("\(fold).open && \(fold).getBoundingClientRect().top < innerHeight"))
            #expect(tab.console == [])
        }
    }

    /// A ledger gets its buttons when it is opened; its running total is shown in its own order alone.
    @Test func aLedgerIsSorted() async throws {
        let large = try Large.shared.get()
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            #expect(try await tab.isTrue("document.querySelector('.ledger button') === null"))
            try await tab.evaluate("document.querySelector('.ledgers summary').focus()")
            try await tab.press("Enter")
            try await tab.evaluate("new Promise((done) => setTimeout(done, 50))")
            func column(_ index: Int) async throws -> [String] {
                try await tab.texts("[...document.querySelector('.ledger').tBodies[0].rows].map((row) => row.cells[\(index)].textContent)")
            }
            let original = try await column(1)
            for isUp in [true, false] {
                try await tab.evaluate("document.querySelectorAll('.ledger th button')[5].focus()")
                try await tab.press("Enter")
                let points = try await column(5).map { try number($0) }
                #expect(points.min()! < 0 && points == points.sorted(by: isUp ? { $0 < $1 } : { $0 > $1 }))
                #expect(try await tab.isTrue("getComputedStyle(document.querySelector('.ledger tbody td:nth-child(7)')).visibility === 'hidden'"))
            }
            try await tab.press("Enter")
            #expect(try await column(1) == original)
            #expect(try await tab.isTrue("getComputedStyle(document.querySelector('.ledger tbody td:nth-child(7)')).visibility === 'visible'"))
            #expect(try await tab.number("document.querySelectorAll('.ledger th button').length") == 6)
        }
    }

    /// On a phone rows are cards without a header: a choice takes the place of the buttons.
    @Test func cardsAreSortedByAChoice() async throws {
        let large = try Large.shared.get()
        try await DevTools.withTab { tab in
            try await tab.open(large.page)
            let choice = "document.querySelector('[aria-labelledby=members] select')"
            #expect(try await tab.isTrue("!\(choice).checkVisibility() && !\(button("得分")).disabled"))
            try await tab.look(.phone)
            try await tab.evaluate("new Promise((done) => setTimeout(done, 100))")
            #expect(try await tab.isTrue("\(choice).checkVisibility() && \(button("得分")).disabled"))
            try await tab.evaluate(
                "\(choice).value = [...\(choice).options].find(({ text }) => text === '得分 ↑').value; \(choice).dispatchEvent(new Event('change'))")
            let scores = try await cells(tab, 2).map { try number($0) }
            #expect(scores == scores.sorted() && scores.count == 500)
            #expect(try await tab.check("fit()") == [])
        }
    }

    /// It opens in under two seconds. The best of some tries counts: other tests run beside it.
    @Test func aLargeDepartmentOpensQuickly() async throws {
        let large = try Large.shared.get()
        let ledger = try large.ledger
        #expect(ledger.count >= LargeDepartment.memberCount * LargeDepartment.postingCount)
        var times: [Double] = []
        while times.count < 6, times.min() ?? .infinity >= 2000 {
            let time = try await DevTools.withTab { tab in
                // The page's own clock, when all is there and laid out: these tests may be kept waiting.
                let note =
                    "addEventListener('load', () => setTimeout(() => { if (document.body.offsetHeight) window.openedAfter = performance.now() }))"
                let number = try await tab.call("Page.addScriptToEvaluateOnNewDocument", ["source": note])["identifier"] ?? ""
                try await tab.open(large.page)
                try await tab.call("Page.removeScriptToEvaluateOnNewDocument", ["identifier": number])
                #expect(try await tab.isTrue("document.querySelector('table.members button') !== null"))
                return try await tab.number("new Promise((done) => setTimeout(() => done(window.openedAfter), 20))")
            }
            times.append(time)
        }
        #expect(times.min()! < 2000, "\(times)")
    }
}
