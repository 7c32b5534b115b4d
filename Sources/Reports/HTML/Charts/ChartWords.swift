import GridModel

/// The words of drawings that several pages share.
extension PageWords {
    var median: String { say("中位数", "Median") }
    var spreadTitle: String { say("得分分布", "How scores are spread") }
    var trend: String { say("走势", "Trend") }
}
