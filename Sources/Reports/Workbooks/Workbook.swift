import Clibxlsxwriter
import Glibc
import GridModel
import Synchronization

/// A workbook before it is written.
struct Workbook: Sendable {
    /// How many workbooks are made side by side: each sheet has a file of its own, and a process may hold only so many.
    static func sideBySide(_ jobs: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1 }
        return max(1, min(jobs, (Int(clamping: limit.rlim_cur) - 32) / 32))
    }

    /// A sheet: a table, and what is printed with it.
    struct Sheet: Sendable {
        let title: String
        /// In the bare form: a cell is text or a number by itself.
        let table: Table
        /// Whether a line for signatures stands below the rows.
        let isSigned: Bool
    }

    /// Words that every sheet is printed with.
    struct Frame: Sendable {
        let organisation: String
        let regulation: String
        /// The period and its status.
        let period: String
        /// The day that stands in the file as that of its making: the same input gives the same bytes.
        let made: CivilDate
        let language: Language
    }

    let frame: Frame
    let sheets: [Sheet]

    /// Rows that a sheet may have; further ones continue on another. Excel has 1,048,576, and the signatures need some.
    static let longestSheet = 1_048_570

    /// Writes the workbook into a file of the output.
    func write(to file: OutputFile, longestSheet: Int = Self.longestSheet) throws(PublishFailure) {
        let scratch = try ScratchFile(in: file.scratch)
        let writer = try WorkbookWriter(scratch, frame, file.scratch)
        for sheet in sheets { try writer.add(sheet, longestSheet) }
        let written = try writer.close()
        try WorkbookCheck(scratch).check(written)
        try scratch.read { file.write($0) }
    }
}

/// Writes sheets one after the other and rows from above. What has been written waits in files of the library's that have
/// no name, so that memory stays small and nothing is left over.
final class WorkbookWriter {
    /// Rows and cells of a sheet.
    struct Written: Equatable {
        var rows = 0
        var cells = 0
    }

    private let book: UnsafeMutablePointer<lxw_workbook>
    private let scratch: ScratchFile
    private let frame: Workbook.Frame
    private let formats: CellFormats
    private var names = SheetNames()
    private var written: [Written] = []
    private var isOpen = true

    init(_ scratch: ScratchFile, _ frame: Workbook.Frame, _ folder: BytePath) throws(PublishFailure) {
        (self.scratch, self.frame) = (scratch, frame)
        errno = 0
        let book = folder.withMutableCString { folder in
            var options = lxw_workbook_options(constant_memory: 1, tmpdir: folder, use_zip64: 0)
            return workbook_new_opt(scratch.name, &options)
        }
        guard let book else { throw scratch.failure(LXW_ERROR_MEMORY_MALLOC_FAILED) }
        self.book = book
        formats = CellFormats(book)
        describe()
    }

    deinit {
        if isOpen { lxw_workbook_free(book) }
    }

    /// What a file manager shows of the file.
    private func describe() {
        "\(frame.regulation) \(frame.period)".withMutableCString { title in
            frame.organisation.withMutableCString { company in
                var properties = lxw_doc_properties()
                properties.title = title
                properties.company = company
                // 946_684_800: 2000-01-01 00:00 UTC.
                properties.created = 946_684_800 + Int(frame.made.dayNumber) * 86_400
                _ = workbook_set_properties(book, &properties)
            }
        }
    }

    func add(_ sheet: Workbook.Sheet, _ longest: Int) throws(PublishFailure) {
        let title = sheet.title
        let rows = SheetRows(sheet.table.columns, formats, longest: longest) { [self] part in
            workbook_add_worksheet(book, names.next(part == 1 ? title : "\(title) (\(part))", frame.language))
        } finish: { [self] place, rows, isLast in
            finish(place, sheet, rows, isLast: isLast)
            written.append(rows.written)
        }
        var writer = CSVWriter(.bare) { rows.take($0) }
        sheet.table.write(&writer)
        writer.hand()
        rows.end()
        if let error = rows.error { throw scratch.failure(error) }
    }

    /// One at a time: libxlsxwriter asks `gmtime` for the day of the file, and its answer is shared by all threads.
    private static let closing = Mutex(())

    /// Ends the file and returns what each sheet must hold.
    func close() throws(PublishFailure) -> [Written] {
        isOpen = false
        let (error, cause) = Self.closing.withLock { _ in
            errno = 0
            return (workbook_close(book), errno)
        }
        errno = cause
        if error != LXW_NO_ERROR || [ENOSPC, EDQUOT, EIO, EFBIG].contains(cause) { throw scratch.failure(error) }
        return written
    }

    // MARK: How a sheet looks and prints

    private func finish(_ place: UnsafeMutablePointer<lxw_worksheet>, _ sheet: Workbook.Sheet, _ rows: SheetRows, isLast: Bool) {
        let lastColumn = lxw_col_t(rows.widths.count - 1)
        worksheet_autofilter(place, 0, 0, lxw_row_t(rows.written.rows - 1), lastColumn)
        worksheet_freeze_panes(place, 1, 0)
        for (column, width) in rows.widths.enumerated() {
            worksheet_set_column(place, lxw_col_t(column), lxw_col_t(column), width, nil)
        }
        worksheet_ignore_errors(place, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), "A1:XFD1048576")
        worksheet_set_landscape(place)
        worksheet_set_paper(place, 9)
        worksheet_fit_to_pages(place, 1, 0)
        worksheet_set_margins(place, 0.4, 0.4, 0.7, 0.7)
        worksheet_repeat_rows(place, 0, 0)
        worksheet_gridlines(place, UInt8(LXW_SHOW_ALL_GRIDLINES.rawValue))
        worksheet_set_header(place, "&L\(printed(frame.organisation))&C&\"-,Bold\"\(printed(frame.regulation)) &A&R\(printed(frame.period))")
        let signatures = frame.language.say("编制人：              审核人：              日期：", "Prepared by:              Reviewed by:              Date:")
        worksheet_set_footer(place, (sheet.isSigned ? "" : "&L\(signatures)") + "&R\(frame.language.say("第 &P 页，共 &N 页", "Page &P of &N"))")
        guard isLast, sheet.isSigned else { return }
        let line = frame.language.say(
            "编制人：________________        审核人：________________        日期：________________",
            "Prepared by: ________________        Reviewed by: ________________        Date: ________________")
        rows.add(line, below: place, formats.signatures)
    }

    /// Text in a header or footer, where `&` begins a code and which holds few characters.
    private func printed(_ text: String) -> String {
        text.unicodeScalars.prefix(50).map { $0 == "&" ? "&&" : String($0) }.joined()
    }
}

/// The formats of cells.
struct CellFormats {
    let header: UnsafeMutablePointer<lxw_format>?
    let signatures: UnsafeMutablePointer<lxw_format>?
    private let text: UnsafeMutablePointer<lxw_format>?
    private let prose: UnsafeMutablePointer<lxw_format>?
    private let count: UnsafeMutablePointer<lxw_format>?
    private let points: UnsafeMutablePointer<lxw_format>?
    private let average: UnsafeMutablePointer<lxw_format>?
    private let amount: UnsafeMutablePointer<lxw_format>?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        /// By the number that Excel gives the format: 0 General, 1 for `0`, 2 for `0.00`, 49 for text.
        func format(_ number: UInt8) -> UnsafeMutablePointer<lxw_format>? {
            let format = workbook_add_format(book)
            format_set_num_format_index(format, number)
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            return format
        }
        header = format(49)
        format_set_bold(header)
        format_set_text_wrap(header)
        format_set_align(header, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        format_set_bg_color(header, 0xE7EEF4)
        format_set_border(header, UInt8(LXW_BORDER_THIN.rawValue))
        signatures = format(49)
        format_set_align(signatures, UInt8(LXW_ALIGN_VERTICAL_BOTTOM.rawValue))
        text = format(49)
        prose = format(49)
        format_set_text_wrap(prose)
        func number(_ number: UInt8) -> UnsafeMutablePointer<lxw_format>? {
            let format = format(number)
            // Apart from the text beside it.
            format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
            format_set_indent(format, 1)
            return format
        }
        count = number(1)
        points = number(0)
        average = number(2)
        amount = number(0)
        format_set_num_format(amount, "0.00####")
    }

    subscript(_ content: Column.Content) -> UnsafeMutablePointer<lxw_format>? {
        switch content {
        case .text: text
        case .prose: prose
        case .count: count
        case .points: points
        case .average: average
        case .amount: amount
        }
    }
}

/// The names of a workbook's sheets, as Excel allows them: at most 31 characters, some forbidden, no two alike.
struct SheetNames {
    private var used: Set<String> = ["history"]

    init() {}

    mutating func next(_ title: String, _ language: Language) -> String {
        let forbidden: Set<Unicode.Scalar> = ["[", "]", ":", "*", "?", "/", "\\"]
        var plain = String(String.UnicodeScalarView(title.unicodeScalars.map { forbidden.contains($0) || $0.value < 0x20 ? "-" : $0 }))
        while plain.hasPrefix("'") { plain.removeFirst() }
        if plain.isEmpty { plain = language.say("表", "Sheet") }
        var number = 1
        while true {
            let ending = number == 1 ? "" : "~\(number)"
            var start = plain
            while start.utf16.count + ending.utf16.count > 31 || start.hasSuffix("'") { start.removeLast() }
            if used.insert((start + ending).lowercased()).inserted { return start + ending }
            number += 1
        }
    }
}

extension BytePath {
    /// Calls a function of a C library that does not promise to leave the path alone.
    func withMutableCString<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
        withCString { body(UnsafeMutablePointer(mutating: $0)) }
    }
}

extension String {
    /// Calls a function of a C library that does not promise to leave the text alone.
    fileprivate func withMutableCString<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
        withCString { body(UnsafeMutablePointer(mutating: $0)) }
    }
}
