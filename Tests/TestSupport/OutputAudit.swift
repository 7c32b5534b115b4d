import Foundation

/// What must hold of every published tree, whatever went in. Returns what does not.
///
/// The manifest lists every file with its size, digest and rows; there is no other file (but `foreign` ones) and no
/// temporary one; every table is in the format; outcomes add up to the records read; a score is the sum of its parts.
package func audit(_ tree: FileTree, foreign: Set<String> = [], isEnglish: Bool = true) -> [String] {
    var problems: [String] = []
    guard let bytes = tree.files[manifestPath] else { return ["\(manifestPath) is missing"] }
    let manifest: RunManifest
    do {
        manifest = try RunManifest(bytes)
    } catch {
        return ["\(manifestPath): \(error)"]
    }
    let outputs = manifest.outputs ?? []
    for path in Set(tree.files.keys).subtracting(outputs.map(\.path)).subtracting(foreign).sorted() where path != manifestPath {
        problems.append("\(path) is not in the manifest")
    }
    for output in outputs {
        guard let file = tree.entries[output.path], file.isFile else {
            problems.append("\(output.path) of the manifest is missing")
            continue
        }
        if file.content.count != output.bytes || file.digest != output.sha256 { problems.append("\(output.path) is not what the manifest lists") }
        guard output.path.hasSuffix(".csv") else { continue }
        do {
            let table = try CSVTable(file.content)
            if table.rows.count != output.rows { problems.append("\(output.path): \(table.rows.count) rows, the manifest says \(output.rows ?? -1)") }
        } catch {
            problems.append("\(output.path): \(error)")
        }
    }
    if isEnglish, problems.isEmpty { problems += sums(tree, manifest) }
    return problems
}

private func sums(_ tree: FileTree, _ manifest: RunManifest) -> [String] {
    var problems: [String] = []
    let outcomes = ["used", "duplicate", "superseded", "conflict", "future", "inactive", "rejected"]
    func numbers(_ table: CSVTable, _ column: String) -> [Int] { (table.texts(column) ?? []).map { Int($0) ?? 0 } }
    if let bytes = tree.files["run/files.csv"], let table = try? CSVTable(bytes) {
        let read = numbers(table, "read")
        let parts = outcomes.map { numbers(table, $0) }
        for index in read.indices where parts.reduce(0, { $0 + $1[index] }) != read[index] {
            problems.append("run/files.csv row \(index + 1): the outcomes do not add up to the records read")
        }
        for (name, values) in zip(["read"] + outcomes, [read] + parts) where manifest.totals[name] != values.reduce(0, +) {
            problems.append("manifest totals.\(name) is not the sum of run/files.csv")
        }
    } else {
        problems.append("run/files.csv is missing")
    }
    for path in tree.tables where path.hasSuffix("scores.csv") {
        guard let table = try? CSVTable(tree.files[path]!), let scores = table.texts("score") else { continue }
        let parts = ["base", "deductions", "bonuses", "ranking_bonus", "floor_adjustment"].map { table.texts($0) ?? [] }
        for index in scores.indices where parts.reduce(0, { $0 + hundredths($1[index]) }) != hundredths(scores[index]) {
            problems.append("\(path) row \(index + 1): the parts do not add up to the score")
        }
    }
    return problems
}

/// A number of at most two decimals, times a hundred.
private func hundredths(_ text: String) -> Int {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? (parts[1] + "00").prefix(2) : "00"
    let value = abs(Int(parts[0]) ?? 0) * 100 + (Int(decimals) ?? 0)
    return text.hasPrefix("-") ? -value : value
}
