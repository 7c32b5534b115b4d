import GridModel
import Glibc
import Reports

/// The page that is handed to whoever mends it when a nightly run has failed: what, where, by whom, and how to go on.
///
/// It stands beside the output, never in it, and goes with the next run that publishes. It never changes how a run ends.
struct Handover: Bilingual {
    /// Where it stands.
    let file: String
    let input: String
    let output: String
    let language: Language

    /// - Parameter file: where it is to stand; nil for the place beside the output.
    init(file: String?, input: String, output: String, language: Language) {
        var name = output[...]
        while name.count > 1, name.hasSuffix("/") { name.removeLast() }
        self.file = file ?? "\(name).failed.txt"
        self.input = input
        self.output = output
        self.language = language
    }

    /// The page of a run whose arguments cannot be understood as a whole: what can be, is.
    ///
    /// - Returns: nil if it was no nightly run: another command, or one beside which nothing was ever published.
    init?(misunderstood arguments: [String]) {
        guard arguments.dropFirst().first == "run" else { return nil }
        func value(_ name: String) -> String? {
            for (index, word) in arguments.enumerated().reversed() {
                if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
                if word == name, index + 1 < arguments.count { return arguments[index + 1] }
            }
            return nil
        }
        let file = value("--handover")
        let folders = SchemeFolders(named: value("--scheme"))
        self.init(
            file: file, input: value("--input") ?? folders.input, output: value("--output") ?? folders.output,
            language: value("--language").flatMap { Language(rawValue: $0) } ?? .chinese)
        guard file != nil || access(output, F_OK) == 0 else { return nil }
    }

    // MARK: The file

    /// Writes the page and says where it is.
    func write(_ failure: RunFailure) {
        guard isOurs else { return tell("it is no page of an earlier run") }
        let new = "\(file).new"
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return tell(String(cString: strerror(errno))) }
        // Read by the group of the job's user, as the results are.
        let isWritten = fchmod(descriptor, 0o640) == 0 && Log.write(text(failure), to: descriptor)
        let isWhole = close(descriptor) == 0 && isWritten
        guard isWhole, rename(new, file) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(new)
            return tell(reason)
        }
        Log.line(say("交接单：\(absolute(file))", "hand-over: \(absolute(file))"))
    }

    /// Removes the page of an earlier run.
    func remove() {
        if isOurs { unlink(file) }
    }

    private func tell(_ reason: String) {
        Log.line(say("交接单 \(file) 无法写入：\(reason)", "\(file): the hand-over cannot be written: \(reason)"))
    }

    /// Whether nothing stands in the page's place, or an earlier page: a path that was given by mistake must not lose what is there.
    private var isOurs: Bool {
        var status = stat()
        guard lstat(file, &status) == 0 else { return true }
        guard status.st_mode & S_IFMT == S_IFREG else { return false }
        let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let start = [UInt8](unsafeUninitializedCapacity: 256) { $1 = max(0, read(descriptor, $0.baseAddress, 256)) }
        return Language.allCases.contains { start.starts(with: Self.title($0).utf8) }
    }

    // MARK: The text

    private static func title(_ language: Language) -> String { language.say("计分程序运行失败交接单", "gridscore: hand-over of a failed run") }

    private func text(_ failure: RunFailure) -> String {
        let rule = String(repeating: "-", count: 72)
        let advice = Advice(failure.code)
        var lines = [
            Self.title(language), rule,
            say("时间：\(Clock.now)（北京时间）", "time: \(Clock.now) in China"),
            say(
                "机器：\(Self.host)　用户：\(Self.user)　退出码：\(failure.code.rawValue)",
                "machine: \(Self.host)  user: \(Self.user)  exit code: \(failure.code.rawValue)"),
            "", say("一、发生了什么", "1. What happened"),
        ]
        lines += indented([advice.what[language], published(failure)])
        lines += ["", say("二、哪个文件，哪一行", "2. Which file, which line")]
        for cause in Self.sorted(failure.causes).prefix(Self.most) {
            if let place = cause.place { lines += indented([shown(place, failure.code)]) }
            let text = TerminalText.safe(cause.text.split(separator: "\n").joined(separator: " "), longest: 200)
            lines += indented([say("程序原话：", "the program says: ") + text])
        }
        let more = failure.causes.count - Self.most
        if more > 0 { lines += indented([say("……另有\(more)处，见运行日志", "… and \(more) more, see the log of the run")]) }
        lines += ["", say("三、应当怎样", "3. What is expected")] + indented([advice.expected[language]])
        lines += ["", say("四、由谁处理", "4. Who mends it")] + indented([advice.who[language]])
        lines += ["", say("五、处理好以后，重新运行", "5. When it is mended, run again")]
        lines += indented([
            failure.code == .usage
                ? say("以用户 \(Self.user) 的身份执行（下面是原命令，请先改正）：", "as the user \(Self.user); this is the command as it was, correct it first:")
                : say("以用户 \(Self.user) 的身份执行：", "as the user \(Self.user):"),
            "", Self.command, "",
            say("下一次运行成功后，本单自动删除。", "The next run that publishes removes this page."),
        ])
        lines += ["", rule, say("处理人：　　　　　　　　　　日期：　　　　　　　　　　结果：", "mended by:                    on:                    result:")]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Causes on one page.
    private static let most = 6

    /// Files with the fewest causes first: one wrong rule makes every example wrong that names it.
    private static func sorted(_ causes: [RunFailure.Cause]) -> [RunFailure.Cause] {
        let counts = Dictionary(causes.map { ($0.place?.file ?? "", 1) }, uniquingKeysWith: +)
        func count(_ cause: RunFailure.Cause) -> Int { counts[cause.place?.file ?? ""] ?? 0 }
        return causes.enumerated().sorted { (count($0.element), $0.offset) < (count($1.element), $1.offset) }.map(\.element)
    }

    private func indented(_ lines: [String]) -> [String] { lines.map { $0.isEmpty ? "" : "    " + $0 } }

    /// What readers of the results see meanwhile.
    private func published(_ failure: RunFailure) -> String {
        guard failure.leavesPublished else {
            return say("已发布的结果可能新旧并存，下一次运行成功之前请勿使用。", "Old and new results may stand side by side: do not use them until the next run has published.")
        }
        do {
            guard let tree = try PublishedTree(at: output), let manifest = try PublishedManifest(of: tree) else {
                return say("还没有发布过结果。", "Nothing was ever published.")
            }
            let (day, time) = (manifest.asOf.map(\.description) ?? "?", manifest.finished.map { $0.prefix(19).replacing("T", with: " ") } ?? "?")
            return say(
                "已发布的结果没有变，仍是上一次的：截至\(day)，\(time)发布，可以照常查看。",
                "The published results are untouched, those of the last run: as of \(day), published \(time).")
        } catch {
            return say("已发布的结果没有变，但现在无法读取。", "The published results are untouched, but cannot be read now.")
        }
    }

    private func shown(_ place: RunFailure.Place, _ code: RunFailure.Code) -> String {
        // Logs are named below the folder they were read from.
        let isLog = [.data, .noInput, .tryAgain].contains(code) && !place.file.hasPrefix("/") && place.file != input
        let file = TerminalText.safe(absolute(isLog ? "\(input)/\(place.file)" : place.file))
        let line = place.line.map { say("，第\($0)行", ", line \($0)") } ?? ""
        let column = place.column.map { say("第\($0)列", ", column \($0)") } ?? ""
        return say("文件：", "file: ") + file + line + column
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(Self.workingFolder)/\(path)" }

    private static var workingFolder: String {
        guard let pointer = getcwd(nil, 0) else { return "." }
        defer { free(pointer) }
        let path = String(cString: pointer)
        return path == "/" ? "" : path
    }

    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        return gethostname(&name, 255) == 0 ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "?"
    }

    private static var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())" }

    /// The command as it was given, for a shell.
    private static var command: String {
        let folder = workingFolder.isEmpty ? "/" : workingFolder
        return "cd \(quoted(folder)) && " + CommandLine.arguments.map { quoted($0) }.joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                !$0.isASCII || $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_@%+=:,./-".unicodeScalars.contains($0)
            }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// What a class of failures asks for.
private struct Advice {
    let what: TextPair
    let expected: TextPair
    let who: TextPair

    private static let administrator = TextPair(zh: "服务器维护人员。", en: "Whoever looks after the machine.")

    init(_ code: RunFailure.Code) {
        switch code {
        case .usage:
            what = TextPair(zh: "运行命令写错了，或者机器的时钟不对，程序没有开始计分。", en: "The command is wrong, or the machine's clock is; nothing was scored.")
            expected = TextPair(
                zh: "命令的参数与 gridscore help run 所列一致；机器的年份在2000年至2099年之间。",
                en: "Options as gridscore help run lists them, and a clock between 2000 and 2099.")
            who = TextPair(zh: "服务器维护人员（定时任务、时钟）。", en: "Whoever looks after the machine: the job's command, the clock.")
        case .data:
            what = TextPair(
                zh: "花名册没有一行可用，或者有日志文件残缺（用了 --strict），没有计分。", en: "The roster has no row that can be used, or with --strict a log is broken off.")
            expected = TextPair(
                zh: "花名册在日志文件夹中，至少有一行没有错误；每个日志文件都完整。",
                en: "A roster with at least one row without fault; logs that are complete.")
            who = TextPair(zh: "花名册由人力资源改正；日志由提供该文件的部门重新导出。", en: "The roster: human resources. A log: the department that keeps it.")
        case .noInput:
            what = TextPair(
                zh: "读不到日志：文件夹不存在、里面没有日志，或者有文件打不开。", en: "The logs cannot be read: the folder is missing or empty, or a file cannot be opened.")
            expected = TextPair(
                zh: "日志文件夹已经挂载，里面有 .csv 或 .xml 文件，上面的用户有权读取全部文件。",
                en: "The folder is mounted and holds .csv or .xml files, all of them readable for the user above.")
            who = TextPair(
                zh: "服务器维护人员（挂载、权限）；文件没有送到的，由送日志的部门补送。", en: "Whoever looks after the machine; for logs that never came, whoever delivers them.")
        case .contradiction, .refused, .rejects:
            what = TextPair(
                zh: "程序自查发现前后矛盾，为避免发布错误的得分而停止。", en: "The program contradicts itself and has stopped before it would publish wrong scores.")
            expected = TextPair(zh: "这是程序的缺陷，日志和规则不必改动。", en: "This is a fault of the program; logs and rules need no change.")
            who = TextPair(
                zh: "程序的开发者。请原样保留日志文件夹，连同本单一并报告。", en: "Whoever maintains the program. Keep the logs as they are and report them with this page.")
        case .cannotCreate:
            what = TextPair(zh: "结果放不进输出文件夹：没有权限，或者被别的东西挡住。", en: "The output cannot be created: no permission, or something is in the way.")
            expected = TextPair(
                zh: "输出文件夹和它的上级文件夹都可由上面的用户写入；输出的位置上是文件夹，不是文件。",
                en: "The output and the folder that holds it can be written by the user above; the output is a folder.")
            who = Self.administrator
        case .cannotWrite:
            what = TextPair(
                zh: "结果写不下去：磁盘已满、超过配额，或者磁盘出错。", en: "The output cannot be written: the disk is full, a quota is used up, or the disk fails.")
            expected = TextPair(zh: "磁盘完好，空余空间不少于现有结果的大小（df -h 可以查看）。", en: "A sound disk with as much free space as the results take (see df -h).")
            who = Self.administrator
        case .tryAgain:
            what = TextPair(zh: "另一次运行还没有结束，或者日志在读取时被改动。", en: "Another run is at work, or a log changed while it was read.")
            expected = TextPair(
                zh: "同一时间只有一次运行；日志先用 .part 结尾的名字传入，传完再改名。",
                en: "One run at a time; logs come in under a name ending in .part and are renamed when complete.")
            who = TextPair(
                zh: "一般无须改动，过十分钟重新运行即可；每晚都这样的，由服务器维护人员错开时间。",
                en: "Mostly nobody: run again in ten minutes. If it happens every night, whoever looks after the machine.")
        case .rules:
            what = TextPair(zh: "规则文件缺失或有错，没有计分。", en: "The rule pack is missing or wrong; nothing was scored.")
            expected = TextPair(
                zh: "上面各处改成程序原话所要求的写法（英文 expected、allowed、known 之后即是）；改好后先用 gridscore rules --test 检查。",
                en: "What the program says behind \"expected\", \"allowed\" or \"known\"; check with gridscore rules --test.")
            who = TextPair(zh: "规则维护人员。", en: "Whoever keeps the rules.")
        }
    }
}
