import Dispatch
import Glibc
import Synchronization

/// The check named by the variable FUZZ_CHECK.
private let check: any FuzzCheck = {
    let name = getenv("FUZZ_CHECK").map { String(cString: $0) } ?? ""
    do {
        if let check = try FuzzChecks.check(named: name) { return check }
    } catch {
        fatalError("\(name): \(error)")
    }
    fatalError("FUZZ_CHECK is none of \(FuzzChecks.all.map(\.name).joined(separator: ", "))")
}()

/// What libFuzzer calls with bytes of its own making. A problem is a crash: libFuzzer keeps the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let done = DispatchSemaphore(value: 0)
    Task {
        do {
            if let problem = try await check.problem(bytes) { fatalError(problem) }
        } catch {
            fatalError("\(error)")
        }
        done.signal()
    }
    done.wait()
    return 0
}
