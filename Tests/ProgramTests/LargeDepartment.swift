import Foundation
import TestSupport

/// A department of 500 members, each with 30 postings a month besides base and rankings.
enum LargeDepartment {
    static let name = "抄表大队"
    static let memberCount = 500
    static let postingCount = 30

    private static let families = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕".map { String($0) }
    private static let given = ["伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英"]

    static func id(_ number: Int) -> String { "W\(10000 + number)" }

    /// Writes `input/` of two months.
    static func write(to place: TemporaryFolder) throws {
        var random = SplitMix(state: 500)
        var members = "member_id,name,department\n"
        var praise = "commendation_id,member_id,time,kind,evidence,confirmed_by\n"
        var inspections = "inspection_id,member_id,time,item,severity\n"
        for number in 0..<memberCount {
            members += "\(id(number)),\(families.randomElement(using: &random)!)\(given.randomElement(using: &random)!),\(name)\n"
            for month in ["09", "10"] {
                for posting in 0..<postingCount {
                    let key = "\(month)-\(number)-\(posting)"
                    let day = Int.random(in: 10...30, using: &random)
                    // Two in three bring a point, the others take two; some members have bad months.
                    if Int.random(in: 0..<100, using: &random) < (number % 20 == 0 ? 45 : 68) {
                        praise += "P\(key),\(id(number)),2026-\(month)-\(day),praise,,\n"
                    } else {
                        let item = ["attire", "careless", "group", "information"].randomElement(using: &random)!
                        inspections += "I\(key),\(id(number)),2026-\(month)-\(day),\(item),\n"
                    }
                }
            }
        }
        try place.write("input/members.csv", members)
        try place.write("input/commendations.csv", praise)
        try place.write("input/inspections.csv", inspections)
    }
}
