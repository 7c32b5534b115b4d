import Foundation
import TestSupport
import Testing

/// Filing, and what becomes of filed periods when things change.
@Suite struct FilingTests: Installation {
    let place: TemporaryFolder
    var rules: String { FileManager.default.fileExists(atPath: place["pack"]) ? place["pack"] : SlimPack.path }
    private let september = "call_id,member_id,time,purpose,outcome,affected_work\nK1,W2,2026-09-03 09:00,other,missed,yes\n"

    /// Two members, one posting in August and one in September.
    init() throws {
        place = try TemporaryFolder()
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\n")
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\nJ1,W1,2026-08-04 10:00,attire\n")
        try place.write("input/calls.csv", september)
    }

    /// The files of August.
    private var august: [String: [UInt8]] { FileTree(output).files.filter { $0.key.hasPrefix("2026/2026-08/") } }

    private func seal(_ folder: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(output)/filed/\(folder)/seal.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    // MARK: Filing

    @Test func aSealHoldsWhatItWasMadeFrom() throws {
        try run()
        try file("2026-08", "--note", "for the office")
        let seal = try seal("0001-2026-08")
        #expect(seal["by"] as? String == "office" && seal["note"] as? String == "for the office")
        #expect(seal["as_of"] as? String == "2026-10-05" && seal["language"] as? String == "en" && seal["previous"] as? String == "")
        #expect(seal["rules_sha256"] as? String == (try RunManifest(FileTree(output).files[manifestPath] ?? []).rules_sha256))
        let inputs = try #require(seal["inputs"] as? [[String: Any]])
        #expect(inputs.map { $0["file"] as? String } == ["calls.csv", "inspections.csv", "members.csv"])
        let files = try #require(seal["files"] as? [[String: Any]])
        let tree = FileTree(output)
        #expect(Set(files.compactMap { $0["path"] as? String }) == Set(august.keys))
        for file in files {
            let path = try #require(file["path"] as? String)
            let name = path.split(separator: "/").last!
            #expect(tree.files["filed/0001-2026-08/\(name)"] == tree.files[path])
            #expect(tree.entries["filed/0001-2026-08/\(name)"]?.inode != tree.entries[path]?.inode, "a copy, not a second name")
            #expect(tree.entries[path]?.digest == file["sha256"] as? String)
        }
        #expect(tree.entries.values.allSatisfy { $0.permissions == ($0.isFile ? 0o640 : 0o750) })
        #expect(audit(tree, foreign: Set(tree.files.keys.filter { $0.hasPrefix("filed/0") })) == [])
        try verify(says: "1 seals")
    }

    @Test func whatIsNotReadyIsRefused() throws {
        try file("2026-08", "--language", "en", exit: 1, says: "nothing has been published")
        try run()
        try file("2026-07", exit: 1, says: "not scored")
        try file("2026-10", exit: 1, says: "provisional")
        try file("2026-09", exit: 1, says: "2026-08 must be filed before")
        try file("2026-Q3", exit: 1, says: "2026-08 must be filed before")
        try file("2026-08", "--correction", exit: 1, says: "not filed")
        #expect(try execute(["unfile", "2026-08", "--by", "x", "--reason", "y"]).code == 1)
        try file("2026-08")
        try file("2026-08", exit: 1, says: "already")
        try file("2026-08", "--correction", exit: 1, says: "no correction sheet")
        try file("2026-Q3", exit: 1, says: "2026-09 must be filed before")
        #expect(try execute(["file", "2026-08", "--by", " "]).code == 64)
        #expect(try execute(["file", "2026-13", "--by", "x"]).code == 64)
        #expect(try execute(["unfile", "2026-08", "--by", "x"]).code == 64)
        #expect(FileTree(output).files.keys.filter { $0.hasSuffix("seal.json") } == ["filed/0001-2026-08/seal.json"])
    }

    /// What was looked at is what is filed: a record that came in since is looked at first.
    @Test func whatIsNoLongerAsPublishedIsNotFiled() throws {
        try run()
        try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W2,2026-08-05 10:00,attire\n")
        try file("2026-08", exit: 1, says: "would not be what was published")
        try run()
        try file("2026-08")
    }

    @Test func pendingAndRefusedRecordsAreAcceptedOnlyByName() throws {
        try place.write("input/complaints.csv", "complaint_id,member_id,time,status\nT1,W1,2026-08-20 10:00,open\n")
        try place.write("input/messages.csv", "message_id,member_id,time,channel,purpose,status\nM1,W1,never,sms,outage,sent\n")
        try run(exit: 2)
        try file("2026-08", exit: 1, says: "1 records are pending")
        try file("2026-08", exit: 1, says: "1 records or files were refused")
        try file("2026-08", "--accept-pending", "the department knows")
        #expect(try seal("0001-2026-08")["accepted"] as? String == "the department knows")
        // Nothing of September is pending, but nobody knows the month of a row that could not be read.
        try file("2026-09", exit: 1, says: "2026-09 has open matters: 1 records or files were refused")
    }

    @Test func aFilingIsTakenBackWithATrace() throws {
        try run()
        try file("2026-08")
        try file("2026-09")
        let taken = try execute(["unfile", "2026-09", "--by", "office", "--reason", "wrong month"])
        #expect(taken.code == 0, "\(taken.errorText)")
        #expect(try seal("0003-2026-09-unfiled")["note"] as? String == "wrong month")
        #expect(FileTree(output).files["filed/0002-2026-09/scores.csv"] != nil)
        try verify()
        // September goes on changing, August does not.
        try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W2,2026-09-05 10:00,attire\n")
        try run()
        #expect(try FileTree(output).rows("2026/2026-09/scores.csv").first { $0["member_id"] == "W2" }?["score"] == "95")
        #expect(FileTree(output).files["corrections/2026-09/changes.csv"] == nil)
        try file("2026-09")
        try verify()
    }

    // MARK: Late facts

    /// Whatever changes, filed files stay, and a sheet says what would be.
    @Test(arguments: ["record", "roster", "pack", "missing"]) func whatChangesLaterBecomesASheet(_ change: String) throws {
        try SlimPack.copy(to: place)
        try run()
        try file("2026-08")
        let before = august
        let cause: [String: String]
        var (item, filed, now) = ("score", "98", "98")
        switch change {
        case "record":
            try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W1,2026-08-05 10:00,careless\n")
            cause = ["change": "added", "record_id": "J2", "points": "-2", "clause": "18(一)3", "file": "inspections-late.csv", "line": "2"]
            now = "96"
        case "roster":
            try place.write("input/members.csv", "member_id,name,department\nW1,李明,二部\nW2,王芳,一部\n")
            cause = ["change": "changed", "file": "members.csv"]
            (item, filed, now) = ("department", "一部", "二部")
        case "pack":
            try SlimPack.change(place, "rules.yaml", "points: -2\n", to: "points: -4\n")
            cause = ["change": "changed", "message": "the rules are not those the period was filed by"]
            now = "96"
        default:
            try FileManager.default.removeItem(atPath: place["input/inspections.csv"])
            cause = ["change": "removed", "file": "inspections.csv"]
            now = "100"
        }
        let late = try night()
        #expect(late.errorText.contains("2026-08"), "somebody must hear of it: \(late.errorText)")
        #expect(august == before)
        let tree = FileTree(output)
        let changes = try tree.rows("corrections/2026-08/changes.csv")
        #expect(changes.contains { $0["member_id"] == "W1" && $0["item"] == item && $0["filed"] == filed && $0["now"] == now }, "\(changes)")
        let causes = try tree.rows("corrections/2026-08/causes.csv")
        #expect(causes.contains { row in cause.allSatisfy { row[$0.key] == $0.value } }, "\(causes)")
        #expect(tree.files["corrections/2026-08/index.html"] != nil)
        // The next night it is no news.
        #expect(try night().errorText == "")
        // What the sheet proposes is what is filed with it.
        let proposed = tree.files.filter { $0.key.hasPrefix("corrections/2026-08/") && $0.key.hasSuffix(".csv") }
        try file("2026-08", "--correction", says: "revision 2")
        for (path, bytes) in proposed where !path.hasSuffix("changes.csv") && !path.hasSuffix("causes.csv") {
            #expect(FileTree(output).files["2026/2026-08/" + path.split(separator: "/").last!] == bytes, "\(path)")
        }
        #expect(FileTree(output).files["filed/0001-2026-08/scores.csv"] == before["2026/2026-08/scores.csv"], "all revisions stay readable")
        #expect(FileTree(output).files["corrections/2026-08/changes.csv"] == nil)
        try verify()
    }

    /// A new complaint of the year, a record that has moved, another language: no filed result would be another one.
    @Test func whatChangesNoResultMakesNoSheet() throws {
        try run()
        try file("2026-08")
        let before = august
        try place.write(
            "input/complaints.csv", "complaint_id,member_id,time,status,decided\nT1,W1,2026-10-01 10:00,verified,2026-10-02 10:00\n")
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\n\n\nJ1,W1,2026-08-04 10:00,attire\n")
        #expect(try night().errorText == "")
        #expect(try execute(["run", "--as-of", "2026-10-05", "--language", "zh", "--quiet"]).code == 0)
        #expect(august == before)
        #expect(FileTree(output).files.keys.filter { $0.hasPrefix("corrections/") } == [])
        #expect(try FileTree(output).rows("2026/2026-10/scores.csv").first { $0["网格员编号"] == "W1" }?["评优资格"] == "否")
    }

    /// The quarter goes by the filed revision of a month until another one is filed.
    @Test func quartersGoByFiledMonths() throws {
        try run()
        try file("2026-08")
        func average() throws -> String? { try FileTree(output).rows("2026/2026-Q3/scores.csv").first { $0["member_id"] == "W1" }?["average"] }
        #expect(try average() == "99.00")
        try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W1,2026-08-05 10:00,careless\n")
        try run()
        #expect(try average() == "99.00")
        try file("2026-09")
        try file("2026-Q3", exit: 1, says: "corrections are open: 2026-08")
        try file("2026-08", "--correction")
        #expect(try average() == "98.00")
        try file("2026-Q3")
        try verify()
    }

    /// A filed month counts in longer periods though its logs are gone.
    @Test func aFiledMonthStaysScored() throws {
        try run()
        try file("2026-08")
        try FileManager.default.removeItem(atPath: place["input/inspections.csv"])
        try run()
        let row = try FileTree(output).rows("2026/2026-Q3/scores.csv").first { $0["member_id"] == "W1" }
        #expect(row?["average"] == "99.00" && row?["months"] == "2")
    }

    // MARK: Tampering

    /// One byte of any filed file, changed, is found.
    @Test func anyChangedByteIsFound() throws {
        try run()
        try file("2026-08")
        try file("2026-09")
        try file("2026-Q3")
        let paths = FileTree(output).files.filter { path, bytes in
            !bytes.isEmpty && (path.hasPrefix("filed/0") || path.hasPrefix("2026/2026-08/") || path.hasPrefix("2026/2026-Q3/"))
        }.keys.sorted()
        var random = SplitMix(state: 0x5EA1)
        for _ in 0..<25 {
            let path = paths[Int(random.next() % UInt64(paths.count))]
            let url = URL(fileURLWithPath: "\(output)/\(path)")
            let whole = try Data(contentsOf: url)
            var bytes = whole
            bytes[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
            try bytes.write(to: url)
            try verify(exit: 1)
            try whole.write(to: url)
        }
        try verify()
    }

    /// Seals removed, inserted, cut off or exchanged: verify finds it, and a run touches no filed file.
    @Test(arguments: ["first", "middle", "last", "inserted", "exchanged", "rubbish"]) func aBrokenChainIsFound(_ damage: String) throws {
        try run()
        for period in ["2026-08", "2026-09", "2026-Q3"] { try file(period) }
        let filed = "\(output)/filed"
        let manager = FileManager.default
        switch damage {
        case "first": try manager.removeItem(atPath: "\(filed)/0001-2026-08")
        case "middle": try manager.removeItem(atPath: "\(filed)/0002-2026-09")
        case "last": try manager.removeItem(atPath: "\(filed)/0003-2026-Q3")
        case "inserted": try manager.copyItem(atPath: "\(filed)/0003-2026-Q3", toPath: "\(filed)/0004-2026-Q3")
        case "exchanged":
            try manager.removeItem(atPath: "\(filed)/0003-2026-Q3/seal.json")
            try manager.copyItem(atPath: "\(filed)/0002-2026-09/seal.json", toPath: "\(filed)/0003-2026-Q3/seal.json")
        default: try Data([0xFF, 0x00, 0x7B]).write(to: URL(fileURLWithPath: "\(filed)/0002-2026-09/seal.json"))
        }
        try verify(exit: 1, says: "seals do not hold")
        func periods() -> [String: [UInt8]] { FileTree(output).files.filter { $0.key.hasPrefix("2026/2026-0") || $0.key.hasPrefix("2026/2026-Q3") } }
        let before = periods()
        try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W1,2026-08-05 10:00,careless\n")
        #expect(try night(exit: 2).errorText.contains("seals do not hold"))
        try run(exit: 2)
        #expect(periods() == before)
        try file("2026-08", "--correction", exit: 1, says: "seals do not hold")
    }

    /// A forged seal that fits the chain is behind what the manifest knows.
    @Test func anAddedSealIsFound() throws {
        try run()
        try file("2026-08")
        let last = try #require(FileTree(output).entries["filed/0001-2026-08/seal.json"]).digest
        var forged = try seal("0001-2026-08")
        for (key, value) in ["number": 2, "action": "unfile", "files": [Any](), "inputs": [Any](), "previous": last] as [String: Any] {
            forged[key] = value
        }
        try FileManager.default.createDirectory(atPath: "\(output)/filed/0002-2026-08-unfiled", withIntermediateDirectories: true)
        try JSONSerialization.data(withJSONObject: forged).write(
            to: URL(fileURLWithPath: "\(output)/filed/0002-2026-08-unfiled/seal.json"))
        try verify(exit: 1, says: "filed/0002-2026-08-unfiled was not there when the tree was published")
    }

    /// Filed files that were changed or are gone come back from the copies beside their seal.
    @Test func filedFilesComeBack() throws {
        try run()
        try file("2026-08")
        let before = august
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(output)/2026/2026-08/scores.csv"))
        try FileManager.default.removeItem(atPath: "\(output)/2026/2026-08/index.html")
        try verify(exit: 1, says: "2026/2026-08/scores.csv: was changed after it was filed")
        let run = try night(exit: 2)
        #expect(run.errorText.contains("2026/2026-08/scores.csv: was missing or changed, and came back"))
        #expect(august == before)
        try self.run()
        try verify()
    }

    /// The digest that was told at filing proves that no other chain was put in the place of this one.
    @Test func theDigestOnPaperIsLookedFor() throws {
        try run()
        let told = try file("2026-08").outputText
        let digest = try #require(told.split(separator: " ").last?.split(separator: "\n").first.map(String.init))
        #expect(digest.utf8.count == 64)
        try verify("--seal", digest)
        try verify("--seal", String(digest.prefix(16)))
        try verify("--seal", String(repeating: "0", count: 16), exit: 1, says: "no seal has this digest")
    }

    /// A member hears that a period is filed, and that today's result would be another one.
    @Test func explainTellsOfFilings() throws {
        try run()
        func explain() throws -> String { try execute(["explain", "W1", "2026-08", "--as-of", "2026-10-05", "--language", "en"]).outputText }
        #expect(try !explain().contains("filed"))
        try file("2026-08")
        #expect(try explain().contains("2026-08 is filed (seal no. 1, revision 1)\n"))
        try place.write("input/inspections-late.csv", "inspection_id,member_id,time,item\nJ2,W1,2026-08-05 10:00,careless\n")
        #expect(try explain().contains("2026-08 is filed (seal no. 1, revision 1), as 98; now it would be 96"))
    }

    /// The first posting that differs is named.
    @Test func verifyNamesThePosting() throws {
        try run()
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\nJ1,W1,2026-08-04 10:00,attire\nJ2,W2,2026-08-04 10:00,attire\n")
        try verify(exit: 1, says: "2026-08,W2,王芳,一部,attire")
        try run()
        try verify()
        try file("2026-08")
        try place.write("input/inspections.csv", "inspection_id,member_id,time,item\nJ1,W1,2026-08-04 10:00,attire\n")
        try verify("2026-08", exit: 1, says: "removed W2 王芳 attire")
        #expect(FileTree(output).files["corrections/2026-08/changes.csv"] == nil, "verify writes nothing")
    }
}
