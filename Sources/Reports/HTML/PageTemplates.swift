import Crypto
import Foundation
import GridModel
import Mustache

/// The templates of the pages, their words and their style sheet, all built into the program.
struct PageTemplates: Sendable {
    enum Page: String, CaseIterable {
        case index, period, department
    }

    private let pages: MustacheLibrary
    /// Fixed words by key.
    let words: [String: String]
    let style: String
    /// Nothing is loaded and nothing runs; the one style sheet is known by its digest.
    let policy: String

    init(_ language: Language) throws {
        MustacheContentTypes.register(ScalarEscaping(), named: ScalarEscaping.name)
        var library = MustacheLibrary()
        let sources: [(String, [UInt8])] = [
            ("index", PackageResources.index_mustache), ("period", PackageResources.period_mustache),
            ("department", PackageResources.department_mustache), ("head", PackageResources.head_mustache),
            ("foot", PackageResources.foot_mustache), ("heading", PackageResources.heading_mustache),
            ("marks", PackageResources.marks_mustache), ("files", PackageResources.files_mustache),
            ("register", PackageResources.register_mustache),
        ]
        for (name, bytes) in sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
        pages = library
        style = String(decoding: PackageResources.style_css, as: UTF8.self)
        let digest = Data(SHA256.hash(data: PackageResources.style_css)).base64EncodedString()
        policy = "default-src 'none'; style-src 'sha256-\(digest)'; img-src 'none'; base-uri 'none'; form-action 'none'"
        var words: [String: String] = [:]
        for line in String(decoding: PackageResources.words_tsv, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            if parts.count == 3 { words[parts[0]] = language == .chinese ? parts[1] : parts[2] }
        }
        self.words = words
    }

    func render(_ page: Page, _ model: ViewModel) -> [UInt8] {
        Array((pages.render(model, withTemplate: page.rawValue) ?? "").utf8)
    }
}

/// What a template sees: texts, flags, lists and objects by key. An absent key is an empty section.
typealias ViewModel = [String: Any]
