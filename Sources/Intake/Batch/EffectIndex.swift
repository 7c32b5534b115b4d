/// Finds the effects of a batch: by their hits, or by what they were last found for.
struct EffectIndex: Sendable {
    /// A table from effects to their indices, open addressing; those of several hits by a fingerprint.
    private var slots = [Slot](repeating: Slot(), count: 256)
    /// The effects last found of combinations of codes, with their month.
    private var lastFound: [(month: Int16, effect: UInt16)] = []

    private struct Slot {
        var signature: UInt64 = 0
        var index: UInt16 = 0
        /// Whether it is of one hit: the signature says it all then.
        var isSingle = false
    }

    /// The index of an effect, which is added if it is new. The first of a batch is the one without hits.
    @inline(__always)
    mutating func index(of hits: UnsafeBufferPointer<Effect.Hit>, in effects: inout [Effect]) -> UInt16 {
        if hits.isEmpty { return 0 }
        let signature = Self.signature(of: hits)
        var slot = Int(truncatingIfNeeded: Fingerprint.mix(signature, 1)) & (slots.count - 1)
        while slots[slot].index != 0 {
            let known = slots[slot]
            if known.signature == signature,
                known.isSingle ? hits.count == 1 && hits[0].value == 0 : effects[Int(known.index)].hits.elementsEqual(hits)
            {
                return known.index
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return add(hits, signature, at: slot, to: &effects)
    }

    /// The effect kept of a combination of codes in a month.
    @inline(__always)
    func lastEffect(of combination: Int, in month: Int16) -> UInt16? {
        guard combination < lastFound.count else { return nil }
        let last = lastFound[combination]
        return last.month == month ? last.effect : nil
    }

    /// Keeps an effect, to be found without its hits: the months of combinations seldom change from record to record.
    mutating func keep(_ effect: UInt16, of combination: Int, in month: Int16) {
        if combination >= lastFound.count {
            lastFound += repeatElement((month: -1, effect: 0), count: combination + 1 - lastFound.count)
        }
        lastFound[combination] = (month, effect)
    }

    /// Gives all memory back; before effects are looked for again it must be filled.
    mutating func clear() {
        slots = []
        lastFound = []
    }

    /// Makes the effects known, if it was cleared.
    mutating func fill(_ effects: [Effect]) {
        if slots.isEmpty { rebuild(max(256, (effects.count * 4).nextPowerOfTwo), effects) }
    }

    private mutating func add(
        _ hits: UnsafeBufferPointer<Effect.Hit>, _ signature: UInt64, at slot: Int, to effects: inout [Effect]
    ) -> UInt16 {
        let index = UInt16(effects.count)
        effects.append(Effect(hits: Array(hits)))
        slots[slot] = Slot(signature: signature, index: index, isSingle: Self.isSingle(hits))
        if effects.count * 2 > slots.count { rebuild(slots.count * 4, effects) }
        return index
    }

    private mutating func rebuild(_ size: Int, _ effects: [Effect]) {
        slots = [Slot](repeating: Slot(), count: size)
        for (index, effect) in effects.enumerated().dropFirst() {
            let signature = effect.hits.withUnsafeBufferPointer { Self.signature(of: $0) }
            var slot = Int(truncatingIfNeeded: Fingerprint.mix(signature, 1)) & (size - 1)
            while slots[slot].index != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Slot(
                signature: signature, index: UInt16(index), isSingle: effect.hits.withUnsafeBufferPointer { Self.isSingle($0) })
        }
    }

    /// Of a single hit without a value, all of it; of others, a fingerprint.
    @inline(__always)
    private static func signature(of hits: UnsafeBufferPointer<Effect.Hit>) -> UInt64 {
        var signature = hits[0].packed
        if hits[0].value != 0 { signature = Fingerprint.mix(signature, UInt64(bitPattern: hits[0].value)) }
        for index in 1..<hits.count {
            signature = Fingerprint.mix(signature, hits[index].packed)
            if hits[index].value != 0 { signature = Fingerprint.mix(signature, UInt64(bitPattern: hits[index].value)) }
        }
        return signature
    }

    private static func isSingle(_ hits: UnsafeBufferPointer<Effect.Hit>) -> Bool { hits.count == 1 && hits[0].value == 0 }
}

extension Effect.Hit {
    /// All of it but its value in one number.
    @inline(__always)
    fileprivate var packed: UInt64 {
        UInt64(fact) << 48 | UInt64(UInt16(bitPattern: month)) << 32 | UInt64(day) << 16 | UInt64(marks) << 1 | (isAwaiting ? 1 : 0)
    }
}
