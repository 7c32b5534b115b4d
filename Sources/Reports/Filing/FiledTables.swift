import Crypto
import FoundationEssentials
import Intake

/// The filed tables of a period, read from the copies beside its seal.
struct FiledTables {
    /// Why a filed table cannot be used.
    enum Failure: Error {
        /// The copy is missing, or its bytes are not those that were filed.
        case changed(path: String)
    }

    let filing: Filing
    private let output: BytePath

    init(_ filing: Filing, in output: BytePath) {
        self.filing = filing
        self.output = output
    }

    /// The bytes of a filed table, proven by the seal's digest; nil if there is none of the name.
    func bytes(_ name: String) throws(Failure) -> [UInt8]? {
        guard let file = filing.seal.files.first(where: { $0.name == name }) else { return nil }
        let path = output / filing.copy(of: file)
        guard let data = FileManager.default.contents(atPath: path.text), data.count == file.bytes,
            hexadecimal(SHA256.hash(data: data)) == file.sha256
        else { throw .changed(path: path.text) }
        return Array(data)
    }

    func lines(_ name: String) throws(Failure) -> TableLines? {
        guard let bytes = try bytes(name) else { return nil }
        guard let lines = TableLines(bytes) else { throw .changed(path: (output / filing.folder / name).text) }
        return lines
    }
}
