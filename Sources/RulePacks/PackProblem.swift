/// One thing wrong with a rule pack, with the place to mend it.
package struct PackProblem: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// Line and column, counted from 1; nil if the whole file is meant.
    package let position: Position?
    package let message: String

    package struct Position: Sendable, Hashable, Comparable {
        package let line: Int
        package let column: Int

        package static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
    }

    /// `rules/x.yaml:42:7: error: …`
    package var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): error: \(message)"
    }
}

/// A rule pack that cannot be used, with everything found wrong in it.
package struct RulePackError: Error, CustomStringConvertible {
    package let problems: [PackProblem]
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Collects what is wrong while a pack is read, so that all of it is told at once.
final class ProblemList {
    private(set) var problems: [PackProblem] = []

    func add(_ message: String, file: String, line: Int? = nil, column: Int? = nil) {
        let position = line.map { PackProblem.Position(line: $0, column: column ?? 1) }
        problems.append(PackProblem(file: file, position: position, message: message))
    }
}

/// The known name nearest to a misspelt one, if it is near enough to be meant.
func nearest(to name: String, in known: [String]) -> String? {
    let scored = known.map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
    guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, name.utf8.count / 3) ? best.name : nil
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one name to another.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count < 100, right.count < 100 else { return Int.max }
    var rows = [Array(0...right.count)]
    for (row, byte) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            let replaced = rows[row][column] + (byte == other ? 0 : 1)
            var least = min(replaced, rows[row][column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other { least = min(least, rows[row - 1][column - 1] + 1) }
            current.append(least)
        }
        rows.append(current)
    }
    return rows[left.count][right.count]
}
