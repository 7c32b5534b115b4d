import TestSupport

/// A company small enough to be scored in no time: three members, four months of calls and tickets, nothing to refuse.
enum Company {
    static let months = ["2026-04", "2026-05", "2026-06", "2026-07"]

    /// Writes the logs below `input` of a folder.
    ///
    /// - Parameter isLate: with a call of the first month that came in late and costs points.
    static func write(to place: TemporaryFolder, isLate: Bool) throws {
        try place.write("input/members.csv", "member_id,name,department\nW1,李明,一部\nW2,王芳,一部\nW3,赵强,二部\n")
        for (index, month) in months.enumerated() {
            try place.write("input/\(month)/calls.csv", header + calls(month, index))
            try place.write("input/\(month)/tickets.xml", tickets(month))
        }
        if isLate { try place.write("input/2026-04/calls-late.csv", header + "late,W2,2026-04-28 10:00,private,answered,\n") }
    }

    private static let header = "call_id,member_id,time,purpose,outcome,note\n"

    private static func calls(_ month: String, _ index: Int) -> String {
        var text = ""
        for day in 1...9 {
            text += "\(month)-\(day),W\(day % 3 + 1),\(month)-0\(day) 09:12,\(day == index + 1 ? "private" : "consult"),answered,\n"
        }
        return text
    }

    private static func tickets(_ month: String) -> String {
        let rows = (1...6).map {
            "<ticket ticket_id=\"T\(month)-\($0)\" member_id=\"W\($0 % 3 + 1)\" opened=\"\(month)-0\($0)T08:22\" due=\"\(month)-09\" "
                + "closed=\"\(month)-0\($0)T11:03\" source=\"微信群\" kind=\"other\" appointment=\"none\"/>\n"
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tickets>\n" + rows.joined() + "</tickets>\n"
    }
}
