import PropertyKit

@testable import Intake

/// Any bytes as an XML file; what is text is read in other encodings too, and must come to the same.
struct XMLCheck: FuzzCheck {
    private let run: RunCheck

    init() throws {
        run = try RunCheck()
    }

    func problem(_ bytes: [UInt8]) async throws -> String? {
        var random = Random(choosingFor: bytes)
        if let failure = try await run.problem(InputFile("x.xml", bytes: bytes), &random) { return failure }
        return try await otherEncodings(bytes)
    }

    /// A text that says nothing of its encoding.
    private func otherEncodings(_ bytes: [UInt8]) async throws -> String? {
        guard String(validating: bytes, as: UTF8.self) != nil, TextEncoding(mark: bytes) == nil, !bytes.starts(with: "<?".utf8), !bytes.contains(0)
        else { return nil }
        // As long as the one below: messages name columns.
        let text = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"  ?>".utf8) + bytes
        let expected = try await run.words(InputFile("x.xml", bytes: text))
        for littleEndian in [true, false] {
            let found = try await run.words(InputFile("x.xml", bytes: Encoded.utf16(withoutName(text), littleEndian: littleEndian)))
            if let failure = firstDifference(found, expected, "UTF-16") { return failure }
        }
        let declared = Array("<?xml version=\"1.0\" encoding=\"GB18030\"?>".utf8) + bytes
        guard let encoded = try? Encoded.gb18030(declared), transcoded(encoded, .gb18030) == declared else { return nil }
        return firstDifference(try await run.words(InputFile("x.xml", bytes: encoded)), expected, "GB18030")
    }

    /// With blanks in place of the name of the encoding.
    private func withoutName(_ text: [UInt8]) -> [UInt8] {
        let start = Array("<?xml version=\"1.0\"                   ?>".utf8)
        return start + text.dropFirst(start.count)
    }
}
