import Foundation
import GridModel
import PropertyKit
import TestSupport
import Testing

@testable import RulePacks

/// A pack with other readings and settings.
@Suite struct PackSourceTests {
    private let source: PackSource

    init() throws {
        source = try PackSource(path: LiaochengPack.folder)
    }

    private func pack(_ changes: String...) throws -> RulePack {
        try source.pack(with: changes.map { try source.change($0) })
    }

    private func message(_ changes: String...) -> String {
        do {
            _ = try source.pack(with: changes.map { try source.change($0) })
            return ""
        } catch let failure as PackSource.Failure {
            switch failure {
            case .change(let message): return message
            case .pack(let error): return error.description
            }
        } catch {
            return "\(error)"
        }
    }

    /// Every reading but the one in force makes a pack of its own, or the register says why none can be made; one of the
    /// examples has figures for each that can.
    @Test func everyReadingIsTriedOrSaysWhyNot() throws {
        let shown = Set(source.pack.examples.flatMap(\.others).flatMap(\.readings).map { "\($0.entry)=\($0.reading)" })
        var tried = 0
        for entry in source.pack.register {
            for (place, reading) in entry.readings.enumerated() {
                let name = "\(entry.id)=\(reading.id)"
                if place == entry.inForce {
                    #expect(reading.untried == nil, "\(name)")
                    continue
                }
                guard reading.isApplicable else {
                    #expect(reading.untried != nil, "\(name) has neither \"apply\" nor \"untried\"")
                    #expect(throws: PackSource.Failure.self) { try source.change(name) }
                    continue
                }
                tried += 1
                #expect(shown.contains(name), "no example shows \(name)")
                let other = try pack(name)
                let own = try #require(other.register.first { $0.id == entry.id })
                #expect(own.readings[own.inForce].id == reading.id)
                #expect(description(other) != description(source.pack), "\(name) changes nothing")
            }
        }
        #expect(tried > 50)
    }

    /// All that scores go by, but for the order of facts.
    private func description(_ pack: RulePack) -> String {
        let lists = pack.lists.map { list in
            "\(list.names) \(list.selection) \(list.measure) \(Period.Kind.allCases.map { list.files[$0].map { "\($0)" } ?? "" })"
        }
        return "\(pack.scoring)\(pack.marks)\(pack.rules)\(pack.rankings)\(pack.facts.map { "\($0)" }.sorted())\(lists)\(pack.kinds)"
    }

    @Test func theReadingInForceChangesNothing() throws {
        for entry in source.pack.register where entry.readings[entry.inForce].isApplicable {
            let other = try pack("\(entry.id)=\(entry.readings[entry.inForce].id)")
            #expect(description(other) == description(source.pack), "\(entry.id)")
        }
    }

    @Test func settingsAreChangedByTheirPaths() throws {
        #expect(try pack("scoring.base=97.5").scoring.base.description == "97.5")
        #expect(try pack("scoring.floor=~").scoring.floor == nil)
        #expect(try pack("scoring.cap=110").scoring.cap?.description == "110")
        #expect(try pack("rankings.rank-tickets.awards=[6, 4, 2, 1]").rankings[2].awards.map(\.description) == ["6", "4", "2", "1"])
        #expect(try pack("rules.attire=~").rules.count == source.pack.rules.count - 1)
        #expect(try pack("scheme.in_force=2026-05-01").scheme.inForce.description == "2026-05-01")
        let several = try pack("floor=none", "cap=hundred", "scoring.base=90")
        #expect(several.scoring.floor == nil && several.scoring.cap?.description == "100" && several.scoring.base.description == "90")
        // Nothing of it stays in the pack itself.
        #expect(source.pack.scoring.base.description == "100")
    }

    @Test func whatIsNoChangeIsRefusedWithWhatIsMeant() {
        #expect(message("flor=none") == "flor=none: unknown entry of the register \"flor\"; did you mean \"floor\"?")
        #expect(message("floor=nune") == "floor=nune: unknown reading of \"floor\" \"nune\"; did you mean \"none\"?")
        #expect(message("floor=xyzxyz").hasSuffix("known: zero, none"))
        #expect(message("base=other").hasPrefix("base=other: this reading cannot be tried: The company has to name it"))
        for text in ["floor", "=none", "floor=", ""] { #expect(message(text).contains("expected an entry of the register and a reading"), "\(text)") }
        #expect(
            message("scorign.base=90")
                == "scorign.base=90: the pack has no setting \"scorign.base\": there is no \"scorign\"; did you mean \"scoring\"?")
        #expect(
            message("rules.atire.points=1")
                == "rules.atire.points=1: the pack has no setting \"rules.atire.points\": there is no \"atire\"; did you mean \"attire\"?")
        #expect(message("scoring.base=[1").contains("expected a value as it would stand behind the colon"))
        #expect(message("scoring.base=&a 1").contains("expected a value as it would stand behind the colon"))
        #expect(message("floor=none", "floor=zero").contains("floor=none and floor=zero both change scoring.floor"))
        #expect(
            message("visit-two-counts=consultation_only", "tickets-kinds=all").contains("both change rankings.rank-tickets.counts.tickets.where.kind")
        )
        #expect(message("complaint-month=received", "rules.complaint=~").contains("both change rules.complaint"))
    }

    @Test func whatIsWrongWithAValueIsToldAtItsPlace() throws {
        #expect(message("scoring.base=abc").hasPrefix("--set scoring.base=abc:1:1: error: scoring.base: expected a plain decimal"))
        #expect(message("scoring.bas=1").contains("scoring: unknown key \"bas\"; did you mean \"base\"?"))
        #expect(message("scoring.cap=-1").contains("the cap is below the floor"))
        #expect(message("marks.pay_forfeited.cap=-1").contains("the cap of a mark is below the floor"))
        // Of a reading, in the register; of what a change upsets elsewhere, there.
        let folder = try TemporaryFolder()
        for name in ["pack", "logs", "rules", "register"] {
            let text = try String(contentsOfFile: "\(LiaochengPack.folder)/\(name).yaml", encoding: .utf8)
            try folder.write("\(name).yaml", text.replacingOccurrences(of: "scoring.cap: 100}", with: "scoring.cap: hundred}"))
        }
        let other = try PackSource(path: folder.path)
        let failure = #expect(throws: PackSource.Failure.self) { try other.pack(with: [other.change("cap=hundred")]) }
        guard case .pack(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.problems.count == 1 && error.problems[0].file == "\(folder.path)/register.yaml")
        #expect(error.problems[0].message.hasPrefix("scoring.cap: expected a plain decimal"))
    }
}
