import Glibc

/// GB18030 decoding by tables built once from the C library's iconv, for CSV and XML alike.
///
/// Two bytes and the four-byte forms of the basic plane come from the tables, the other planes from arithmetic.
/// What iconv does not know (the byte 0x80, unassigned pairs) does not decode.
struct GB18030: Sendable {
    /// Code points of lead 0x81...0xFE and trail 0x40...0xFE; 0 where there is none.
    private let pairs: [UInt32]
    /// Code points of the four-byte forms of the basic plane, by their linear position; 0 where there is none.
    private let quads: [UInt32]

    static let shared = GB18030()

    private init() {
        let converter = iconv_open("UTF-32LE", "GB18030")
        // Without the converter every multi-byte sequence counts as broken, which is told for each row.
        guard converter != iconv_t(bitPattern: -1) else {
            (pairs, quads) = ([], [])
            return
        }
        defer { iconv_close(converter) }
        func decode(_ sequence: [UInt8]) -> UInt32 {
            var input = sequence.map { CChar(bitPattern: $0) }
            var output: UInt32 = 0
            let failed = input.withUnsafeMutableBufferPointer { source in
                withUnsafeMutableBytes(of: &output) { target in
                    var from = source.baseAddress
                    var left = source.count
                    var to: UnsafeMutablePointer<CChar>? = target.bindMemory(to: CChar.self).baseAddress
                    var room = target.count
                    return iconv(converter, &from, &left, &to, &room) == Int(bitPattern: UInt.max) || left > 0
                }
            }
            if failed { _ = iconv(converter, nil, nil, nil, nil) }
            return failed ? 0 : output
        }
        var pairs: [UInt32] = []
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE { pairs.append(trail == 0x7F ? 0 : decode([lead, trail])) }
        }
        self.pairs = pairs
        var quads: [UInt32] = []
        for linear in 0..<39_420 {
            let first = UInt8(0x81 + linear / 12_600)
            let third = UInt8(0x81 + linear / 10 % 126)
            quads.append(decode([first, UInt8(0x30 + linear / 1260 % 10), third, UInt8(0x30 + linear % 10)]))
        }
        self.quads = quads
    }

    enum Step {
        case scalar(UInt32, length: Int)
        /// One byte that starts nothing.
        case broken
        /// The bytes end within a sequence.
        case incomplete
    }

    /// Decodes the sequence at a position whose first byte is 0x80 or above.
    func step(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Step {
        let lead = Int(bytes[index])
        guard lead >= 0x81, lead <= 0xFE, !pairs.isEmpty else { return .broken }
        guard index + 1 < bytes.count else { return .incomplete }
        let second = Int(bytes[index + 1])
        if second >= 0x40, second <= 0xFE {
            let code = pairs[(lead - 0x81) * 191 + second - 0x40]
            return code == 0 ? .broken : .scalar(code, length: 2)
        }
        guard second >= 0x30, second <= 0x39 else { return .broken }
        guard index + 2 < bytes.count else { return .incomplete }
        let third = Int(bytes[index + 2])
        guard third >= 0x81, third <= 0xFE else { return .broken }
        guard index + 3 < bytes.count else { return .incomplete }
        let fourth = Int(bytes[index + 3])
        guard fourth >= 0x30, fourth <= 0x39 else { return .broken }
        let linear = ((lead - 0x81) * 10 + second - 0x30) * 1260 + (third - 0x81) * 10 + fourth - 0x30
        if linear < quads.count {
            return quads[linear] == 0 ? .broken : .scalar(quads[linear], length: 4)
        }
        let code = linear - 189_000 + 0x10000
        return linear >= 189_000 && code <= 0x10FFFF ? .scalar(UInt32(code), length: 4) : .broken
    }
}
