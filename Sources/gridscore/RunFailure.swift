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

    let code: Code
    /// What the log says: each line names the file and what to do.
    let messages: [String]

    init(_ code: Code, _ messages: [String]) {
        self.code = code
        self.messages = messages
    }

    init(_ error: RulePackError) {
        self.init(.rules, error.problems.map(\.description))
    }

    /// - Parameter faults: lines that say more about the failure.
    init(_ error: IntakeFailure, _ language: Language, faults: [String] = []) {
        func say(_ chinese: String, _ english: String) -> [String] { faults + [language == .chinese ? chinese : english] }
        switch error {
        case .folderMissing(let path, let reason):
            self.init(.noInput, say("无法读取输入文件夹 \(path)：\(reason)", "\(path): error: the input folder cannot be read: \(reason)"))
        case .nothingToRead(let path):
            self.init(.noInput, say("输入文件夹 \(path) 中没有可读的 .csv 或 .xml 文件", "\(path): error: the input folder holds no .csv or .xml to read"))
        case .cannotOpen(let file, let reason):
            self.init(.noInput, say("无法打开 \(file)：\(reason)", "\(file): error: the file cannot be opened: \(reason)"))
        case .changed(let file):
            self.init(.tryAgain, say("\(file) 在读取过程中被改动，请稍后重试", "\(file): error: the file changed while it was read; try again later"))
        case .noRoster(let kind, _, _):
            self.init(.data, say("没有可用的花名册：\(kind) 中没有一行有效", "\(kind): error: no usable roster: no row of it can be used"))
        }
    }

    init(_ error: PublishFailure, _ language: Language) {
        let chinese = language == .chinese
        switch error {
        case .cannotCreate(let path, let reason):
            self.init(
                .cannotCreate,
                [
                    chinese
                        ? "无法创建输出 \(path)：\(reason)；原有结果未变"
                        : "\(path): error: the output cannot be created: \(reason); what was published before is untouched"
                ])
        case .cannotWrite(let path, let reason):
            self.init(
                .cannotWrite,
                [
                    chinese
                        ? "无法写入 \(path)：\(reason)；原有结果未变"
                        : "\(path): error: the output cannot be written: \(reason); what was published before is untouched"
                ])
        case .halfway(let path):
            self.init(
                .cannotWrite,
                [
                    chinese
                        ? "\(path)：替换结果时磁盘出错，结果可能新旧并存；下一次运行会恢复"
                        : "\(path): error: the disk failed while old and new results were exchanged; both may be seen until the next run, which mends it"
                ])
        case .locked(let path):
            self.init(.tryAgain, [chinese ? "另一次运行正在进行（\(path)），请稍后重试" : "\(path): error: another run holds the lock; try again later"])
        }
    }

    /// Says why and ends the process.
    func end() -> Never {
        for message in messages { Log.error(message) }
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
        return language == .chinese ? "\(what)；新结果已发布，但磁盘没有确认写入" : "\(what); the new results are published, but the disk has not confirmed them"
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

    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
