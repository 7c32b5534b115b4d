import ArgumentParser
import FoundationEssentials
import Glibc
import RulePacks

/// `gridscore rules new`: the commented start of a pack.
struct RulesNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write the commented start of a pack: a small scheme that works, with examples and a sample of logs.",
        discussion: "Nothing is overwritten: the folder must not be there, or be empty.")

    @Argument(help: ArgumentHelp("Id of the scheme: lower-case letters, digits, - and _.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("Folder of the pack (default: rules/ID).", valueName: "folder"), completion: .directory)
    var to: String?

    func validate() throws {
        guard RulePackLoader.isIdentifier(id) else {
            throw ValidationError("\(id): expected an id of lower-case letters, digits, - and _")
        }
        if let to, to.split(separator: "/").last.map({ $0 == "." || $0 == ".." }) ?? true {
            throw ValidationError("--to \(to): a folder of a name of its own is needed")
        }
    }

    func run() throws {
        var folder = to ?? Schemes.path(of: id)
        while folder.hasSuffix("/") { folder.removeLast() }
        try NewPack(id: id).write(to: folder)
        let sample = "\(folder)/\(NewPack.sample)"
        Log.output(
            """
            \(folder): a small scheme that works. Change it to what your regulation says; then:
              gridscore rules --rules \(folder) --test
              gridscore check --rules \(folder) --input \(sample) --as-of \(NewPack.sampleDay)
            """)
        // A second pack there asks which one is meant without a name.
        if to == nil, let mistake = Schemes.mistake(nil) { Log.line(mistake) }
    }
}

/// The start of a pack: files that are part of the program, one after the other in `new-pack.txt`.
private struct NewPack {
    let id: String

    /// The folder of logs within it, and the day they go up to.
    static let sample = "sample"
    static let sampleDay = "2026-10-31"

    /// What stands for the id in the files.
    private static let placeholder = "NEW_ID"

    /// How a file of the pack begins in `new-pack.txt`: with its path.
    private static let head = "==> "

    private var files: [(path: String, text: String)] {
        var files: [(path: String, text: String)] = []
        for line in String(decoding: PackageResources.new_pack_txt, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(Self.head) {
                files.append((String(line.dropFirst(Self.head.count)), ""))
            } else if !files.isEmpty {
                files[files.count - 1].text += line.replacing(Self.placeholder, with: id) + "\n"
            }
        }
        // What stands behind the last line feed is no line.
        files[files.count - 1].text.removeLast()
        return files
    }

    /// Writes all files aside and puts the folder in place as a whole.
    func write(to folder: String) throws(RunFailure) {
        guard (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty ?? (access(folder, F_OK) != 0) else {
            throw RunFailure(.cannotCreate, ["\(folder): error: something stands there already; name a new folder by --to"])
        }
        let new = "\(folder).new"
        do {
            try? FileManager.default.removeItem(atPath: new)
            try FileManager.default.createDirectory(atPath: "\(new)/\(Self.sample)", withIntermediateDirectories: true)
            for (path, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(new)/\(path)")) }
        } catch {
            try? FileManager.default.removeItem(atPath: new)
            throw RunFailure(.cannotWrite, ["\(folder): error: the pack cannot be written: \(error)"])
        }
        // An empty folder is replaced, anything else that has come meanwhile is not.
        guard rename(new, folder) == 0 else {
            let reason = String(cString: strerror(errno))
            try? FileManager.default.removeItem(atPath: new)
            throw RunFailure(.cannotCreate, ["\(folder): error: the pack cannot be put there: \(reason)"])
        }
    }
}
