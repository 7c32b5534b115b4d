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

    /// A table as a CSV file.
    init(_ table: Table, in folder: String, _ form: TextForm = .guarded) {
        path = "\(folder)/\(table.name).csv"
        write = { file in
            var writer = CSVWriter(form) { file.write(UnsafeRawBufferPointer($0)) }
            table.write(&writer)
            writer.hand()
            return writer.rows
        }
    }

    /// A file that is neither page nor table.
    init(text path: String, _ text: String) {
        self.path = path
        write = { file in
            var text = text
            text.withUTF8 { file.write(UnsafeRawBufferPointer($0)) }
            return nil
        }
    }

    init(workbook path: String, _ workbook: Workbook) {
        self.path = path
        write = { file in
            do throws(PublishFailure) {
                try workbook.write(to: file)
            } catch {
                file.fail(error)
            }
            return nil
        }
    }

    private init(path: String, write: @escaping @Sendable (OutputFile) -> Int?) {
        (self.path, self.write) = (path, write)
    }

    /// The same file in another folder.
    func moved(to folder: String) -> OutputPlan {
        OutputPlan(path: "\(folder)/\(name)", write: write)
    }

    /// The last part of the path.
    var name: String { BytePath(path).name }

    /// What the file would be, without writing it.
    func described() throws(PublishFailure) -> Manifest.Output {
        let file = OutputFile()
        let rows = write(file)
        return Manifest.Output(path: path, bytes: file.size, sha256: try file.finish(), rows: rows)
    }

    /// The bytes the file would hold.
    var bytes: [UInt8] {
        let file = OutputFile(keepsBytes: true)
        _ = write(file)
        return file.bytes
    }
}
