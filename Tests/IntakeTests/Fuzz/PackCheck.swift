import Glibc
import GridModel
import PropertyKit
import RulePacks
import Scoring
import Synchronization

@testable import Intake

/// Any bytes as a rule pack of one file: it is a pack that can be used, or everything wrong with it is told, each with a
/// place that there is; the same at every look.
struct PackCheck: FuzzCheck {
    private static let number = Atomic<Int>(0)

    func problem(_ bytes: [UInt8]) async throws -> String? {
        let path = "\(Self.folder)/gridscore-\(getpid())-\(Self.number.wrappingAdd(1, ordering: .relaxed).newValue).yaml"
        let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { return "\(path): \(String(cString: strerror(errno)))" }
        defer { unlink(path) }
        let written = write(file, bytes, bytes.count)
        close(file)
        guard written == bytes.count else { return "\(path) cannot be written" }
        switch (load(path), load(path)) {
        case (.success(let pack), .success(let again)):
            return pack.digest == again.digest ? try await use(pack) : "another digest at the second look"
        case (.failure(let error), .failure(let again)):
            return difference(error.problems, again.problems, "at the second look") ?? told(error.problems, path, bytes)
        default:
            return "a pack at one look only"
        }
    }

    /// In memory where there is such a place.
    private static let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

    private func load(_ path: String) -> Result<RulePack, RulePackError> {
        Result { () throws(RulePackError) in try RulePackLoader.load(path: path) }
    }

    private func told(_ problems: [PackProblem], _ path: String, _ bytes: [UInt8]) -> String? {
        if problems.isEmpty { return "refused without a reason" }
        // libyaml ends lines at more characters than the line feed, and has the text end on a line of its own.
        let ends = (String(validating: bytes, as: UTF8.self) ?? "").unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
        let lines = max(ends, bytes.count { $0 == 0x0A || $0 == 0x0D }) + 2
        for problem in problems {
            let isThere = problem.position.map { $0.line >= 1 && $0.line <= lines && $0.column >= 1 && $0.column <= bytes.count + 1 } ?? true
            if !isThere || problem.file != path || problem.message.isEmpty { return "there is no such place: \(problem)" }
        }
        return nil
    }

    /// Reads and scores the smallest log that the pack's roster allows.
    private func use(_ pack: RulePack) async throws -> String? {
        let kind = pack.kinds[pack.roster.kind]
        let header = kind.columns.map(\.id).joined(separator: ",")
        let row = kind.columns.map { column in
            switch column.type {
            case .id, .text: "A"
            case .time, .day: "2026-10-03"
            case .number(_, let least, _): "\(least ?? Number(tenThousandths: 0))"
            case .code(let values, _): values.first?.english ?? ""
            }
        }.joined(separator: ",")
        let asOf = CivilDate(year: 2026, month: 12, day: 31)!
        let reader = LogReader(LiaochengPack.intakePlan(pack), asOf: asOf, options: IntakeOptions())
        do {
            let intake = try await reader.read(InputFolder(files: [InputFile("\(kind.id).csv", "\(header)\n\(row)\n")]))
            if !intake.totals.addUp { return "the outcomes do not add up: \(intake.totals)" }
            _ = try await Scorer(pack: pack, intake: intake, asOf: asOf, from: Month(iso: "2026-10")).score(jobs: 1)
        } catch IntakeFailure.noRoster {
            // The row need not be one of that pack's roster.
        }
        return nil
    }
}
