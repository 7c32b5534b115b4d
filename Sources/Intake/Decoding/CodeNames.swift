import GridModel

/// The names of coded values, laid out so that a text is looked up with one multiplication and mostly one comparison.
struct CodeNames {
    /// A name of a value of a coded column, folded; its length is 0 where there is none.
    struct Code {
        /// Its first eight bytes, filled with zeros.
        let word: UInt64
        /// The next eight, likewise.
        let next: UInt64
        let length: Int32
        let value: Int32
        /// Where all its bytes behind the first eight stand in `bytes`.
        let rest: Int32
    }

    private(set) var codes: [Code] = []
    private(set) var bytes: [UInt8] = []

    /// Adds the names of a column's values behind those that are there.
    ///
    /// - Returns: how a name's place among them is found.
    mutating func add(_ values: [TextPair]) -> (factor: UInt64, shift: UInt8) {
        var names: [(name: [UInt8], value: Int32)] = []
        for (index, pair) in values.enumerated() {
            for name in [folded(pair.english.utf8), folded(pair.chinese.utf8)] where !names.contains(where: { $0.name == name }) {
                names.append((name, Int32(index)))
            }
        }
        return add(names)
    }

    /// Lays names out so that each stands where its first bytes and length, multiplied and shifted, say: one comparison
    /// tells whether a text is one of them. A factor that keeps them apart is searched for.
    private mutating func add(_ names: [(name: [UInt8], value: Int32)]) -> (factor: UInt64, shift: UInt8) {
        var bits = 1
        while 1 << bits < names.count * 2 { bits += 1 }
        var factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var places: [Int] = []
        // Names that share their first eight bytes and their length cannot be kept apart: they follow one another.
        let heads = Set(names.map { entry in entry.name.withUnsafeBufferPointer { leadingWord($0) &+ UInt64($0.count) } })
        while bits < 16 {
            for _ in 0..<256 {
                let shift = UInt8(64 - bits)
                places = names.map { $0.name.withUnsafeBufferPointer { Self.place(leadingWord($0), $0.count, factor, shift) } }
                if Set(places).count == heads.count { return lay(names, places, factor, bits) }
                factor = factor &* 0xD134_2543_DE82_EF95 &+ 2
            }
            bits += 1
        }
        return lay(names, places, factor, bits - 1)
    }

    private mutating func lay(
        _ names: [(name: [UInt8], value: Int32)], _ places: [Int], _ factor: UInt64, _ bits: Int
    ) -> (factor: UInt64, shift: UInt8) {
        // Room behind the last place, so that a search ends at an empty one.
        var table = [Code](repeating: Code(word: 0, next: 0, length: 0, value: -1, rest: 0), count: 1 << bits + names.count + 1)
        for (entry, place) in zip(names, places) {
            var free = place
            while table[free].length != 0 { free += 1 }
            func word(at index: Int) -> UInt64 {
                Array(entry.name.dropFirst(index).prefix(8)).withUnsafeBufferPointer { leadingWord($0) }
            }
            table[free] = Code(
                word: word(at: 0), next: word(at: 8), length: Int32(entry.name.count), value: entry.value, rest: Int32(bytes.count))
            bytes += entry.name.dropFirst(8)
        }
        codes += table
        return (factor, UInt8(64 - bits))
    }

    @inline(__always)
    fileprivate static func place(_ word: UInt64, _ length: Int, _ factor: UInt64, _ shift: UInt8) -> Int {
        Int(truncatingIfNeeded: ((word &+ UInt64(truncatingIfNeeded: length)) &* factor) &>> UInt64(shift))
    }
}

/// The looking up.
extension DecodingTables {
    /// The value that a trimmed text names in a coded column; -1 if it is none. Behind the text sixteen more bytes can be
    /// read.
    @inline(__always)
    func value(_ text: UnsafeBufferPointer<UInt8>, of column: Column) -> Int32 {
        guard let base = text.baseAddress, !text.isEmpty else { return -1 }
        let exact = exactValue(base, text.count, of: column)
        return exact >= 0 ? exact : foldedValue(text, column)
    }

    /// The value that a text of one byte or more names exactly; -1 if there is none. Behind it sixteen more can be read.
    @inline(__always)
    func exactValue(_ text: UnsafePointer<UInt8>, _ count: Int, of column: Column) -> Int32 {
        let word = paddedWord(text, count)
        let place = Int(column.firstCode) &+ CodeNames.place(word, count, column.codeFactor, column.codeShift)
        let code = codes.pointer(at: place)
        if code.pointee.word == word, Int(code.pointee.length) == count, count <= 8 { return code.pointee.value }
        return exactValue(text, count, word, from: place)
    }

    /// The same, from the place on where the value is looked for.
    @inline(never)
    private func exactValue(_ text: UnsafePointer<UInt8>, _ count: Int, _ word: UInt64, from first: Int) -> Int32 {
        var place = first
        while codes[place].length != 0 {
            let code = codes[place]
            if code.word == word, Int(code.length) == count,
                count <= 8
                    || (code.next == paddedWord(text + 8, count &- 8)
                        && (count <= 16 || hasRest(code, UnsafeBufferPointer(start: text, count: count))))
            {
                return code.value
            }
            place &+= 1
        }
        return -1
    }

    private func foldedValue(_ text: UnsafeBufferPointer<UInt8>, _ column: Column) -> Int32 {
        let name = folded(text)
        return (name + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer {
            exactValue($0.baseAddress!, name.count, of: column)
        }
    }

    private func hasRest(_ code: CodeNames.Code, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        (8..<text.count).allSatisfy { codeBytes[Int(code.rest) + $0 - 8] == text[$0] }
    }
}
