/// A file of a stored set: its path, and what the look at all its bytes has said.
struct StoredFile: Sendable {
    let path: [UInt8]
    let survey: FileSurvey

    func put(into encoder: inout CacheEncoder) {
        guard let stamp = survey.stamp, case .known(let kind) = survey.kind else {
            preconditionFailure("only files of a known kind on disk are stored")
        }
        encoder.put(list: path)
        encoder.put(stamp.device)
        encoder.put(stamp.inode)
        encoder.put(stamp.size)
        encoder.put(list: stamp.modified)
        encoder.put(text: survey.format.rawValue)
        encoder.put(kind)
        encoder.put(text: survey.encoding?.rawValue ?? "")
        encoder.put(survey.isASCII)
        encoder.put(survey.checksBytes)
        encoder.put(survey.size)
        encoder.put(text: survey.digest)
        encoder.put(survey.appearance != nil)
        encoder.put(text: survey.appearance ?? "")
    }

    init(path: [UInt8], survey: FileSurvey) {
        (self.path, self.survey) = (path, survey)
    }

    init(from decoder: inout CacheDecoder) throws(StoredSetFailure) {
        path = try decoder.takeList()
        let stamp = FileStamp(
            device: try decoder.take(), inode: try decoder.take(), size: try decoder.take(), modified: try decoder.takeList())
        guard let format = FileFormat(rawValue: try decoder.takeText()) else { throw .damaged }
        let kind = try decoder.take(Int.self)
        let encoding = TextEncoding(rawValue: try decoder.takeText())
        let (isASCII, checksBytes) = (try decoder.take(Bool.self), try decoder.take(Bool.self))
        let (size, digest) = (try decoder.take(Int.self), try decoder.takeText())
        let (hasAppearance, appearance) = (try decoder.take(Bool.self), try decoder.takeText())
        survey = FileSurvey(
            format: format, kind: .known(kind), encoding: encoding, isASCII: isASCII, checksBytes: checksBytes, size: size, digest: digest,
            stamp: stamp, appearance: hasAppearance ? appearance : nil)
    }
}
