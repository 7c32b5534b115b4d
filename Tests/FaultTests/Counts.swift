import Foundation
import TestSupport

/// Where the files lie that calls are struck on.
enum Place: String {
    /// The folder that holds the output, and all below it.
    case base
    /// What is filed.
    case seals
    case logs
    /// The rule pack.
    case pack

    func path(in scene: Scene) -> String {
        switch self {
        case .base: scene.base
        case .seals: "\(scene.output)/filed"
        case .logs: scene.input
        case .pack: scene.rules
        }
    }
}

/// How many calls of some sort a step makes: what a random one is chosen from.
final class Counts {
    private var known: [String: Int] = [:]

    func calls(_ names: [String], of step: Step, at place: Place, more: [String: String] = [:]) throws -> Int {
        let key = "\(step.name) \(names) \(place) \(more)"
        if let count = known[key] { return count }
        let scene = try Scene(step, jobs: 1)
        _ = try scene.run(nil, Strike(calls: names, paths: place.path(in: scene), action: .count), more: more)
        guard let count = scene.struck.flatMap({ Int($0) }), count > 0 else { throw SetupFailure("no call of \(names) at \(place) in \(step.name)") }
        known[key] = count
        return count
    }
}

extension SplitMix {
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int.random(in: elements.indices, using: &self)] }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func isHeads(oneIn sides: Int = 2) -> Bool { number(1...sides) == 1 }
}
