import GridModel
import RulePacks

/// A page being written. What a literal says is HTML, what is put into it is text and is escaped:
///
///     page += "<td>\(name)</td>"
///
/// Where there are many rows the functions below append one thing each and make nothing that would have to be thrown away.
struct Page: ~Copyable {
    private(set) var bytes: ByteBuffer

    /// A page that is handed over in blocks; `hand` must end it.
    init(sink: @escaping (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes = ByteBuffer(sink: sink)
    }

    /// A piece of a page.
    fileprivate init(capacity: Int) {
        bytes = ByteBuffer(capacity: capacity)
    }

    /// Hands over what has been written.
    mutating func hand() { bytes.hand() }

    static func += (page: inout Page, piece: HTML) {
        piece.bytes.withUnsafeBufferPointer { page.bytes.append($0) }
    }

    /// Appends one of many ready pieces.
    @inline(__always)
    mutating func put(_ pieces: Pieces, _ index: Int = 0) {
        bytes.append(pieces, index)
    }

    /// Appends HTML as it stands.
    @inline(__always)
    mutating func raw(_ html: StaticString) {
        bytes.append(html)
    }

    /// Appends HTML that is at hand as bytes.
    mutating func ready(_ html: [UInt8]) {
        html.withUnsafeBufferPointer { bytes.append($0) }
    }

    /// Appends a text, escaped for elements and for attributes in quotes.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { ScalarEscaping.append($0, to: &bytes) }
    }

    @inline(__always)
    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        ScalarEscaping.append(text, to: &bytes)
    }

    @inline(__always)
    mutating func number(_ number: Int) {
        bytes.append(decimal: number)
    }

    /// Appends the id of a posting.
    @inline(__always)
    mutating func code(_ code: ShortCode) {
        bytes.end(at: code.write(to: bytes.place(for: ShortCode.length)))
    }

    /// Appends points with a true minus sign, which is as wide as a plus and is read aloud.
    @inline(__always)
    mutating func points(_ points: Points) {
        if points < .zero { raw("\u{2212}") }
        bytes.end(at: points.writeMagnitude(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// Appends points with their sign: `+5`, `−3`, `0`.
    mutating func signed(_ points: Points) {
        if points > .zero { raw("+") }
        self.points(points)
    }

    /// Appends an average with two decimals.
    mutating func average(_ average: Average) {
        let rounded = average.rounded
        if rounded < .zero { raw("\u{2212}") }
        bytes.end(at: rounded.writeWithTwoDecimals(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// Appends `2026-10-03`.
    mutating func day(_ day: CivilDate) {
        bytes.end(at: day.write(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// Appends `10-03`.
    mutating func monthAndDay(_ day: CivilDate) {
        bytes.end(at: day.writeMonthAndDay(to: bytes.place(for: UnsafeMutablePointer<UInt8>.longestNumber)))
    }

    /// Appends a per cent of the width of a drawing, with one decimal.
    mutating func share(_ value: Double) {
        let tenths = Int((max(0, min(100, value)) * 10).rounded())
        number(tenths / 10)
        raw(".")
        number(tenths % 10)
    }
}

/// A piece of HTML, to be put into a page.
///
/// Text is what comes with `\(…)`, whatever it holds; HTML that is at hand is put in with `\(html: …)`.
struct HTML: ExpressibleByStringInterpolation {
    private(set) var bytes: [UInt8] = []

    init() {}

    /// HTML that is at hand as bytes.
    init(ready bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// HTML as a function writes it.
    init(_ body: (inout Page) -> Void) {
        var page = Page(capacity: 64)
        body(&page)
        bytes = Array(page.bytes.bytes)
    }

    init(stringLiteral literal: String) {
        bytes = Array(literal.utf8)
    }

    init(stringInterpolation interpolation: Interpolation) {
        bytes = Array(interpolation.draft.page.bytes.bytes)
    }

    static func += (html: inout HTML, piece: HTML) {
        html.bytes += piece.bytes
    }
}

extension HTML {
    struct Interpolation: StringInterpolationProtocol {
        fileprivate final class Draft {
            // Only the interpolation writes here, one piece after the other.
            @exclusivity(unchecked) var page: Page

            init(capacity: Int) {
                page = Page(capacity: capacity)
            }
        }

        fileprivate let draft: Draft

        init(literalCapacity: Int, interpolationCount: Int) {
            draft = Draft(capacity: literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: String) {
            var literal = literal
            literal.withUTF8 { draft.page.append(literal: $0) }
        }

        /// Appends what a function writes.
        mutating func append(_ body: (inout Page) -> Void) { body(&draft.page) }

        mutating func appendInterpolation(_ text: String) { draft.page.text(text) }
        mutating func appendInterpolation(_ number: Int) { draft.page.number(number) }
        mutating func appendInterpolation(html piece: HTML) { draft.page += piece }
        mutating func appendInterpolation(points: Points) { draft.page.points(points) }
        mutating func appendInterpolation(signed points: Points) { draft.page.signed(points) }
        /// The points of a rule; where a person sets them, the range.
        mutating func appendInterpolation(signed rule: Rule) {
            draft.page.signed(rule.range?.lowerBound ?? rule.points)
            guard let range = rule.range else { return }
            draft.page.raw("…")
            draft.page.signed(range.upperBound)
        }
        mutating func appendInterpolation(average: Average) { draft.page.average(average) }
        mutating func appendInterpolation(share value: Double) { draft.page.share(value) }
        mutating func appendInterpolation(_ day: CivilDate) { draft.page.day(day) }
    }

    typealias StringInterpolation = Interpolation
}

extension Page {
    fileprivate mutating func clear() { bytes.removeAll() }

    fileprivate mutating func append(literal: UnsafeBufferPointer<UInt8>) {
        bytes.append(literal)
    }
}

extension Pieces {
    /// Pieces of pages.
    convenience init(_ pieces: [HTML]) {
        self.init(pieces.count) { buffer, index in pieces[index].bytes.withUnsafeBufferPointer { buffer.append($0) } }
    }

    /// Rows of pages, each as a function writes it.
    convenience init(rows count: Int, _ write: (inout Page, Int) -> Void) {
        var page = Page(capacity: 512)
        self.init(count) { buffer, index in
            page.clear()
            write(&page, index)
            buffer.append(page.bytes.bytes)
        }
    }

    /// Texts, escaped.
    convenience init(texts count: Int, _ text: (Int) -> String) {
        self.init(count) { buffer, index in
            var text = text(index)
            text.withUTF8 { ScalarEscaping.append($0, to: &buffer) }
        }
    }
}
