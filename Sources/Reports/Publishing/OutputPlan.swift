/// A file of the output that is to be made: where it stands, and what writes it.
struct OutputPlan: Sendable {
    let path: String
    /// Writes the file and returns how many rows it has, if it is a table.
    let write: @Sendable (OutputFile) -> Int?

    init(page path: String, _ body: @escaping @Sendable (inout Page) -> Void) {
        self.path = path
        write = { file in
            var page = Page { file.write(UnsafeRawBufferPointer($0)) }
            body(&page)
            page.hand()
            return nil
        }
    }

    init(table path: String, _ body: @escaping @Sendable (inout CSVWriter) -> Void) {
        self.path = path
        write = { file in
            var writer = CSVWriter { file.write(UnsafeRawBufferPointer($0)) }
            body(&writer)
            writer.hand()
            return writer.rows
        }
    }
}
