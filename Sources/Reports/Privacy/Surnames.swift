/// The surnames that Chinese names are told by, the commonest and those of two characters. Characters that are words of
/// everyday language much more often than names (`向`, `时`, `车`) are left out.
enum Surnames {
    private static let single = Set(
        """
        王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范\
        汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤常温康施文牛樊葛邢安齐易乔伍庞颜\
        倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房\
        滕屈饶解牟艾尤穆农司卓古吉缪简麦卜桂栾娄佟屠尉郎冀宗党闵仇边邸郗冷厉谌隋窦巩戚楚晏储仝亓逄
        """.unicodeScalars.filter(\.isIdeograph))

    private static let double: Set<[Unicode.Scalar]> = Set(
        "欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 慕容 司徒 令狐 东方 南宫 端木 独孤 宇文 长孙 轩辕 淳于 太史 申屠 澹台 呼延 闻人 百里"
            .split(separator: " ").map { Array($0.unicodeScalars) })

    /// How many characters at the start of a name are its surname; 0 if it is none of these.
    static func length(_ name: some Collection<Unicode.Scalar>) -> Int {
        if double.contains(Array(name.prefix(2))) { return 2 }
        return name.first.map { single.contains($0) } ?? false ? 1 : 0
    }
}
