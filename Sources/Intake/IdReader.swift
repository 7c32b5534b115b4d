/// Reads ids: 1 to 64 Unicode scalars, no control characters, no leading `=`, `+`, `-` or `@`;
/// full-width digits and letters are folded.
enum IdReader {
    /// The most bytes a valid id has.
    static let longest = 256

    enum Result {
        /// The folded id: the field itself, or its folded form in the scratch memory.
        case id(UnsafeBufferPointer<UInt8>)
        case malformed
        /// A number that a spreadsheet has turned into `1.23E+11`.
        case damaged
    }

    /// Whether a non-empty text is an id that reads as it stands: visible ASCII, spaces between. Behind the text eight
    /// more bytes can be read.
    @inline(__always)
    static func isPlain(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count <= 64, text[0] > 0x20, text[count &- 1] > 0x20, !startsFormula(text[0]) else { return false }
        var found: UInt64
        if count >= 8 {
            found = flaws(load(text)) | flaws(load(text + (count &- 8)))
            var index = 8
            while index &+ 8 < count {
                found |= flaws(load(text + index))
                index &+= 8
            }
        } else {
            // What is behind the text becomes digits.
            let inside = ~UInt64(0) &>> UInt64(truncatingIfNeeded: (8 &- count) &* 8)
            found = flaws(load(text) & inside | 0x3030_3030_3030_3030 & ~inside)
        }
        guard found & 0x8080_8080_8080_8080 == 0 else { return false }
        return text[0] > UInt8(ascii: "9") || !isDamaged(UnsafeBufferPointer(start: text, count: count))
    }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 { UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self) }

    /// The top bit of a byte is set if that is not ASCII or a control: it has one itself, or a borrow or carry shows it to
    /// be below 0x20 or to be 0x7F. What a byte hands on to the next can only add flaws where there is one.
    @inline(__always)
    private static func flaws(_ word: UInt64) -> UInt64 {
        word | (word &- 0x2020_2020_2020_2020) | (word &+ 0x0101_0101_0101_0101)
    }

    /// Reads a trimmed, non-empty text. `scratch` has room for `longest` bytes.
    @inline(__always)
    static func read(_ text: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>) -> Result {
        guard text.count <= 64 * 4 else { return .malformed }
        guard isPlain(text) else {
            for byte in text where byte < 0x20 || byte == 0x7F { return .malformed }
            return fold(text, scratch: scratch)
        }
        guard text.count <= 64, !startsFormula(text[0]) else { return .malformed }
        return text[0] <= UInt8(ascii: "9") && isDamaged(text) ? .damaged : .id(text)
    }

    /// Whether all bytes are ASCII and no controls, eight at a time.
    @inline(__always)
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 8, let base = text.baseAddress else { return text.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
        var found: UInt64 = 0
        var index = 0
        while index &+ 8 <= text.count {
            found |= flaws(load(base + index))
            index &+= 8
        }
        return (found | flaws(load(base + (text.count &- 8)))) & 0x8080_8080_8080_8080 == 0
    }

    private static func fold(_ text: UnsafeBufferPointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>) -> Result {
        var written = 0
        var scalars = 0
        var index = 0
        while index < text.count {
            let length = utf8Length(text, at: index, end: text.count)
            // Broken bytes and the controls U+0080 to U+009F.
            if length == 0 || (text[index] == 0xC2 && text[index + 1] < 0xA0) { return .malformed }
            scalars += 1
            if let ascii = fullWidthASCII(text, at: index, end: text.count), isLetterOrDigit(ascii) {
                scratch[written] = ascii
                written += 1
            } else {
                for offset in 0..<length { scratch[written + offset] = text[index + offset] }
                written += length
            }
            index += length
        }
        let result = UnsafeBufferPointer(start: scratch, count: written)
        guard scalars <= 64, !startsFormula(result[0]) else { return .malformed }
        return isDamaged(result) ? .damaged : .id(result)
    }

    @inline(__always)
    private static func startsFormula(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// `[0-9](\.[0-9]+)?[Ee]\+[0-9]+`
    private static func isDamaged(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func digits() -> Int {
            var count = 0
            while index + count < text.count, (0x30...0x39).contains(text[index + count]) { count += 1 }
            return count
        }
        guard digits() >= 1 else { return false }
        index = 1
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            let decimals = digits()
            guard decimals > 0 else { return false }
            index += decimals
        }
        guard index + 1 < text.count, text[index] | 0x20 == UInt8(ascii: "e"), text[index + 1] == UInt8(ascii: "+") else { return false }
        index += 2
        let exponent = digits()
        return exponent > 0 && index + exponent == text.count
    }
}
