import FoundationEssentials
import GridModel

/// The calendars beside a pack, each a file of its own, so that several packs can name one.
struct CalendarFiles: Sendable {
    /// `calendars` beside the pack's folder or file.
    let folder: String
    /// The calendar that the pack names, if there is its file.
    let named: (id: String, bytes: Data)?

    /// - Parameter section: what the pack says of its calendar.
    init(packAt path: String, section: YAMLNode?) {
        folder = Self.folder(packAt: path)
        guard let id = section?["id"]?.scalar, !id.utf8.contains(UInt8(ascii: "/")) else {
            named = nil
            return
        }
        named = FileManager.default.contents(atPath: "\(folder)/\(id).yaml").map { (id, $0) }
    }

    func path(_ id: String) -> String { "\(folder)/\(id).yaml" }

    /// The bytes of a calendar; nil if there is no such file.
    func bytes(_ id: String) -> Data? {
        if let named, sameBytes(named.id, id) { return named.bytes }
        return FileManager.default.contents(atPath: path(id))
    }

    /// The ids of all calendars that there are.
    var known: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted(by: precedes)
    }

    private static func folder(packAt path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let last = parts.last, last != ".", last != ".." else { return "\(path)/../calendars" }
        return (path.hasPrefix("/") ? "/" : "") + (parts.dropLast() + ["calendars"]).joined(separator: "/")
    }
}
