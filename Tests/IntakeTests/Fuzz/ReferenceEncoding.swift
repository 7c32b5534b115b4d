@testable import Intake

/// Surveys bytes in blocks of the sizes given, the last one for all the rest.
func surveyed(_ bytes: [UInt8], _ sizes: [Int]) -> EncodingSurvey {
    var survey = EncodingSurvey()
    var start = 0
    for size in sizes + [bytes.count] where start < bytes.count {
        let end = min(bytes.count, start + max(1, size))
        bytes.withUnsafeBufferPointer { survey.add(UnsafeBufferPointer(rebasing: $0[start..<end])) }
        start = end
    }
    survey.finish()
    return survey
}

/// The rule of 2.2, straight: bytes from 0x80 on, and those in well-formed sequences of three or four.
func referenceEncoding(_ bytes: [UInt8]) -> (isBroken: Bool, encoding: TextEncoding) {
    var (high, long, isBroken, index) = (0, 0, false, 0)
    while index < bytes.count {
        let length = (1...4).first { count in
            guard index + count <= bytes.count, let text = String(validating: bytes[index..<index + count], as: UTF8.self) else { return false }
            return text.unicodeScalars.count == 1
        }
        if let length {
            if length > 1 { high += length }
            if length > 2 { long += length }
        } else {
            isBroken = true
            high += 1
        }
        index += length ?? 1
    }
    return (isBroken, !isBroken || long * 2 > high ? .utf8 : .gb18030)
}
