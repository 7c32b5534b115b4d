import CByteMasks
import GridModel

/// How the text of a file is encoded, by the names of `run/files.csv`.
package enum TextEncoding: String, Sendable {
    case utf8 = "UTF-8"
    case utf8BOM = "UTF-8-BOM"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"

    /// How many bytes of the file are its byte order mark.
    var markLength: Int {
        switch self {
        case .utf8, .gb18030: 0
        case .utf8BOM: 3
        case .utf16LittleEndian, .utf16BigEndian: 2
        }
    }

    /// The encoding that a byte order mark names.
    init?(mark: some Collection<UInt8>) {
        if mark.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8BOM
        } else if mark.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if mark.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else {
            return nil
        }
    }
}

/// Looks at all bytes of a file, block by block, and says how its text is encoded if it has no byte order mark.
struct EncodingSurvey {
    /// Whether only white space is looked for, as in XML, which says itself how it is encoded.
    private let onlyBlankness: Bool
    /// Bytes from 0x80 on.
    private var high = 0
    /// Those of them that stand in well-formed sequences of three or four bytes.
    private var inLongSequences = 0
    /// Whether a byte stood outside well-formed UTF-8.
    private(set) var isBroken = false
    /// Whether all was white space so far.
    private(set) var isBlank = true
    /// Whether all was white space so far, if the text is UTF-16.
    private(set) var isBlankUTF16 = true
    /// The end of the last block, if a sequence may go on in the next.
    private var carried: [UInt8] = []

    init(onlyBlankness: Bool = false) {
        self.onlyBlankness = onlyBlankness
    }

    mutating func add(_ block: UnsafeBufferPointer<UInt8>) {
        if isBlank { isBlank = block.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }
        if isBlankUTF16 { isBlankUTF16 = block.allSatisfy { $0 == 0 || $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }
        guard !onlyBlankness else { return }
        guard !carried.isEmpty else { return scan(block, isLast: false) }
        let head = carried + block.prefix(4)
        let taken = min(4, block.count)
        carried = []
        head.withUnsafeBufferPointer { scan($0, isLast: false) }
        guard taken < block.count else { return }
        // What the short head could not decide stands at its end, and so in this block: it is looked at again with the rest.
        let undecided = carried.count
        carried = []
        scan(UnsafeBufferPointer(rebasing: block[(taken - undecided)...]), isLast: false)
    }

    mutating func finish() {
        let rest = carried
        carried = []
        rest.withUnsafeBufferPointer { scan($0, isLast: true) }
    }

    /// UTF-8 if the file is valid UTF-8 or mostly so, else GB18030.
    var encoding: TextEncoding {
        !isBroken || inLongSequences * 2 > high ? .utf8 : .gb18030
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) {
        guard let base = bytes.baseAddress else { return }
        var counts = gridscore_utf8_counts()
        var index = 0
        while true {
            index += gridscore_valid_utf8(base + index, bytes.count - index, &counts)
            if index == bytes.count { break }
            if !isLast, bytes.count - index < 4 {
                carried = Array(bytes[index...])
                break
            }
            high += 1
            isBroken = true
            index += 1
        }
        high += counts.in_pairs + counts.in_longer
        inLongSequences += counts.in_longer
    }
}
