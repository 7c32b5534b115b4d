import Crypto
import Intake

/// The filed tables of a period, read from the copies beside its seal.
struct FiledTables {
    /// Why a filed table cannot be used.
    enum Failure: Error {
        /// The copy is missing, or its bytes are not those that were filed.
        case changed(path: String)
        /// The copy is there, and cannot be read.
        case unreadable(PublishFailure)
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
        let bytes: [UInt8]?
        do throws(PublishFailure) {
            bytes = try FileTree.bytes(path)
        } catch {
            throw .unreadable(error)
        }
        guard let bytes, bytes.count == file.bytes, hexadecimal(SHA256.hash(data: bytes)) == file.sha256 else {
            throw .changed(path: path.text)
        }
        return bytes
    }

    func lines(_ name: String) throws(Failure) -> TableLines? {
        guard let bytes = try bytes(name) else { return nil }
        guard let lines = TableLines(bytes) else { throw .changed(path: (output / filing.folder / name).text) }
        return lines
    }
}
