import GridModel

/// HTML as bytes: what a literal says is HTML, what is put into it is text and is escaped.
///
///     page += "<td>\(name)</td>"
///
/// Text is what comes with `\(…)`, whatever it holds; HTML that is at hand is put in with `\(html: …)`.
struct HTML: ExpressibleByStringInterpolation {
    private(set) var bytes: [UInt8] = []
    /// Takes the bytes whenever there are many, if the HTML is a page.
    private var flush: (([UInt8]) -> Void)?

    init() {}

    /// A page; `hand` must end it.
    init(flush: @escaping ([UInt8]) -> Void) {
        self.flush = flush
        bytes.reserveCapacity(Self.block + 1 << 14)
    }

    /// Few enough to stay in a processor's cache until they are hashed and written.
    private static let block = 1 << 16

    /// Hands over what has been written.
    mutating func hand() {
        flush?(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// HTML that is at hand as bytes.
    init(ready bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(stringLiteral literal: String) {
        bytes = Array(literal.utf8)
    }

    init(stringInterpolation interpolation: Interpolation) {
        bytes = interpolation.html.bytes
    }

    static func += (page: inout HTML, piece: HTML) {
        page.bytes += piece.bytes
        if page.bytes.count >= block, page.flush != nil { page.hand() }
    }

    /// Appends HTML as it stands.
    mutating func raw(_ html: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: html.utf8Start, count: html.utf8CodeUnitCount))
    }

    /// Appends a text, escaped for elements and for attributes in quotes.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { ScalarEscaping.append($0, to: &bytes) }
    }

    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        ScalarEscaping.append(text, to: &bytes)
    }

    mutating func number(_ number: Int) {
        bytes.append(decimal: number)
    }

    /// Appends points with a true minus sign, which is as wide as a plus and is read aloud.
    mutating func points(_ points: Points) {
        if points < .zero { raw("\u{2212}") }
        points.appendMagnitude(to: &bytes)
    }

    /// Appends points with their sign: `+5`, `−3`, `0`.
    mutating func signed(_ points: Points) {
        if points > .zero { raw("+") }
        self.points(points)
    }

    /// Appends an average with two decimals.
    mutating func average(_ average: Average) {
        if average.rounded < .zero { raw("\u{2212}") }
        average.appendMagnitude(to: &bytes)
    }

    /// Appends `10-03`.
    mutating func monthAndDay(_ day: CivilDate) {
        day.appendMonthAndDay(to: &bytes)
    }

    /// Appends a per cent of the width of a drawing, with one decimal.
    mutating func share(_ value: Double) {
        let tenths = Int((max(0, min(100, value)) * 10).rounded())
        number(tenths / 10)
        raw(".")
        number(tenths % 10)
    }
}

extension HTML {
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var html = HTML()

        init(literalCapacity: Int, interpolationCount: Int) {
            html.bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) {
            var literal = literal
            literal.withUTF8 { html.bytes.append(contentsOf: $0) }
        }

        /// Appends what a function writes.
        mutating func append(_ body: (inout HTML) -> Void) { body(&html) }

        mutating func appendInterpolation(_ text: String) { html.text(text) }
        mutating func appendInterpolation(_ number: Int) { html.number(number) }
        mutating func appendInterpolation(html piece: HTML) { html += piece }
        mutating func appendInterpolation(points: Points) { html.points(points) }
        mutating func appendInterpolation(signed points: Points) { html.signed(points) }
        mutating func appendInterpolation(average: Average) { html.average(average) }
        mutating func appendInterpolation(share value: Double) { html.share(value) }
        mutating func appendInterpolation(_ day: CivilDate) { html.text(day.description) }
    }

    typealias StringInterpolation = Interpolation
}
