import GridModel
import PropertyKit
import Testing

@testable import Intake

@Suite struct MemberIndexTests {
    @Test func activeAsTheRosterSays() throws {
        try property(seed: 2100, cases: 400) { random in
            // Days around the ends of the bit words and of the calendar too.
            let centre = random.pick([0, 1948, 9800, 36_000])
            func day() -> CivilDate? { random.once(in: 4) ? nil : CivilDate(dayNumber: Int32(min(36_524, max(0, centre + random.int(-100...100))))) }
            let members = (0..<random.int(1...6)).map { number in
                Member(
                    id: "m\(number)",
                    rows: (0..<random.int(1...3)).compactMap { _ in
                        let (from, to) = (day(), day())
                        guard from == nil || to == nil || from! <= to! else { return nil }
                        return RosterRow(name: "n", group: "g", unit: "", from: from, to: to)
                    })
            }
            let asOf = CivilDate(dayNumber: Int32(min(36_524, max(0, centre + random.int(-120...120)))))
            let roster = Roster(members: members)
            let index = MemberIndex(roster, asOf: asOf, fingerprint: Fingerprint(seed: random.next()))
            for (number, member) in roster.members.enumerated() {
                let middle = Int(asOf.month.sinceMillennium)
                for month in max(0, middle - 9)...min(1199, middle + 5) {
                    let expected = member.isActive(in: Month(sinceMillennium: Int16(month)), asOf: asOf)
                    if index.isActive(Int32(number), Int16(month)) != expected {
                        return "\(member.rows) as of \(asOf) is \(expected ? "" : "not ")active in \(Month(sinceMillennium: Int16(month)))"
                    }
                }
            }
            return index.isActive(0, -1) ? "active in no month" : nil
        }
    }

    /// Years apart, in any order, beyond either end of the months: gaps are looked up in words of bits.
    @Test func gapsOfAnyLength() throws {
        try property(seed: 2150, cases: 60) { random in
            let members = (0..<random.int(1...4)).map { number in
                Member(
                    id: "m\(number)",
                    rows: (0..<random.int(0...6)).map { _ in
                        let first = random.int(-400...36_900)
                        let from = random.once(in: 8) ? nil : CivilDate(dayNumber: Int32(first))
                        let to =
                            random.once(in: 8) ? nil : CivilDate(dayNumber: Int32(first + random.pick([0, 20, 400, 2000, random.int(0...9000)])))
                        return RosterRow(name: "n", group: "g", unit: "", from: from, to: to)
                    })
            }
            let asOf = CivilDate(dayNumber: Int32(random.pick([0, 9861, 36_524, random.int(0...36_524)])))
            let roster = Roster(members: members)
            let index = MemberIndex(roster, asOf: asOf, fingerprint: Fingerprint(seed: random.next()))
            for (number, member) in roster.members.enumerated() {
                for month in Int16(-1)..<1280 {
                    let expected = month >= 0 && member.isActive(in: Month(sinceMillennium: month), asOf: asOf)
                    if index.isActive(Int32(number), month) != expected {
                        return "\(member.rows) as of \(asOf) is \(expected ? "not " : "")active in \(Month(sinceMillennium: month))"
                    }
                }
            }
            return nil
        }
    }

    @Test func membersAreFoundByTheirBytes() throws {
        let ids = (0..<3000).map { "m\($0)" } + ["é", "e\u{301}", "", "M1"]
        let roster = Roster(members: ids.map { Member(id: $0, rows: []) })
        let index = MemberIndex(roster, asOf: CivilDate(dayNumber: 0), fingerprint: Fingerprint(seed: 3))
        func find(_ id: String) -> Int32 { Array(id.utf8).withUnsafeBufferPointer { index.find($0)?.member ?? -1 } }
        for (number, member) in roster.members.enumerated() where find(member.id) != number { Issue.record("\(member.id) is at \(find(member.id))") }
        for id in ["m3000", "m", "m1 ", "m01", "E"] { #expect(find(id) == -1) }
    }
}
