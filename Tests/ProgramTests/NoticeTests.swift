import Foundation
import TestSupport
import Testing

/// Public notices: lists and scores, with names as the company has them shown, and nothing of a customer.
@Suite struct NoticeTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
        try SlimPack.copy(to: place)
        try place.write(
            "input/members.csv",
            "member_id,name,department,team\nW1017,张建国,一部,甲班\nW1018,欧阳明,一部,甲班\nW1019,李明,二部,甲班\nW1020,Li Ming,二部,甲班\n")
        try place.write(
            "input/complaints.csv",
            "complaint_id,member_id,time,status,decided,category,note\nT1,W1018,2026-08-02 10:00,verified,2026-08-03 10:00,slow,王女士 13812345678\n")
        try place.write(
            "input/inspections.csv",
            "inspection_id,member_id,time,item,note\n" + (1...5).map { "J\($0),W1019,2026-08-0\($0) 10:00,misconduct,与王女士争吵\n" }.joined())
    }

    private func notice(_ period: String, _ language: String = "zh") throws -> String {
        let run = try Program.run(
            [
                "run", "--input", place["input"], "--output", place["output"], "--rules", place["pack"], "--as-of", "2026-10-05", "--quiet",
                "--language",
                language, "--notice", period,
            ])
        #expect(run.code == 0, "\(run.errorText)")
        return StatementSheet.plain(
            String(decoding: FileTree(place["output"]).files["notice/\(period).html"] ?? [], as: UTF8.self).components(separatedBy: "<main").last
                ?? "")
    }

    private func set(_ old: String, _ new: String) throws { try SlimPack.change(place, "pack.yaml", old, to: new) }

    @Test func surnamesByDefault() throws {
        let text = try notice("2026-Q3")
        for part in ["2026年第三季度网格员考核结果公示", "现将2026年第三季度网格员考核结果公示如下", "星级网格员 3", "张＊＊W＊＊＊17", "欧阳＊＊W＊＊＊18", "L＊＊W＊＊＊20", "全部得分 4"] {
            #expect(text.contains(part.replacingOccurrences(of: "W＊＊＊", with: "W＊＊")), "\(part): \(text)")
        }
        for part in ["建国", "W1017", "欧阳明", "13812345678", "王女士", "不合格", "T1", "J1"] { #expect(!text.contains(part), "\(part)") }
    }

    @Test(arguments: [
        ("full", "张建国W＊＊17", "李明W＊＊19"), ("middle", "张＊国W＊＊17", "李＊W＊＊19"), ("surname", "张＊＊W＊＊17", "李＊＊W＊＊19"),
    ])
    func namesAreShownAsThePackSays(_ mode: String, _ one: String, _ other: String) throws {
        try set("names: surname", "names: \(mode)")
        let text = try notice("2026-08")
        #expect(text.contains(one) && text.contains(other), "\(text)")
    }

    @Test func idsAlone() throws {
        try set("names: surname", "names: id")
        try set("ids: masked", "ids: full")
        try set("columns: [rank, name, subject, value]", "columns: [rank, subject, value]")
        let text = try notice("2026-08")
        #expect(text.contains("1W1017100"))
        for name in ["张", "欧阳", "李", "Li"] { #expect(!text.contains(name), "\(name)") }
    }

    /// Which lists, which columns, whether scores, and how to object: all of it is the pack's.
    @Test func whatIsShownIsThePacks() throws {
        try set("lists: [star, best]", "lists: [failing]")
        try set("scores: true", "scores: false")
        try set("columns: [rank, name, subject, value]", "columns: [group, unit, name, months, value, status]")
        try set("objections: ~ ", "objections: {zh: 公示期五个工作日，异议请致人力资源部, en: Objections to HR within five days}")
        let text = try notice("2026-Q3")
        #expect(text.contains("季度预警（季度平均80分以下） 0"), "\(text)")
        #expect(text.contains("公示期五个工作日，异议请致人力资源部") && !text.contains("全部得分") && !text.contains("星级"))
        let month = try notice("2026-08")
        #expect(month.contains("月度预警（当月得分80分以下） 1") && month.contains("二部甲班李＊＊175正式"), "\(month)")
        #expect(try notice("2026-08", "en").contains("Objections to HR within five days"))
    }

    /// A period that goes on is not to be put up.
    @Test func aProvisionalPeriodSaysSo() throws {
        #expect(try notice("2026-10").contains("不宜张贴"))
        #expect(try !notice("2026-08").contains("不宜张贴"))
    }

    /// Without the section nobody has said what may be shown.
    @Test func aPackWithoutTheSectionHasNoNotice() throws {
        let text = try String(contentsOfFile: place["pack/pack.yaml"], encoding: .utf8)
        try place.write("pack/pack.yaml", text.components(separatedBy: "\nnotice:")[0] + "\n")
        let register = try String(contentsOfFile: place["pack/register.yaml"], encoding: .utf8)
        try place.write("pack/register.yaml", register.components(separatedBy: "  # the public notice")[0])
        let options = ["--input", place["input"], "--output", place["output"], "--rules", place["pack"], "--as-of", "2026-10-05", "--language", "en"]
        let run = try Program.run(["run"] + options + ["--notice", "2026-08"])
        #expect(run.code == 64 && run.errorText.contains("no section \"notice\""), "\(run.errorText)")
        #expect(FileTree(place["output"]).isEmpty)
        #expect(try Program.run(["run"] + options + ["--statements", "2026-08"]).code == 0)
    }

    @Test func rulesNamesTheNotice() throws {
        let text = try Program.run(["rules", "--rules", place["pack"]]).outputText
        #expect(text.contains("公示") && text.contains("surname"))
    }
}
