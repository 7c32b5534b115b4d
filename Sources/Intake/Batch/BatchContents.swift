extension Batch {
    /// What is left of a batch once it has been read, as flat lists.
    struct Contents {
        var entries: [Entry] = []
        var versions: [EntryVersion] = []
        /// The hits of all effects, one behind the other, and where those of each end.
        var hits: [Effect.Hit] = []
        var hitEnds: [UInt32] = []
        var issues: [Issue] = []
        var texts: [UInt8] = []
        var unfolded: [UnfoldedId] = []

        /// How long the lists are.
        struct Counts {
            let entries, versions, hits, hitEnds, issues, texts, unfolded: Int
        }

        var counts: Counts {
            Counts(
                entries: entries.count, versions: versions.count, hits: hits.count, hitEnds: hitEnds.count, issues: issues.count, texts: texts.count,
                unfolded: unfolded.count)
        }

        var effects: [Effect] {
            var start = 0
            return hitEnds.map { end in
                defer { start = Int(end) }
                return Effect(hits: Array(hits[start..<Int(end)]))
            }
        }
    }

    /// A member id as it stands in the file: the position of its record, and where it stands in the texts.
    struct UnfoldedId {
        let position: UInt32
        let start: UInt32
        let length: UInt32
    }

    var contents: Contents {
        var contents = Contents(entries: entries, versions: versions, issues: issues, texts: texts)
        for effect in effects {
            contents.hits += effect.hits
            contents.hitEnds.append(UInt32(contents.hits.count))
        }
        contents.unfolded = unfolded.sorted { $0.key < $1.key }.map {
            UnfoldedId(position: $0.key, start: UInt32($0.value.start), length: UInt32($0.value.length))
        }
        return contents
    }
}
