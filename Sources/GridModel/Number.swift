/// An exact decimal of at most four places, as a column of type number holds it.
package struct Number: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many of its parts are one.
    package static let scale = 10_000
    package static let mostPlaces = 4
    /// As many digits may stand before the point.
    package static let mostDigits = 9

    package let tenThousandths: Int64

    package init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// A plain decimal such as `-3`, `97.5` or `0.1875`, of at most so many places; nil for anything else.
    package init?(_ text: some Collection<UInt8>, places: Int = Number.mostPlaces) {
        var (whole, fraction, digits, decimals, point) = (Int64(0), Int64(0), 0, 0, false)
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        for byte in rest {
            if byte == UInt8(ascii: "."), !point, digits > 0 {
                point = true
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            if point {
                decimals += 1
                guard decimals <= places else { return nil }
                fraction = fraction * 10 + Int64(byte - 0x30)
            } else {
                digits += 1
                guard digits <= Self.mostDigits else { return nil }
                whole = whole * 10 + Int64(byte - 0x30)
            }
        }
        guard digits > 0, !point || decimals > 0 else { return nil }
        for _ in decimals..<Self.mostPlaces { fraction *= 10 }
        let magnitude = whole * Int64(Self.scale) + fraction
        tenThousandths = isNegative ? -magnitude : magnitude
    }

    package static func < (left: Self, right: Self) -> Bool { left.tenThousandths < right.tenThousandths }

    /// Without trailing zeros: `-3`, `97.5`, `0.1875`.
    package var description: String {
        let magnitude = tenThousandths.magnitude
        var text = "\(magnitude / 10_000)"
        var fraction = magnitude % 10_000
        if fraction > 0 {
            text += "."
            var unit: UInt64 = 1_000
            while fraction > 0 {
                text += "\(fraction / unit)"
                fraction %= unit
                unit /= 10
            }
        }
        return tenThousandths < 0 ? "-" + text : text
    }
}
