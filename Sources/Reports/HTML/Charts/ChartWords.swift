import GridModel

/// The words of drawings that several pages share.
extension PageWords {
    var median: String { language == .chinese ? "中位数" : "Median" }
    var spreadTitle: String { language == .chinese ? "得分分布" : "How scores are spread" }
    var trend: String { language == .chinese ? "走势" : "Trend" }
}
