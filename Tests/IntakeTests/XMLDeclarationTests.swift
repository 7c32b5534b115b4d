import Testing

@testable import Intake

@Suite struct XMLDeclarationTests {
    private func read(_ bytes: [UInt8]) -> String {
        switch XMLDeclaration.read(bytes) {
        case .encoding(let encoding, let isASCII): encoding.rawValue + (isASCII ? " ascii" : "")
        case .unknown(let name): "unknown \(name)"
        }
    }

    @Test(arguments: [
        ("<calls/>", "UTF-8"), ("", "UTF-8"), ("<?xml version=\"1.0\"?><calls/>", "UTF-8"), ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "UTF-8"),
        ("<?xml version='1.0' encoding='utf-8'?>", "UTF-8"),
        ("<?xml version=\"1.0\"\nencoding = \"GBK\" ?>", "GB18030"), ("<?xml version=\"1.0\" encoding=\"gb2312\"?>", "GB18030"),
        ("<?xml version=\"1.0\" encoding=\"GB18030\"?>", "GB18030"),
        ("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>", "UTF-8 ascii"), ("<?xml version=\"1.0\" encoding=\"KLINGON\"?>", "unknown KLINGON"),
        ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "unknown UTF-16"), ("<?xml version=\"1.0\" encoding=\"utf8\"?>", "unknown utf8"),
        ("<?xml version=\"1.0\" encoding=\"ascii\"?>", "unknown ascii"),
        ("<calls encoding=\"KLINGON\"/>", "UTF-8"), ("<?xml version=\"1.0\" encoding=\"\"?>", "unknown "),
    ])
    func declarations(_ text: String, _ result: String) {
        #expect(read(Array(text.utf8)) == result)
    }

    @Test func marksComeFirst() {
        let utf16 = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>".utf16
        #expect(read([0xFF, 0xFE] + utf16.flatMap { [UInt8($0), 0] }) == "UTF-16LE")
        #expect(read([0xFE, 0xFF] + utf16.flatMap { [0, UInt8($0)] }) == "UTF-16BE")
        #expect(read([0xEF, 0xBB, 0xBF] + Array("<calls/>".utf8)) == "UTF-8-BOM")
    }
}
