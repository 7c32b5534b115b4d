/// Masks telephone numbers of the mainland: mobile numbers but for the first three and last four digits, fixed lines but for
/// the area code and the last three.
///
/// A number is told by its runs of digits: how long they are, what they begin with, and what stands between them. So a date,
/// a time, points or a longer number is never taken for one.
struct PhoneMask {
    /// Digits that stand together.
    private struct Run {
        let range: Range<Int>
        let digits: [UInt8]
    }

    private let scalars: [Unicode.Scalar]
    private var runs: [Run] = []
    private var masked: [Int] = []

    /// - Returns: whether something was masked.
    static func mask(_ scalars: inout [Unicode.Scalar]) -> Bool {
        var search = PhoneMask(scalars)
        search.find()
        for index in search.masked { scalars[index] = scalars[index].mask }
        return !search.masked.isEmpty
    }

    private init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        var index = 0
        while index < scalars.count {
            guard scalars[index].digit != nil else {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, scalars[index].digit != nil { index += 1 }
            runs.append(Run(range: start..<index, digits: scalars[start..<index].map { $0.digit! }))
        }
    }

    private mutating func find() {
        var next = 0
        while next < runs.count { next = mobile(next) ?? line(next) ?? next + 1 }
    }

    // MARK: Mobile numbers

    /// How long the runs of a mobile number may be.
    private static let groupings = [[11], [3, 4, 4], [3, 8], [7, 4], [4, 7], [3, 3, 5], [5, 6], [6, 5]]
    /// What may stand directly before one: the trunk digit, or the country.
    private static let prefixes: [[UInt8]] = [[], [0], [8, 6], [0, 0, 8, 6]]

    /// - Returns: the run behind the number, if one begins here.
    private mutating func mobile(_ first: Int) -> Int? {
        for prefix in Self.prefixes where runs[first].digits.starts(with: prefix) {
            for grouping in Self.groupings {
                let last = first + grouping.count - 1
                guard last < runs.count, runs[first].digits.count == prefix.count + grouping[0],
                    (1..<grouping.count).allSatisfy({ runs[first + $0].digits.count == grouping[$0] }),
                    (first..<last).allSatisfy({ isGap(behind: $0) }), isWhole(first, last)
                else { continue }
                let places = (first...last).flatMap { Array(runs[$0].range) }.dropFirst(prefix.count)
                let digits = places.map { scalars[$0].digit! }
                guard digits[0] == 1, digits[1] >= 3, !(grouping == [3, 8] && isDate(first + 1)) else { continue }
                masked += places.dropFirst(3).prefix(4)
                return last + 1
            }
        }
        return nil
    }

    // MARK: Fixed lines

    /// - Returns: the run behind the number, if one begins here.
    private mutating func line(_ first: Int) -> Int? {
        let digits = runs[first].digits
        if let found = line(first, from: 0, isAreaWhole: true) { return found }
        // Behind the country's number the area code has lost its zero.
        let country: [UInt8] = isPlus(before: first) ? [8, 6] : [0, 0, 8, 6]
        guard digits.starts(with: country) else { return nil }
        if digits.count > country.count { return line(first, from: country.count, isAreaWhole: false) }
        guard first + 1 < runs.count, isGap(behind: first) else { return nil }
        return line(first + 1, from: 0, isAreaWhole: false)
    }

    /// - Parameters:
    ///   - offset: where in the run the area code begins.
    ///   - isAreaWhole: whether it begins with its zero.
    private mutating func line(_ first: Int, from offset: Int, isAreaWhole: Bool) -> Int? {
        let digits = (isAreaWhole ? [] : [0]) + runs[first].digits[offset...]
        guard let area = Self.areaLength(digits) else { return nil }
        // Where in the run the number within the area begins.
        let start = offset + area - (isAreaWhole ? 0 : 1)
        if start < runs[first].digits.count { return local(first, first, from: start) }
        guard start == runs[first].digits.count, first + 1 < runs.count, isGap(behind: first, mayClose: true) else { return nil }
        if !isDate(first + 1), let found = local(first, first + 1, from: 0) { return found }
        guard isTied(behind: first) || area == 3, first + 2 < runs.count, isGap(behind: first + 1) else { return nil }
        let lengths = [runs[first + 1].digits.count, runs[first + 2].digits.count]
        guard lengths == [3, 4] || lengths == [4, 4], runs[first + 1].digits[0] >= 2, isWhole(first, first + 2) else { return nil }
        masked += (Array(runs[first + 1].range) + Array(runs[first + 2].range)).dropLast(3)
        return first + 3
    }

    /// Masks the number within the area if a run holds it from an offset on.
    private mutating func local(_ first: Int, _ run: Int, from offset: Int) -> Int? {
        let digits = runs[run].digits[offset...]
        guard digits.count == 7 || digits.count == 8, digits[offset] >= 2, isWhole(first, run) else { return nil }
        masked += runs[run].range.dropFirst(offset).dropLast(3)
        return run + 1
    }

    /// How long the area code is that digits begin with: `010`, `02x`, or four digits from `03xx` on.
    private static func areaLength(_ digits: [UInt8]) -> Int? {
        guard digits.count >= 3, digits[0] == 0 else { return nil }
        switch digits[1] {
        case 1: return digits[2] == 0 ? 3 : nil
        case 2: return 3
        case 3...9: return digits.count >= 4 ? 4 : nil
        default: return nil
        }
    }

    // MARK: What stands around

    /// Whether only a little white space and hyphens stand between a run and the next.
    private func isGap(behind run: Int, mayClose: Bool = false) -> Bool {
        let gap = scalars[runs[run].range.upperBound..<runs[run + 1].range.lowerBound]
        return gap.count <= 3 && gap.allSatisfy { $0.isHyphen || $0.properties.isWhitespace || (mayClose && $0.isClosing) }
    }

    /// Whether a hyphen or bracket ties a run to the next: white space alone may part two things.
    private func isTied(behind run: Int) -> Bool {
        scalars[runs[run].range.upperBound..<runs[run + 1].range.lowerBound].contains { $0.isHyphen || $0.isClosing }
    }

    /// Whether a run is a date in eight digits, with white space before it.
    private func isDate(_ run: Int) -> Bool {
        let digits = runs[run].digits
        guard digits.count == 8, !isTied(behind: run - 1), [[1, 9], [2, 0]].contains(Array(digits[..<2])) else { return false }
        return (1...12).contains(digits[4] * 10 + digits[5]) && (1...31).contains(digits[6] * 10 + digits[7])
    }

    /// Whether runs are no part of a number with a decimal point.
    private func isWhole(_ first: Int, _ last: Int) -> Bool {
        let (start, end) = (runs[first].range.lowerBound, runs[last].range.upperBound)
        let isFraction = start >= 2 && scalars[start - 1].isPoint && scalars[start - 2].digit != nil
        let hasFraction = end + 1 < scalars.count && scalars[end].isPoint && scalars[end + 1].digit != nil
        return !isFraction && !hasFraction
    }

    private func isPlus(before run: Int) -> Bool {
        let start = runs[run].range.lowerBound
        return start > 0 && (scalars[start - 1] == "+" || scalars[start - 1] == "＋")
    }
}

extension Unicode.Scalar {
    fileprivate var isHyphen: Bool { self == "-" || self == "－" || value == 0x2212 || (0x2010...0x2015).contains(value) }
    fileprivate var isClosing: Bool { self == ")" || self == "）" }
    fileprivate var isPoint: Bool { self == "." || self == "．" }
}
