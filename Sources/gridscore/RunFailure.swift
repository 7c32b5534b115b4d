import GridModel
import Glibc
import Intake
import Reports
import RulePacks

/// Why a command ends without success: one case an exit code.
struct RunFailure: Error {
    enum Code: Int32 {
        case refused = 1
        case rejects = 2
        case usage = 64
        case data = 65
        case noInput = 66
        case contradiction = 70
        case cannotCreate = 73
        case cannotWrite = 74
        case tryAgain = 75
        case rules = 78
    }

    /// One thing that is wrong.
    struct Cause {
        /// What the log says of it: the place, what is wrong and what to do.
        let message: String
        var place: Place?
        /// What is wrong, without the place.
        let text: String

        init(_ message: String, at place: Place? = nil, text: String? = nil) {
            self.message = message
            self.place = place
            self.text = text ?? message
        }
    }

    /// A file, and where in it.
    struct Place {
        let file: String
        var line: Int?
        var column: Int?
    }

    let code: Code
    let causes: [Cause]
    /// Whether what was published before is untouched for certain.
    var leavesPublished = true
    /// What the log says, a line each.
    var messages: [String] { causes.map(\.message) }

    init(_ code: Code, causes: [Cause]) {
        self.code = code
        self.causes = causes
    }

    init(_ code: Code, _ messages: [String]) {
        self.init(code, causes: messages.map { Cause($0) })
    }

    init(_ error: RulePackError) {
        self.init(
            .rules,
            causes: error.problems.map {
                Cause($0.description, at: Place(file: $0.file, line: $0.position?.line, column: $0.position?.column), text: $0.message)
            })
    }

    /// - Parameter faults: what says more about the failure.
    init(_ error: IntakeFailure, _ language: Language, faults: [Cause] = []) {
        func say(_ file: String?, _ chinese: String, _ english: String) -> [Cause] {
            faults + [Cause(language.say(chinese, english), at: file.map { Place(file: $0) })]
        }
        switch error {
        case .folderMissing(let path, let reason):
            self.init(.noInput, causes: say(path, "无法读取输入文件夹 \(path)：\(reason)", "\(path): error: the input folder cannot be read: \(reason)"))
        case .nothingToRead(let path):
            self.init(
                .noInput, causes: say(path, "输入文件夹 \(path) 中没有可读的 .csv 或 .xml 文件", "\(path): error: the input folder holds no .csv or .xml to read"))
        case .cannotOpen(let file, let reason):
            self.init(.noInput, causes: say(file, "无法打开 \(file)：\(reason)", "\(file): error: the file cannot be opened: \(reason)"))
        case .changed(let file):
            self.init(.tryAgain, causes: say(file, "\(file) 在读取过程中被改动，请稍后重试", "\(file): error: the file changed while it was read; try again later"))
        case .noRoster(let kind, _, _):
            self.init(.data, causes: say(nil, "没有可用的花名册：\(kind) 中没有一行有效", "\(kind): error: no usable roster: no row of it can be used"))
        }
    }

    init(_ error: PublishFailure, _ language: Language) {
        func cause(_ file: String, _ chinese: String, _ english: String) -> [Cause] {
            [Cause(language.say(chinese, english), at: Place(file: file))]
        }
        switch error {
        case .cannotCreate(let path, let reason):
            self.init(
                .cannotCreate,
                causes: cause(
                    path, "无法创建输出 \(path)：\(reason)；原有结果未变",
                    "\(path): error: the output cannot be created: \(reason); what was published before is untouched"))
        case .cannotWrite(let path, let reason):
            self.init(
                .cannotWrite,
                causes: cause(
                    path, "无法写入 \(path)：\(reason)；原有结果未变",
                    "\(path): error: the output cannot be written: \(reason); what was published before is untouched"))
        case .halfway(let path):
            self.init(
                .cannotWrite,
                causes: cause(
                    path, "\(path)：替换结果时磁盘出错，结果可能新旧并存；下一次运行会恢复",
                    "\(path): error: the disk failed while old and new results were exchanged; both may be seen until the next run, which mends it"))
            leavesPublished = false
        case .locked(let path):
            self.init(.tryAgain, causes: cause(path, "另一次运行正在进行（\(path)），请稍后重试", "\(path): error: another run holds the lock; try again later"))
        }
    }

    /// Says why and ends the process.
    ///
    /// - Parameter handover: the page for whoever mends it, if a nightly run has failed.
    func end(_ handover: Handover? = nil) -> Never {
        for message in messages { Log.error(message) }
        // A run that ends with 2 has published.
        if code == .rejects { handover?.remove() } else { handover?.write(self) }
        exit(code.rawValue)
    }
}

extension PublishFailure {
    /// What is said if the new tree stands, but nobody knows whether it would outlast a power cut.
    func unconfirmed(_ language: Language) -> String {
        let what =
            switch self {
            case .cannotCreate(let path, let reason), .cannotWrite(let path, let reason): "\(path): \(reason)"
            case .halfway(let path), .locked(let path): path
            }
        return language.say("\(what)；新结果已发布，但磁盘没有确认写入", "\(what); the new results are published, but the disk has not confirmed them")
    }
}

/// The log: standard error, a line a message.
enum Log {
    static func error(_ message: String) { line(message) }

    static func line(_ text: String) {
        write(text + "\n", to: 2)
    }

    static func output(_ text: String) {
        write(text + "\n", to: 1)
    }

    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
