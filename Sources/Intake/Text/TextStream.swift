/// The text of a file as UTF-8, block by block: a window over the unread bytes that is refilled from behind.
struct TextStream: ~Copyable {
    private let input: OpenInput
    private let encoding: TextEncoding
    private let blockSize: Int
    /// Where in the file the text begins.
    private let origin: Int
    /// A position in the file that no block reaches across, so that its place in the text is known.
    private let limit: Int
    /// Where in the file the next block starts.
    private var nextOffset: Int
    private var raw: UnsafeMutableRawBufferPointer
    /// Bytes at the start of `raw` that wait for the rest of their sequence.
    private var rawCarried = 0
    private var window: UnsafeMutableBufferPointer<UInt8>
    /// Bytes of text before the window.
    private var passed = 0
    /// The place of the limit in the text, once it has been reached.
    private var limitPosition = Int.max

    /// The unread bytes are `window[start..<end]`.
    private(set) var start = 0
    private(set) var end = 0
    /// Whether the window reaches the end of the file.
    private(set) var isComplete = false

    /// A stream of the text from `offset` (the byte order mark counts) to the end of the file.
    init(_ input: OpenInput, encoding: TextEncoding, from offset: Int, limit: Int = .max, blockSize: Int) {
        self.input = input
        self.encoding = encoding
        self.blockSize = max(blockSize, 16)
        self.limit = limit
        origin = offset
        nextOffset = offset
        raw = .allocate(byteCount: Self.isUTF8(encoding) ? 0 : self.blockSize + 8, alignment: 16)
        // Some room behind the text lets readers of a field load whole words.
        window = .allocate(capacity: Transcoder.capacity(self.blockSize + 8, encoding) + Self.slack)
    }

    deinit {
        raw.deallocate()
        window.deallocate()
    }

    /// Bytes that may be read behind the end of the text; what they hold means nothing.
    private static let slack = 64

    private static func isUTF8(_ encoding: TextEncoding) -> Bool { encoding == .utf8 || encoding == .utf8BOM }

    var base: UnsafeMutablePointer<UInt8> { window.baseAddress! }
    var unread: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: window[start..<end]) }

    /// How far into the text the first unread byte is.
    var position: Int { passed + start }

    /// Whether the first unread byte stands at the limit or behind it.
    var isAtLimit: Bool { position >= limitPosition }

    /// The position in the file of the first unread byte; nil where it is not known, for text that is not UTF-8 in the file.
    var fileOffset: Int? {
        if Self.isUTF8(encoding) { return origin + position }
        return position == limitPosition ? limit : isComplete && start == end ? nextOffset : nil
    }

    mutating func advance(to position: Int) {
        start = position
    }

    /// Appends the next block to the unread bytes, which may move.
    mutating func fill() throws(IntakeFailure) {
        guard !isComplete else { return }
        makeRoom()
        let wanted = nextOffset < limit ? min(blockSize, limit - nextOffset) : blockSize
        if Self.isUTF8(encoding) {
            let count = try input.read(at: nextOffset, into: UnsafeMutableRawBufferPointer(start: base + end, count: wanted))
            nextOffset += count
            end += count
            isComplete = count < wanted
        } else {
            let count = try input.read(at: nextOffset, into: UnsafeMutableRawBufferPointer(rebasing: raw[rawCarried..<rawCarried + wanted]))
            nextOffset += count
            isComplete = count < wanted
            let source = UnsafeBufferPointer(start: raw.baseAddress!.assumingMemoryBound(to: UInt8.self), count: rawCarried + count)
            let result = Transcoder.transcode(source, encoding, isLast: isComplete, into: base + end)
            end += result.written
            rawCarried = source.count - result.taken
            if rawCarried > 0 { raw.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source)[result.taken...])) }
        }
        if nextOffset == limit, limitPosition == .max { limitPosition = passed + end }
    }

    /// Moves the unread bytes to the front, in a larger window if they leave no room for a block.
    private mutating func makeRoom() {
        let needed = end - start + Transcoder.capacity(blockSize + 8, encoding) + Self.slack
        if needed > window.count {
            let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, window.count * 2))
            larger.baseAddress!.update(from: base + start, count: end - start)
            window.deallocate()
            window = larger
        } else if start > 0 {
            base.update(from: base + start, count: end - start)
        }
        passed += start
        (start, end) = (0, end - start)
    }

    /// Moves on to a position of the text at or behind the first unread byte.
    mutating func skip(to target: Int) throws(IntakeFailure) {
        if Self.isUTF8(encoding), target > passed + end {
            (passed, start, end, nextOffset, isComplete) = (target, 0, 0, origin + target, false)
        }
        while target > passed + end, !isComplete {
            start = end
            try fill()
        }
        start = min(target - passed, end)
    }
}
