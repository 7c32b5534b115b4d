package import GridModel
package import Intake
package import RulePacks
package import Scoring

/// A finished run, ready to be written: everything that tables and pages are made from.
package struct RunReport: Bilingual, Sendable {
    package let pack: RulePack
    package let intake: IntakeResult
    package private(set) var book: ScoreBook
    /// The first month that was asked for.
    package let from: Month?
    package private(set) var language: Language
    /// Version of the program.
    package let version: String
    /// What has been filed, and what would now come out differently.
    package private(set) var filings: Filings
    /// Whether a workbook is made of each period.
    package var makesWorkbooks = true
    /// What is made besides because somebody asked for it.
    package var requested = RequestedPages.none

    package init(
        pack: RulePack, intake: IntakeResult, book: ScoreBook, from: Month?, language: Language, version: String, filings: Filings = .none
    ) {
        self.pack = pack
        self.intake = intake
        self.book = book
        self.from = from
        self.language = language
        self.version = version
        self.filings = filings
    }

    /// The same in another language.
    func inLanguage(_ other: Language) -> RunReport {
        var report = self
        report.language = other
        return report
    }

    /// The same with other results.
    func with(_ book: ScoreBook, _ filings: Filings) -> RunReport {
        var report = self
        (report.book, report.filings) = (book, filings)
        return report
    }

    /// Headers of the columns that say who is meant; they are the roster's own.
    var subjectHeader: String { rosterHeader(pack.roster.subject) }
    var nameHeader: String { rosterHeader(pack.roster.name) }
    var groupHeader: String { rosterHeader(pack.roster.group) }
    var rankHeader: String { pack.rankHeader(language) }
    /// What a group is called in a sentence.
    var groupWord: String { pack.groupWord(language) }
    var unitHeader: String { pack.roster.unit.map { rosterHeader($0) } ?? "" }

    private func rosterHeader(_ column: Int) -> String {
        pack.kinds[pack.roster.kind].columns[column].names[language]
    }

    func memberId(_ index: Int) -> String { intake.roster.members[index].id }

    /// The name in a member's last row of the roster.
    func lastName(_ index: Int) -> String { intake.roster.members[index].rows.last?.name ?? "" }

    /// A kind's name; empty where there is none.
    func kindName(_ kind: Int) -> String { kind < 0 ? "" : pack.kinds[kind].names[language] }

    func status(_ result: PeriodResult) -> String { (result.isFinal ? Word.final : .provisional)[language] }

    func wording(_ source: Posting.Source) -> String {
        switch source {
        case .base: say("基础分", "base score")
        case .rule(let index): pack.rules[index].wording[language]
        case .ranking(let index): pack.rankings[index].wording[language]
        case .measure(let index): pack.measures[index].wording[language]
        case .floor: say("补足至最低分", "raised to the floor")
        case .cap: say("减至最高分", "lowered to the cap")
        }
    }
}
