import GridModel
import RulePacks

/// How values of measures are written: with two decimals, or with more where a value would else seem to lie on the other side of a
/// bound of its target, or on it.
extension Measure {
    private static let mostPlaces = 6

    /// A value of a sort of period without its unit.
    func text(_ value: Average, _ kind: Period.Kind) -> String {
        let bounds = [targets[kind]?.atLeast, targets[kind]?.atMost].compactMap { $0 }
        let places = (2..<Self.mostPlaces).first { places in
            let rounded = value.rounded(places: places)
            return bounds.allSatisfy { rounded.side(of: $0) == value.side(of: $0) }
        }
        return value.text(places: places ?? Self.mostPlaces)
    }
}

extension Average {
    /// Rounded to two or more decimals, half away from zero; its sum is in parts of the last one.
    fileprivate func rounded(places: Int) -> Average {
        let count = Self.parts(places)
        let (above, below) = (Int128(sum.hundredths) * Int128(count), Int128(self.count))
        let magnitude = Int((2 * Int128(above.magnitude) + below) / (2 * below))
        return Average(sum: Points(hundredths: above < 0 ? -magnitude : magnitude), count: count)
    }

    fileprivate func text(places: Int) -> String {
        let rounded = rounded(places: places).sum.hundredths
        let digits = String(rounded.magnitude)
        let all = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
        return "\(rounded < 0 ? "-" : "")\(all.dropLast(places)).\(all.suffix(places))"
    }

    /// A value as it is written above, with two or more decimals.
    init?(amount text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let places = parts.dropFirst().first?.utf8.count, 2...9 ~= places,
            let number = Int(whole + parts[1]), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(sum: Points(hundredths: number), count: Self.parts(places))
    }

    /// How many parts of the last decimal are a hundredth.
    private static func parts(_ places: Int) -> Int { (2..<places).reduce(1) { parts, _ in parts * 10 } }
}
