import Foundation
import TestSupport
import Testing

/// `make install` into a folder, with the program that was built for the tests.
@Suite struct InstallTests {
    private let place: TemporaryFolder
    private var root: String { place["root"] }

    init() throws { place = try TemporaryFolder() }

    private func make(_ target: String) throws -> Execution {
        // Settings of a make that runs the tests are not meant for this one.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MAKE") && $0.key != "MFLAGS" }
        return try RunningProcess(
            "make", [target, "DESTDIR=\(root)", "GRIDSCORE=\(Project.program)"], folder: Project.root, environment: environment
        ).wait()
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    private func run(_ program: String, _ arguments: [String]) throws -> Execution { try RunningProcess(program, arguments).wait() }

    @Test func everythingComesAndGoes() throws {
        let install = try make("install")
        try #require(install.code == 0, "\(install.errorText)")
        let share = "usr/local/share"
        let tree = FileTree(root)
        for path in [
            "usr/local/bin/gridscore", "\(share)/gridscore/rules/liaocheng/rules.yaml", "\(share)/doc/gridscore/README.md",
            "\(share)/man/man1/gridscore.1", "\(share)/zsh/site-functions/_gridscore", "etc/fish/completions/gridscore.fish",
            "\(share)/bash-completion/completions/gridscore", "usr/local/lib/systemd/system/gridscore.timer",
            "usr/local/lib/sysusers.d/gridscore.conf", "usr/local/lib/tmpfiles.d/gridscore.conf", "etc/gridscore/gridscore.conf",
        ] {
            #expect((tree.files[path]?.count ?? 0) > 0, "\(path)")
        }
        for (path, entry) in tree.entries where entry.isFile {
            #expect(entry.permissions == (path.hasSuffix("/bin/gridscore") ? 0o755 : 0o644), "\(path)")
            guard path.hasPrefix("etc/") || path.contains("/lib/") || path.contains("/operations/") else { continue }
            let text = String(decoding: entry.content, as: UTF8.self)
            #expect(!text.contains("dir@") && !text.contains(root), "\(path): a place is not filled in")
        }
        #expect(try text("usr/local/lib/systemd/system/gridscore.service").contains("ExecStart=/usr/local/bin/gridscore run"))
        let template = try text("usr/local/lib/systemd/system/gridscore@.service")
        #expect(template.contains("EnvironmentFile=/etc/gridscore/%i.conf\n") && template.contains("-metrics/gridscore-%i.prom'"))
        #expect(tree.files["\(share)/gridscore/rules/default"] != nil && tree.files["\(share)/gridscore/rules/pack.schema.json"] != nil)
        try manual("\(root)/\(share)/man/man1/gridscore.1")
        #expect(try run("bash", ["-n", "\(root)/\(share)/bash-completion/completions/gridscore"]).code == 0)
        #expect(try text("etc/fish/completions/gridscore.fish").contains("handover"))
        try crontab()

        // A second installation keeps the settings, and brings rules that are gone from the pack to an end.
        try place.write("root/etc/gridscore/gridscore.conf", "GRIDSCORE_INPUT=/mine\n")
        try place.write("root/\(share)/gridscore/rules/liaocheng/stray.yaml", "")
        #expect(try make("install").code == 0)
        #expect(try text("etc/gridscore/gridscore.conf") == "GRIDSCORE_INPUT=/mine\n")
        #expect(FileTree(root).files["\(share)/gridscore/rules/liaocheng/stray.yaml"] == nil)

        #expect(try make("uninstall").code == 0)
        #expect(FileTree(root).files.keys.sorted() == ["etc/gridscore/gridscore.conf"])
    }

    /// The page names every command, option and exit code.
    private func manual(_ path: String) throws {
        let page = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "\\-", with: "-")
        for word in ["gridscore unfile", "gridscore rules new", "--scheme", "--handover", "--accept-pending", "--no-cache", "output.failed.txt"] {
            #expect(page.contains(word), "\(word)")
        }
        for code in [0, 1, 2, 64, 65, 66, 70, 73, 74, 75, 78] { #expect(page.contains("\\fB\(code)\\fR"), "\(code)") }
        if FileManager.default.isExecutableFile(atPath: "/usr/bin/man") {
            let shown = try run("man", ["--warnings", "-l", path])
            #expect(shown.code == 0 && shown.errorText.isEmpty, "\(shown.errorText)")
        }
    }

    /// The line of the crontab as cron would carry it out: by `sh`, with next to no environment.
    private func crontab() throws {
        let lines = try text("usr/local/share/doc/gridscore/operations/gridscore.cron").split(separator: "\n")
        let line = try #require(lines.last)
        #expect(lines.contains { $0.hasPrefix("MAILTO=") } && !line.contains("%"), "a per cent sign is a line feed to cron")
        let words = line.split(separator: " ", maxSplits: 6)
        #expect(words.prefix(6).joined(separator: " ") == "30 2 * * * gridscore")
        _ = try place.copy(Project.sample, to: "root/var/lib/gridscore/input")
        try place.write(
            "root/etc/gridscore/gridscore.conf", try text("etc/gridscore/gridscore.conf").replacingOccurrences(of: "=/", with: "=\(root)/"))
        var command = String(words[6])
        for path in ["/etc/gridscore/", "/var/lib/", "/usr/local/bin/"] {
            command = command.replacingOccurrences(of: " \(path)", with: " \(root)\(path)")
        }
        // What a sanitizer is told holds here too.
        let told = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }.map { "\($0.key)=\($0.value)" }
        let night = try run("env", ["-i"] + told + ["sh", "-c", command])
        #expect(night.code == 0 && night.outputText.isEmpty, "\(night.errorText)")
        #expect(night.errorText.contains("需人工处理"), "faulty rows of the sample")
        #expect(FileTree("\(root)/var/lib/gridscore/output").files["run/metrics.prom"] != nil)
        try FileManager.default.removeItem(atPath: "\(root)/var/lib/gridscore/input")
        let failed = try run("env", ["-i"] + told + ["sh", "-c", command])
        #expect(failed.code == 1, "the mail has to tell")
        #expect(failed.errorText.contains("\(root)/var/lib/gridscore/output.failed.txt"))
        try FileManager.default.removeItem(atPath: "\(root)/var")
        try FileManager.default.removeItem(atPath: "\(root)/etc/gridscore/gridscore.conf")
    }

    /// Where systemd is at hand, it says what it thinks of the units.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"))) func systemdTakesTheUnits() throws {
        #expect(try make("install").code == 0)
        let units = "\(root)/usr/local/lib/systemd/system"
        let service = try String(contentsOfFile: "\(units)/gridscore.service", encoding: .utf8)
        // The program is looked for where it would be.
        try place.write("root/units/gridscore.service", service.replacingOccurrences(of: "ExecStart=/usr", with: "ExecStart=\(root)/usr"))
        _ = try place.copy("\(units)/gridscore.timer", to: "root/units/gridscore.timer")
        let verified = try run("systemd-analyze", ["verify", "--man=no", "\(root)/units/gridscore.service", "\(root)/units/gridscore.timer"])
        #expect(verified.code == 0 && verified.errorText.isEmpty, "\(verified.errorText)")
        let exposed = try run("systemd-analyze", ["security", "--offline=yes", "--threshold=20", "\(root)/units/gridscore.service"])
        #expect(exposed.code == 0, "\(exposed.outputText.suffix(300))")
    }
}
