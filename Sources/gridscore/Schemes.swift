import ArgumentParser
import FoundationEssentials
import GridModel
import RulePacks

/// The schemes at hand: each is a pack of its own in the folder `rules`.
///
/// One of them is the usual one, which is meant where none is named: the file `rules/default` holds its id. Without that file
/// it is the only one there is.
struct Schemes {
    static let folder = "rules"
    private static let choice = "\(folder)/default"

    /// What the file of the usual scheme says; nil if there is none.
    static let chosen: String? = FileManager.default.contents(atPath: choice).map { bytes in
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The scheme that is meant where none is named; nil if nothing tells.
    static var usual: String? {
        if let chosen { return chosen }
        let known = known
        return known.count == 1 ? known[0] : nil
    }

    /// Those that can be named: folders with a file that has the section every pack has.
    static var known: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { isThere($0) && files(of: $0).contains(where: isPack) }.sorted(by: precedes)
    }

    /// Whether there is a folder that may be a pack: what is wrong in it is told when it is read.
    static func isThere(_ id: String) -> Bool { RulePackLoader.isIdentifier(id) && !files(of: id).isEmpty }

    static func path(of id: String) -> String { "\(folder)/\(id)" }

    private static func files(of id: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path(of: id))) ?? []
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { "\(path(of: id))/\($0)" }
    }

    private static func isPack(_ file: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: file) else { return false }
        return bytes.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: "scheme:".utf8) }
    }

    /// What keeps a scheme from being used; nil if nothing does.
    ///
    /// - Parameter id: the one that is named; nil for the usual one.
    static func mistake(_ id: String?) -> String? {
        if let id {
            if isThere(id) { return nil }
            return "--scheme \(id): \(known.isEmpty ? "there are no schemes in \(folder)" : "there is no such scheme in \(folder); known: \(list)")"
        }
        if let chosen {
            if RulePackLoader.isIdentifier(chosen) { return nil }
            return "\(choice): expected the id of a scheme, found \"\(chosen)\"; known: \(list)"
        }
        return known.count > 1 ? "there are several schemes in \(folder): name one by --scheme, or the usual one in \(choice); known: \(list)" : nil
    }

    private static var list: String { known.joined(separator: ", ") }
}

/// The options that say which scheme, and where its rules are.
struct SchemeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Scheme: a folder in rules, with logs and results of its own (default: the one that rules/default names, or the only one).",
            valueName: "id"))
    var scheme: String?

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("Rule pack: a folder of .yaml files, or one file (default: that of the scheme in rules).", valueName: "pack"),
        completion: .directory)
    var givenRules: String?

    func validate() throws {
        if let scheme, let mistake = Schemes.mistake(scheme) { throw ValidationError(mistake) }
    }

    /// Whether it can be told which rules are meant: those that are named need no scheme. Not asked by commands below this one.
    func check() throws {
        if scheme == nil, givenRules == nil, let mistake = Schemes.mistake(nil) { throw ValidationError(mistake) }
    }

    /// The pack to go by.
    var rules: String { givenRules ?? schemeRules }

    /// The pack of the scheme, whatever pack is named beside it.
    var schemeRules: String { (scheme ?? Schemes.usual).map { Schemes.path(of: $0) } ?? Schemes.folder }

    /// Where the logs are, unless a folder is named.
    var input: String { SchemeFolders(named: scheme).input }

    /// Where results are published, unless a folder is named.
    var output: String { SchemeFolders(named: scheme).output }
}

/// Where logs and results of a scheme are, below the working directory.
///
/// Those of the usual scheme are `input` and `output`. Another one's logs lie within `input`, where whoever reads the whole of it
/// passes them over (`InputFolder`); results cannot lie within results, which are exchanged as a whole, and stand beside them.
struct SchemeFolders {
    let input: String
    let output: String

    /// - Parameter id: nil for the usual scheme.
    init(named id: String?) {
        if let id, id != Schemes.usual {
            (input, output) = ("input/@\(id)", "output@\(id)")
        } else {
            (input, output) = ("input", "output")
        }
    }
}
