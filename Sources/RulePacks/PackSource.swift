import GridModel

/// A pack as it is written, with its files at hand to try other settings.
package struct PackSource {
    /// As it is written.
    package let pack: RulePack
    package let path: String
    private let files: PackFiles

    /// What is tried in place of what is written.
    package struct Change: Sendable, Hashable {
        package enum Sort: Sendable, Hashable {
            /// A reading of an entry of the register.
            case reading(entry: String, reading: String)
            /// A setting by its path.
            case setting
        }

        /// As it is given: `floor=none`, `scoring.base=90`.
        package let text: String
        package let sort: Sort

        /// The change to a reading of an entry.
        package init(entry: String, reading: String) {
            text = "\(entry)=\(reading)"
            sort = .reading(entry: entry, reading: reading)
        }

        fileprivate init(setting text: String) {
            self.text = text
            sort = .setting
        }
    }

    /// Why something cannot be tried.
    package enum Failure: Error {
        /// It is no change, or not with the others.
        case change(String)
        /// The pack cannot be used with it.
        case pack(RulePackError)
    }

    /// - Parameter withExamples: whether its examples are read.
    /// - Throws: everything found wrong with it, in the order of files and lines.
    package init(path: String, withExamples: Bool = true) throws(RulePackError) {
        let problems = ProblemList()
        files = RulePackLoader.files(at: path, problems)
        pack = try RulePackLoader.pack(of: files, path: path, withExamples: withExamples, problems)
        self.path = path
    }

    // MARK: Changes

    /// What `NAME=VALUE` changes: an entry and one of its readings, or a setting's path and its value.
    package func change(_ text: String) throws(Failure) -> Change {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .change(
                "\(text): expected an entry of the register and a reading, such as floor=none, or a setting and its value, such as scoring.base=90")
        }
        let change = parts[0].contains(".") ? Change(setting: text) : try reading(parts[0], parts[1], text)
        _ = try assignments(of: change)
        return change
    }

    private func reading(_ name: String, _ value: String, _ text: String) throws(Failure) -> Change {
        func unknown(_ what: String, _ name: String, _ known: [String]) -> Failure {
            let hint = nearest(to: name, in: known).map { "did you mean \"\($0)\"?" } ?? "known: \(known.joined(separator: ", "))"
            return .change("\(text): unknown \(what) \"\(name)\"; \(hint)")
        }
        guard let entry = pack.register.first(where: { sameBytes($0.id, name) }) else {
            throw unknown("entry of the register", name, pack.register.map(\.id))
        }
        guard let place = entry.readings.firstIndex(where: { sameBytes($0.id, value) }) else {
            throw unknown("reading of \"\(entry.id)\"", value, entry.readings.map(\.id))
        }
        let reading = entry.readings[place]
        guard reading.isApplicable || place == entry.inForce else {
            throw .change("\(text): this reading cannot be tried: \(reading.untried?.english ?? "the pack does not say which settings make it")")
        }
        return Change(entry: entry.id, reading: reading.id)
    }

    /// What the pack says at a setting's path, in one line; empty if it says nothing.
    package func written(_ path: String) -> String {
        (try? SettingPath(path).optionalNode(in: files.sections))??.line ?? ""
    }

    // MARK: Packs

    /// The pack with some settings changed; examples are left out of it.
    package func pack(with changes: [Change]) throws(Failure) -> RulePack {
        var made: [(change: Change, path: SettingPath, value: YAMLNode)] = []
        var nodes = files.sections.mapValues(\.node)
        for change in changes {
            for (path, value) in try assignments(of: change) {
                let other = made.first { $0.path.overlaps(path) && !(sameBytes($0.path.text, path.text) && $0.value.says(value)) }
                if let other {
                    throw .change("\(other.change.text) and \(change.text) both change \(path.text): try one at a time")
                }
                made.append((change, path, value))
                nodes = try setting(path, value, in: nodes, change)
            }
        }
        let problems = ProblemList()
        do throws(RulePackError) {
            return try RulePackLoader.pack(of: files.replacing(nodes, problems: problems), path: path, withExamples: false, isTrial: true, problems)
        } catch {
            throw .pack(error)
        }
    }

    private func setting(
        _ path: SettingPath, _ value: YAMLNode, in nodes: [String: YAMLNode], _ change: Change
    ) throws(Failure) -> [String: YAMLNode] {
        do throws(SettingPath.Missing) {
            return try path.setting(value, in: nodes)
        } catch {
            throw missing(error, path, change)
        }
    }

    private func missing(_ missing: SettingPath.Missing, _ path: SettingPath, _ change: Change) -> Failure {
        let part = missing.part ?? path.parts[0]
        let hint = nearest(to: part, in: missing.known).map { "; did you mean \"\($0)\"?" } ?? ""
        return .change("\(change.text): the pack has no setting \"\(path.text)\": there is no \"\(part)\"\(hint)")
    }

    /// The settings that a change makes, with their values.
    private func assignments(of change: Change) throws(Failure) -> [(path: SettingPath, value: YAMLNode)] {
        switch change.sort {
        case .reading(let entry, let reading):
            guard let cursor = files.sections["register"],
                let node = cursor.node.element(entry)?["readings"]?[reading]?["apply"], let values = node.mapping
            else { return [] }
            let inForce = YAMLNode(.scalar(reading, isPlain: true), mark: node.mark, tag: nil, isShared: false, origin: cursor.file)
            return values.compactMap { key, value in key.scalar.map { (SettingPath($0), value.moved(from: cursor.file)) } }
                + [(SettingPath("register.\(entry).in_force"), inForce)]
        case .setting:
            let parts = change.text.split(separator: "=", maxSplits: 1).map(String.init)
            let path = SettingPath(parts[0])
            do throws(SettingPath.Missing) {
                _ = try path.optionalNode(in: files.sections)
            } catch {
                throw missing(error, path, change)
            }
            return [(path, try value(parts[1], change))]
        }
    }

    /// A value as it is given by hand: what stands behind the colon in a pack.
    private func value(_ text: String, _ change: Change) throws(Failure) -> YAMLNode {
        guard let node = try? YAMLParser.root(of: Array(text.utf8)), node.firstUnused == nil else {
            throw .change("\(change.text): expected a value as it would stand behind the colon in the pack")
        }
        return node.moved(from: "--set \(change.text)")
    }
}
