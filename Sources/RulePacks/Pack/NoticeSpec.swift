package import GridModel

/// What a public notice of a period shows, and how those named in it are shown.
package struct NoticeSpec: Sendable {
    package enum Names: String, Sendable, CaseIterable {
        case full
        /// The surname alone: 张＊＊.
        case surname
        /// All but the surname and the last character: 张＊国.
        case middle
        /// No name; the id stands for it.
        case id
    }

    package enum Ids: String, Sendable, CaseIterable { case full, masked }

    package let names: Names
    package let ids: Ids
    /// Indices of the lists that are made public.
    package let lists: [Int]
    /// Whether all scores are.
    package let scores: Bool
    /// Of lists and scores.
    package let columns: [ListColumn]
    /// How long, where and how somebody may object.
    package let objections: TextPair?

    package init(names: Names, ids: Ids, lists: [Int], scores: Bool, columns: [ListColumn], objections: TextPair?) {
        (self.names, self.ids, self.lists, self.scores) = (names, ids, lists, scores)
        (self.columns, self.objections) = (columns, objections)
    }
}
