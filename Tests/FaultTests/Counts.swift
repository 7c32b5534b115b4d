import Foundation
import TestSupport

/// How many calls of some sort a step makes: what a random one is chosen from.
final class Counts {
    private var known: [String: Int] = [:]

    /// - Parameter paths: where the files of the calls lie, from the scene.
    func calls(_ names: [String], of step: Step, at paths: (Scene) -> String, more: [String: String] = [:]) throws -> Int {
        let scene = try Scene(step, jobs: 1)
        let place = paths(scene)
        let key = "\(step.name) \(names) \(place.hasPrefix(scene.place.path) ? "output" : place) \(more)"
        if let count = known[key] { return count }
        _ = try scene.run(nil, Strike(calls: names, paths: place, action: .count), more: more)
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
