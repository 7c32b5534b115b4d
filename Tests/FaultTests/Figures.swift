import Foundation

/// What came of many trials, for a person.
struct Figures {
    private struct Line {
        var trials = 0
        var hit = 0
        var midWrite = 0
        var endings: [String: Int] = [:]
        var failed = 0
    }

    private var lines: [String: Line] = [:]
    private(set) var trials = 0
    private(set) var hit = 0

    mutating func add(_ trial: Trial) {
        trials += 1
        if trial.isHit { hit += 1 }
        var line = lines[trial.kind] ?? Line()
        line.trials += 1
        if trial.isHit { line.hit += 1 }
        if trial.isMidWrite { line.midWrite += 1 }
        line.endings[trial.ending, default: 0] += 1
        if !trial.problems.isEmpty { line.failed += 1 }
        lines[trial.kind] = line
    }

    func text(_ title: String) -> String {
        func row(_ name: String, _ line: Line) -> String {
            let endings = line.endings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            let numbers = [line.trials, line.hit, line.midWrite, line.failed].map {
                String(repeating: " ", count: max(0, 6 - "\($0)".count)) + "\($0)"
            }
            return numbers.joined() + "  \(name) (\(endings))"
        }
        var sum = Line()
        for line in lines.values {
            sum.trials += line.trials
            sum.hit += line.hit
            sum.midWrite += line.midWrite
            sum.failed += line.failed
            sum.endings.merge(line.endings, uniquingKeysWith: +)
        }
        return
            ([title, "trials   hit  aside wrong  sort (tree or exit code: how often)"] + lines.sorted { $0.key < $1.key }.map(row) + [row("all", sum)])
            .joined(separator: "\n") + "\n"
    }
}
