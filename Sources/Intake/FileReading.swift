import GridModel
import Synchronization

/// Reads the records of many files side by side, large CSV files in parts.
struct FileReading: Sendable {
    let plans: [KindPlan]
    let context: ReadingContext
    let options: IntakeOptions

    /// A file or a part of one.
    private struct Task: Sendable {
        let file: Int
        let range: Range<Int>
        let header: CSVHeader?
        let size: Int
    }

    private enum Outcome: Sendable {
        case part(CSVReader.Part)
        case batches([Batch])
    }

    /// The batches of the files, in the order of files and lines.
    func read(_ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?]) async throws -> [Batch] {
        let tasks = try indices.flatMap { try split($0, files[$0], surveys[$0]!) }
        let progress = Progress(total: tasks.reduce(0) { $0 + $1.size }, report: options.progress)
        let outcomes = try await parallelMap(tasks.count, jobs: options.jobs) { number -> Outcome in
            let task = tasks[number]
            defer { progress.add(task.size) }
            return try read(task, files[task.file], surveys[task.file]!)
        }
        var batches: [Batch] = []
        var parts: [(range: Range<Int>, part: CSVReader.Part)] = []
        for (number, outcome) in outcomes.enumerated() {
            switch outcome {
            case .batches(let read):
                batches += read
            case .part(let part):
                parts.append((tasks[number].range, part))
                if number + 1 == tasks.count || tasks[number + 1].file != tasks[number].file {
                    batches += try join(parts, tasks[number].file, files, surveys)
                    parts = []
                }
            }
        }
        return batches
    }

    private func split(_ index: Int, _ file: InputFile, _ survey: FileSurvey) throws(IntakeFailure) -> [Task] {
        let whole = Task(file: index, range: 0..<max(survey.size, 1), header: nil, size: survey.size)
        guard survey.format == .csv, case .known = survey.kind, survey.size > options.partSize,
            survey.encoding == .utf8 || survey.encoding == .utf8BOM
        else {
            if case .unknown = survey.kind { return [] }
            if case .none = survey.kind { return [] }
            return [whole]
        }
        // The header alone first: without one there are no parts.
        let start = try read(Task(file: index, range: 0..<1, header: nil, size: 0), file, survey)
        guard case .part(let part) = start, let header = part.header else { return [whole] }
        return stride(from: 0, to: survey.size, by: options.partSize).map { begin in
            let range = begin..<min(begin + options.partSize, survey.size)
            return Task(file: index, range: range, header: begin == 0 ? nil : header, size: range.count)
        }
    }

    private func read(_ task: Task, _ file: InputFile, _ survey: FileSurvey) throws(IntakeFailure) -> Outcome {
        switch survey.kind {
        case .known(let kind) where survey.format == .csv:
            return .part(try csv(kind).read(request(task.file, file, survey, task.range, task.header, startsRecord: false)))
        case .known:
            return .batches(
                try XMLReader(plans: plans, context: context, blockSize: options.blockSize)
                    .read(file, index: task.file, encoding: survey.encoding ?? .utf8, isASCII: survey.isASCII))
        case .brokenBeforeRoot(let reason, let line):
            var batch = Batch(file: task.file, kind: -1)
            batch.countRead()
            let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            batch.add(.brokenXML, line: line - 1, id: nothing, value: nothing, note: reason)
            return .batches([batch])
        case .unknown, .none:
            return .batches([])
        }
    }

    /// Puts the parts of a file together; those that guessed wrong where their first record begins are read again.
    private func join(
        _ parts: [(range: Range<Int>, part: CSVReader.Part)], _ index: Int, _ files: [InputFile], _ surveys: [FileSurvey?]
    ) throws(IntakeFailure) -> [Batch] {
        var batches: [Batch] = []
        var next = 0
        var lines = 0
        var header: CSVHeader?
        for (range, read) in parts {
            var part = read
            if range.lowerBound > 0 {
                if next >= range.upperBound { continue }
                if part.isAbandoned || part.firstRecord != next, let survey = surveys[index], case .known(let kind) = survey.kind {
                    part = try csv(kind).read(request(index, files[index], survey, next..<range.upperBound, header, startsRecord: true))
                }
            }
            header = part.header
            for batch in part.batches {
                var placed = batch
                placed.firstLine = lines + 1
                batches.append(placed)
            }
            lines += part.lines
            next = part.nextRecord
        }
        return batches
    }

    private func csv(_ kind: Int) -> CSVReader {
        CSVReader(plan: plans[kind], kind: kind, context: context, blockSize: options.blockSize)
    }

    private func request(
        _ index: Int, _ file: InputFile, _ survey: FileSurvey, _ range: Range<Int>, _ header: CSVHeader?, startsRecord: Bool
    ) -> CSVReader.Request {
        CSVReader.Request(
            file: file, index: index, encoding: survey.encoding ?? .utf8, checksBytes: survey.checksBytes, range: range, header: header,
            appearance: survey.appearance,
            startsRecord: startsRecord)
    }

    /// Adds up what has been read, from any thread.
    private final class Progress: Sendable {
        private let total: Int
        private let done = Atomic<Int>(0)
        private let report: (@Sendable (Int, Int) -> Void)?

        init(total: Int, report: (@Sendable (Int, Int) -> Void)?) {
            self.total = total
            self.report = report
        }

        func add(_ bytes: Int) {
            report?(done.wrappingAdd(bytes, ordering: .relaxed).newValue, total)
        }
    }
}
