import Foundation
import TestSupport

/// System calls of the program that shall not go as usual. The library FaultShim sees to it.
struct Strike: Sendable {
    enum Action: Sendable {
        /// The process gets a signal before the call.
        case kill(Int32)
        /// The call fails with this `errno`.
        case fail(Int32)
        /// A read or write ends after one byte.
        case short
        /// The process waits before the call until it is told to go on.
        case pause
        /// Calls are only counted.
        case count
    }

    var calls: [String]
    /// Only calls on files whose path holds this.
    var paths: String
    /// The first call that is struck, from 1.
    var at = 1
    /// How many in a row.
    var times = 1
    var action: Action

    /// Calls that change the file system.
    static let changing = [
        "create", "write", "mkdir", "rmdir", "unlink", "link", "rename", "renameat2", "chmod", "chown", "fchmod", "utimensat", "futimens", "fsync",
        "flock",
    ]
    /// Calls that look at it.
    static let looking = ["open", "read", "stat", "lstat", "fstat", "access", "opendir", "readdir", "realpath"]
    /// Calls that read logs.
    static let reading = ["open", "pread", "read", "fstat", "lstat", "access", "opendir", "readdir"]

    /// Variables of the environment for FaultShim.
    func variables(report: String) -> [String: String] {
        var variables = ["FAULT_CALLS": ",\(calls.joined(separator: ",")),", "FAULT_PATHS": paths, "FAULT_REPORT": report]
        switch action {
        case .kill(let signal): variables["FAULT_ACTION"] = "kill:\(signal)"
        case .fail(let number): variables["FAULT_ACTION"] = "fail:\(number)"
        case .short: variables["FAULT_ACTION"] = "short"
        case .pause: variables["FAULT_ACTION"] = "pause"
        case .count: return variables
        }
        variables["FAULT_AT"] = "\(at)"
        variables["FAULT_COUNT"] = "\(times)"
        return variables
    }

    /// The library, beside the program.
    static let library: String = {
        let path = (Project.program as NSString).deletingLastPathComponent + "/libFaultShim.so"
        precondition(FileManager.default.fileExists(atPath: path), "\(path) is missing; run swift build --build-tests first")
        return path
    }()
}

/// What the program takes for the time.
enum FixedClock {
    /// 2026-07-22. Always the same, so that trees can be compared byte for byte.
    static let seconds = 1_784_692_800
}
