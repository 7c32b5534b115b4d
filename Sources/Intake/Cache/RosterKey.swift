import Crypto
import GridModel

/// What of the roster the reading of past records rests on: who the members are, in their order, and in which months up to a
/// last one each is active. Names and groups are none of it.
struct RosterKey: Hashable, Sendable {
    let digest: [UInt8]

    init(digest: [UInt8]) {
        self.digest = digest
    }

    /// - Parameter latest: the last month that matters, from January 2000 on.
    init(_ roster: Roster, through latest: Int16) {
        var encoder = CacheEncoder()
        for member in roster.members {
            encoder.put(text: member.id)
            for row in member.rows {
                let first = row.from?.month.sinceMillennium ?? Int16.min
                guard first <= latest else { continue }
                encoder.put(first)
                encoder.put(min(row.to?.month.sinceMillennium ?? Int16.max, latest))
            }
        }
        digest = Array(SHA256.hash(data: encoder.bytes))
    }
}
