/// Turns the bytes of a file into UTF-8. A sequence that does not decode becomes one byte 0xFF, which is valid
/// nowhere in UTF-8, so that everything behind this step finds broken bytes in the same way.
enum Transcoder {
    static let broken: UInt8 = 0xFF

    /// Room needed for the UTF-8 of `count` bytes.
    static func capacity(_ count: Int, _ encoding: TextEncoding) -> Int {
        switch encoding {
        case .utf8, .utf8BOM: count
        case .gb18030: count * 2
        case .utf16LittleEndian, .utf16BigEndian: count / 2 * 3 + 3
        }
    }

    /// Transcodes as much as is complete; with `isLast` all of it.
    ///
    /// - Returns: bytes taken from the source, and bytes written.
    static func transcode(
        _ source: UnsafeBufferPointer<UInt8>, _ encoding: TextEncoding, isLast: Bool, into target: UnsafeMutablePointer<UInt8>
    ) -> (taken: Int, written: Int) {
        switch encoding {
        case .utf8, .utf8BOM:
            if let base = source.baseAddress { target.update(from: base, count: source.count) }
            return (source.count, source.count)
        case .gb18030:
            return transcodeGB18030(source, isLast: isLast, into: target)
        case .utf16LittleEndian:
            return transcodeUTF16(source, low: 0, isLast: isLast, into: target)
        case .utf16BigEndian:
            return transcodeUTF16(source, low: 1, isLast: isLast, into: target)
        }
    }

    private static func transcodeGB18030(
        _ source: UnsafeBufferPointer<UInt8>, isLast: Bool, into target: UnsafeMutablePointer<UInt8>
    ) -> (taken: Int, written: Int) {
        let table = GB18030.shared
        var index = 0
        var written = 0
        while index < source.count {
            let byte = source[index]
            if byte < 0x80 {
                target[written] = byte
                written += 1
                index += 1
                continue
            }
            switch table.step(source, at: index) {
            case .scalar(let scalar, let length):
                written += put(scalar, at: target + written)
                index += length
            case .incomplete where !isLast:
                return (index, written)
            case .incomplete:
                target[written] = broken
                return (source.count, written + 1)
            case .broken:
                target[written] = broken
                written += 1
                index += 1
            }
        }
        return (index, written)
    }

    private static func transcodeUTF16(
        _ source: UnsafeBufferPointer<UInt8>, low: Int, isLast: Bool, into target: UnsafeMutablePointer<UInt8>
    ) -> (taken: Int, written: Int) {
        func unit(_ index: Int) -> UInt32 { UInt32(source[index + low]) | UInt32(source[index + 1 - low]) << 8 }
        var index = 0
        var written = 0
        while index + 1 < source.count {
            let first = unit(index)
            if first & 0xF800 != 0xD800 {
                written += put(first, at: target + written)
                index += 2
            } else if first < 0xDC00, index + 3 >= source.count, !isLast {
                return (index, written)
            } else if first < 0xDC00, index + 3 < source.count, unit(index + 2) & 0xFC00 == 0xDC00 {
                written += put(0x10000 + (first - 0xD800) << 10 + unit(index + 2) - 0xDC00, at: target + written)
                index += 4
            } else {
                target[written] = broken
                written += 1
                index += 2
            }
        }
        if isLast, index < source.count {
            target[written] = broken
            return (source.count, written + 1)
        }
        return (index, written)
    }

    @inline(__always)
    private static func put(_ scalar: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            target[0] = UInt8(scalar)
            return 1
        }
        if scalar < 0x800 {
            target[0] = UInt8(0xC0 | scalar >> 6)
            target[1] = UInt8(0x80 | scalar & 0x3F)
            return 2
        }
        if scalar < 0x10000 {
            target[0] = UInt8(0xE0 | scalar >> 12)
            target[1] = UInt8(0x80 | scalar >> 6 & 0x3F)
            target[2] = UInt8(0x80 | scalar & 0x3F)
            return 3
        }
        target[0] = UInt8(0xF0 | scalar >> 18)
        target[1] = UInt8(0x80 | scalar >> 12 & 0x3F)
        target[2] = UInt8(0x80 | scalar >> 6 & 0x3F)
        target[3] = UInt8(0x80 | scalar & 0x3F)
        return 4
    }
}
