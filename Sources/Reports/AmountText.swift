import GridModel
import RulePacks

/// How values of measures are written: with two decimals, or with more where a value would else seem to lie on the other side of a
/// bound of its target, or on it.
extension Measure {
    static let mostPlaces = 6

    /// A value of a sort of period without its unit.
    func text(_ value: Average, _ kind: Period.Kind) -> String {
        let bounds = [targets[kind]?.atLeast, targets[kind]?.atMost].compactMap { $0 }
        let places = (2..<Self.mostPlaces).first { places in
            bounds.allSatisfy { bound in
                let rounded = Int128(value.rounded(places: places)) * Int128(Number.scale)
                return Self.side(rounded, Int128(bound.tenThousandths) * Self.power(places))
                    == Self.side(Int128(value.sum.hundredths) * 100, Int128(bound.tenThousandths) * Int128(value.count))
            }
        }
        return value.text(places: places ?? Self.mostPlaces)
    }

    private static func side(_ value: Int128, _ bound: Int128) -> Int { value < bound ? -1 : value > bound ? 1 : 0 }

    fileprivate static func power(_ places: Int) -> Int128 { (0..<places).reduce(1) { power, _ in power * 10 } }
}

extension Average {
    /// Rounded to so many decimals, half away from zero, in parts of the last one.
    fileprivate func rounded(places: Int) -> Int {
        let (above, below) = (Int128(sum.hundredths) * Measure.power(places), 100 * Int128(count))
        let magnitude = (2 * Int128(above.magnitude) + below) / (2 * below)
        return Int(above < 0 ? -magnitude : magnitude)
    }

    fileprivate func text(places: Int) -> String {
        let rounded = rounded(places: places)
        let digits = String(rounded.magnitude)
        let all = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
        return "\(rounded < 0 ? "-" : "")\(all.dropLast(places)).\(all.suffix(places))"
    }

    /// A value as it is written above, with any number of decimals up to six.
    init?(amount text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let places = parts.dropFirst().first?.utf8.count, 2...Measure.mostPlaces ~= places,
            let number = Int(whole + parts[1]), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(sum: Points(hundredths: number), count: Int(Measure.power(places - 2)))
    }
}
