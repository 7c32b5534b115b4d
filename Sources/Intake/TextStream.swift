/// The text of a file as UTF-8, block by block: a window over the unread bytes that is refilled from behind.
struct TextStream: ~Copyable {
    private let input: OpenInput
    private let encoding: TextEncoding
    private let blockSize: Int
    /// Where in the file the next block starts.
    private var nextOffset: Int
    private var raw: UnsafeMutableRawBufferPointer
    /// Bytes at the start of `raw` that wait for the rest of their sequence.
    private var rawCarried = 0
    private var window: UnsafeMutableBufferPointer<UInt8>

    /// The unread bytes are `window[start..<end]`.
    private(set) var start = 0
    private(set) var end = 0
    /// Whether the window reaches the end of the file.
    private(set) var isComplete = false

    /// A stream of the text from `offset` (the byte order mark counts) to the end of the file.
    init(_ input: OpenInput, encoding: TextEncoding, from offset: Int, blockSize: Int) {
        self.input = input
        self.encoding = encoding
        self.blockSize = max(blockSize, 16)
        nextOffset = offset
        raw = .allocate(byteCount: self.blockSize + 8, alignment: 16)
        // Some room behind the text lets scanners load whole words.
        window = .allocate(capacity: Transcoder.capacity(self.blockSize + 8, encoding) + 64)
    }

    deinit {
        raw.deallocate()
        window.deallocate()
    }

    var base: UnsafeMutablePointer<UInt8> { window.baseAddress! }
    var unread: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: window[start..<end]) }

    /// The position in the file of the first unread byte. Only UTF-8 has one for every byte.
    var offset: Int { nextOffset - (end - start) }

    mutating func advance(to position: Int) {
        start = position
    }

    /// Appends the next block to the unread bytes, which may move.
    mutating func fill() throws(IntakeFailure) {
        guard !isComplete else { return }
        let needed = end - start + Transcoder.capacity(blockSize + 8, encoding) + 64
        if needed > window.count {
            let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, window.count * 2))
            larger.baseAddress!.update(from: base + start, count: end - start)
            window.deallocate()
            window = larger
        } else if start > 0 {
            base.update(from: base + start, count: end - start)
        }
        (start, end) = (0, end - start)
        if encoding == .utf8 || encoding == .utf8BOM {
            let count = try input.read(at: nextOffset, into: UnsafeMutableRawBufferPointer(start: base + end, count: blockSize))
            nextOffset += count
            end += count
            isComplete = count < blockSize
            return
        }
        let count = try input.read(
            at: nextOffset, into: UnsafeMutableRawBufferPointer(rebasing: raw[rawCarried..<rawCarried + blockSize]))
        nextOffset += count
        isComplete = count < blockSize
        let source = UnsafeBufferPointer(start: raw.baseAddress!.assumingMemoryBound(to: UInt8.self), count: rawCarried + count)
        let result = Transcoder.transcode(source, encoding, isLast: isComplete, into: base + end)
        end += result.written
        rawCarried = source.count - result.taken
        if rawCarried > 0 { raw.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source)[result.taken...])) }
    }
}
