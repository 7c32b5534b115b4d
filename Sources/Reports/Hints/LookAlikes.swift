import GridModel

/// Brings ids that look alike to one form: characters that are taken for each other, letters of either case, zeros before a
/// number.
struct LookAlikes: Sendable {
    /// What stands for each ASCII character, and for others.
    private let ascii: [UInt32]
    private let others: [UInt32: UInt32]

    /// - Parameter lots: characters that are taken for each other, each lot the characters of one text.
    init(_ lots: [String]) {
        var ascii = (0..<128).map { UInt32($0) }
        for letter in 0x41...0x5A { ascii[letter] = UInt32(letter + 0x20) }
        var others: [UInt32: UInt32] = [:]
        for lot in lots {
            guard let first = lot.unicodeScalars.first?.value else { continue }
            let shown = first < 128 ? ascii[Int(first)] : first
            for scalar in lot.unicodeScalars { if scalar.value < 128 { ascii[Int(scalar.value)] = shown } else { others[scalar.value] = shown } }
        }
        (self.ascii, self.others) = (ascii, others)
    }

    /// The common form of ids that look alike.
    func form(_ id: String) -> [UInt32] {
        var form: [UInt32] = []
        forEach(id.unicodeScalars.lazy.map(\.value)) { form.append($0) }
        return form
    }

    /// A number that ids of one form have in common.
    func number(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var number: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ scalar: UInt32) { number = (number ^ UInt64(scalar)) &* 0x100_0000_01B3 }
        // Where no other characters are taken for each other, their bytes stand for them.
        if others.isEmpty {
            forEach(id.lazy.map { UInt32($0) }, add)
        } else {
            forEach(String(decoding: id, as: UTF8.self).unicodeScalars.lazy.map(\.value), add)
        }
        return number
    }

    @inline(__always)
    private func forEach(_ scalars: some Sequence<UInt32>, _ body: (UInt32) -> Void) {
        var (isInNumber, zeros) = (false, 0)
        for scalar in scalars {
            let shown = scalar < 128 ? ascii[Int(scalar)] : others[scalar] ?? scalar
            if shown == 0x30, !isInNumber {
                zeros += 1
                continue
            }
            let isDigit = shown >= 0x30 && shown <= 0x39
            // Zeros alone are one.
            if zeros > 0, !isDigit { body(0x30) }
            zeros = 0
            isInNumber = isDigit
            body(shown)
        }
        if zeros > 0 { body(0x30) }
    }
}
