import Synchronization

/// The results of `body` for 0..<count, in order, computed by up to `jobs` tasks that claim indices one by one.
///
/// Nothing about the result depends on the number of jobs. If several calls throw, the error of the lowest index is thrown.
package func parallelMap<Result: Sendable>(
    _ count: Int, jobs: Int, _ body: @escaping @Sendable (Int) throws -> Result
) async throws -> [Result] {
    if count <= 1 || jobs <= 1 { return try (0..<count).map(body) }
    let next = Counter()
    return try await withThrowingTaskGroup(of: [(Int, Swift.Result<Result, any Error>)].self) { group in
        for _ in 0..<min(jobs, count) {
            group.addTask {
                var done: [(Int, Swift.Result<Result, any Error>)] = []
                while true {
                    let index = next.claim()
                    guard index < count else { return done }
                    done.append((index, Swift.Result { try body(index) }))
                }
            }
        }
        var results: [(Int, Swift.Result<Result, any Error>)] = []
        for try await part in group { results += part }
        results.sort { $0.0 < $1.0 }
        return try results.map { try $0.1.get() }
    }
}

/// The result of `one`, which is computed while `other` runs, or before it if there is only one job.
package func sideBySide<Result: Sendable>(
    jobs: Int, _ one: @escaping @Sendable () throws -> Result, and other: () async throws -> Void
) async throws -> Result {
    if jobs <= 1 {
        let result = try one()
        try await other()
        return result
    }
    async let result = one()
    try await other()
    return try await result
}

/// Hands out 0, 1, 2, … to whoever asks first.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func claim() -> Int {
        value.wrappingAdd(1, ordering: .relaxed).oldValue
    }
}
