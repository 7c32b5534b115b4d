import RulePacks
import Testing

@testable import Reports

/// Names and ids as public notices show them.
@Suite struct MaskedNameTests {
    private func mask(_ names: NoticeSpec.Names, _ ids: NoticeSpec.Ids = .masked) -> MaskedName {
        MaskedName(spec: NoticeSpec(names: names, ids: ids, lists: [], scores: true, columns: [.name], objections: nil))
    }

    @Test(arguments: [
        ("张建国", "张＊＊", "张＊国"), ("李明", "李＊＊", "李＊"), ("欧阳建国", "欧阳＊＊", "欧阳＊国"), ("欧阳明", "欧阳＊＊", "欧阳＊"), ("欧阳", "欧＊＊", "欧＊"),
        ("李", "李＊＊", "李＊"), ("阿卜杜拉·买买提", "阿＊＊", "阿＊＊＊＊＊＊提"), ("Li Ming", "L＊＊", "L＊＊＊＊＊g"), ("e\u{301}mile", "e\u{301}＊＊", "e\u{301}＊＊＊e"),
    ])
    func namesAreShownAsChosen(_ name: String, _ surname: String, _ middle: String) {
        #expect(mask(.full).name(name) == name)
        #expect(Array(mask(.surname).name(name).utf8) == Array(surname.utf8))
        #expect(Array(mask(.middle).name(name).utf8) == Array(middle.utf8))
        #expect(mask(.id).name(name) == "")
    }

    @Test(arguments: [("W1017", "W＊＊17"), ("W17", "＊17"), ("17", "＊7"), ("7", "＊"), ("370112198503121234", "3＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊34")])
    func idsAreShownAsChosen(_ id: String, _ masked: String) {
        #expect(mask(.surname).id(id) == masked)
        #expect(mask(.surname, .full).id(id) == id)
    }
}
