import CByteMasks
import Clibxml2
import Glibc

/// A start tag in what a parser was given.
struct XMLStartTag {
    let text: UnsafeBufferPointer<UInt8>
    /// Where it stands, counted like `textStart`.
    let position: Int
    /// The line on which it begins, counted from 1.
    let line: Int

    /// The tag at hand. The parser stands at its end; no attribute value may hold a `<`, so the last one before it opens
    /// the tag.
    ///
    /// - Parameter textStart: the position of the first byte that the parser was given.
    init(_ parser: xmlParserCtxtPtr?, textStart: Int) {
        guard let input = parser?.pointee.input?.pointee, let base = input.base, let end = input.cur else {
            (text, position, line) = (UnsafeBufferPointer(start: nil, count: 0), 0, 1)
            return
        }
        let start = gridscore_last(base, end - base, UInt8(ascii: "<")) ?? base
        var (line, at) = (Int(input.line), UnsafeRawPointer(start))
        while let lineFeed = memchr(at, Int32(UInt8(ascii: "\n")), UnsafeRawPointer(end) - at) {
            line -= 1
            at = UnsafeRawPointer(lineFeed) + 1
        }
        text = UnsafeBufferPointer(start: start, count: end - start)
        position = textStart + Int(input.consumed) + (start - base)
        self.line = line
    }
}
