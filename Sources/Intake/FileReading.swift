import GridModel
import Synchronization

/// Tells the files whose reading can no longer change by time passing: a later as-of date finds in them what this one does.
struct ClosingRule: Sendable {
    /// Files that have stood for long enough, by index.
    let files: Set<Int>
    /// The month of the as-of date, from January 2000 on: in a closed file all times are before it.
    let month: Int16

    func closes(_ batch: Batch) -> Bool { files.contains(batch.file) && batch.latestMonth < month }
}

/// Reads the records of many files side by side, large CSV files in parts.
struct FileReading: Sendable {
    let plans: [KindPlan]
    let context: ReadingContext
    let options: IntakeOptions
    let dealing: IdentityDealing
    /// Which files are told from the others; nil if none are.
    var closing: ClosingRule?

    /// A file or a part of one.
    private struct Task: Sendable {
        let file: Int
        let range: Range<Int>
        let header: CSVHeader?
        let size: Int
        let isLast: Bool
    }

    private enum Outcome: Sendable {
        case part(CSVReader.Part)
        case batches([Batch])
    }

    /// What has been read.
    struct Result: Sendable {
        /// In the order of files and lines.
        var batches: [Batch] = []
        /// Of all files that are not closed.
        var counts: UsedCounts
        var closedFiles: Set<Int> = []
        var closedCounts: UsedCounts
    }

    func read(_ indices: [Int], _ files: [InputFile], _ surveys: [FileSurvey?], counts: UsedCounts) async throws -> Result {
        let tasks = try indices.flatMap { try split($0, files[$0], surveys[$0]!) }
        let progress = Progress(total: tasks.reduce(0) { $0 + $1.size }, report: options.progress)
        let joined = Mutex(Joining(result: Result(counts: counts, closedCounts: counts), closing: closing))
        // Files that are read in one piece come first, the largest before all: no thread shall be left with one at the end.
        let order = tasks.indices.map { (size: min(0, options.partSize - tasks[$0].size), number: $0) }.sorted { $0 < $1 }.map(\.number)
        _ = try await parallelMap(order.count, jobs: options.jobs) { turn in
            let number = order[turn]
            let task = tasks[number]
            let outcome = try read(task, files[task.file], surveys[task.file]!)
            progress.add(task.size)
            try joined.withLock { joining in
                joining.waiting[number] = outcome
                while let outcome = joining.waiting.removeValue(forKey: joining.next) {
                    let task = tasks[joining.next]
                    joining.next += 1
                    try join(outcome, task, files[task.file], surveys[task.file]!, &joining)
                }
            }
        }
        return joined.withLock { $0.result }
    }

    // MARK: Parts

    private func split(_ index: Int, _ file: InputFile, _ survey: FileSurvey) throws(IntakeFailure) -> [Task] {
        switch survey.kind {
        case .unknown, .none: return []
        case .known, .brokenBeforeRoot: break
        }
        let whole = Task(file: index, range: 0..<Int.max, header: nil, size: survey.size, isLast: true)
        // In these encodings a line feed is a byte that stands for nothing else.
        let splits = survey.encoding == .utf8 || survey.encoding == .utf8BOM || survey.encoding == .gb18030
        guard survey.format == .csv, splits, survey.size > options.partSize else { return [whole] }
        // The header alone first: without one there are no parts.
        let start = try read(Task(file: index, range: 0..<4, header: nil, size: 0, isLast: true), file, survey)
        guard case .part(let part) = start, let header = part.header else { return [whole] }
        let input = try OpenInput(file)
        var starts = [0]
        for nominal in stride(from: options.partSize, to: survey.size, by: options.partSize) where nominal > starts[starts.count - 1] {
            if let start = try input.lineStart(from: nominal), start < survey.size { starts.append(start) }
        }
        let ends = starts.dropFirst() + [Int.max]
        return zip(starts, ends).map { start, end in
            Task(
                file: index, range: start..<end, header: start == 0 ? nil : header, size: min(end, survey.size) - start, isLast: end == .max)
        }
    }

    private func read(_ task: Task, _ file: InputFile, _ survey: FileSurvey) throws(IntakeFailure) -> Outcome {
        switch survey.kind {
        case .known(let kind) where survey.format == .csv:
            let isGuess = task.range.lowerBound > 0
            return .part(try csv(kind).read(request(task.file, file, survey, task.range, task.header, isGuess: isGuess)))
        case .known:
            return .batches(
                try XMLReader(plans: plans, context: context, blockSize: options.blockSize, dealing: dealing)
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

    private func csv(_ kind: Int) -> CSVReader {
        CSVReader(plan: plans[kind], kind: kind, context: context, blockSize: options.blockSize)
    }

    private func request(
        _ index: Int, _ file: InputFile, _ survey: FileSurvey, _ range: Range<Int>, _ header: CSVHeader?, isGuess: Bool
    ) -> CSVReader.Request {
        CSVReader.Request(
            file: file, index: index, encoding: survey.encoding ?? .utf8, checksBytes: survey.checksBytes, range: range, header: header,
            appearance: survey.appearance, isGuess: isGuess, size: survey.size, dealing: dealing)
    }

    // MARK: Joining

    /// Outcomes put together in the order of tasks, as soon as all before them are there.
    private struct Joining: Sendable {
        var result: Result
        /// The next task to be joined, and outcomes that came before their turn.
        var next = 0
        var waiting: [Int: Outcome] = [:]
        /// Of the file at hand: where the next record begins, lines passed, and the header.
        var offset = 0
        var lines = 0
        var header: CSVHeader?

        /// Which files are closed, and whether the one at hand may be.
        let closing: ClosingRule?
        var isClosed = false
        /// The counts of the file at hand if it is read in parts, as long as it may be closed.
        var pending: UsedCounts?

        init(result: Result, closing: ClosingRule?) {
            (self.result, self.closing) = (result, closing)
        }

        mutating func beginFile(_ task: Task) {
            isClosed = closing != nil
            pending = isClosed && !task.isLast ? result.counts.emptied : nil
        }

        mutating func endFile(_ file: Int) {
            if isClosed { result.closedFiles.insert(file) }
            if let pending { if isClosed { result.closedCounts += pending } else { result.counts += pending } }
            pending = nil
        }

        /// Adds up the records that only count, which are then forgotten.
        mutating func take(_ batches: [Batch]) {
            if let closing { isClosed = isClosed && batches.allSatisfy { closing.closes($0) } }
            for batch in batches {
                var batch = batch
                if pending != nil {
                    pending?.add(batch.counted.elements, of: batch)
                } else if isClosed {
                    result.closedCounts.add(batch.counted.elements, of: batch)
                } else {
                    result.counts.add(batch.counted.elements, of: batch)
                }
                batch.dropCounted()
                result.batches.append(batch)
            }
        }
    }

    private func join(
        _ outcome: Outcome, _ task: Task, _ file: InputFile, _ survey: FileSurvey, _ joining: inout Joining
    ) throws(IntakeFailure) {
        if task.range.lowerBound == 0 { joining.beginFile(task) }
        defer { if task.isLast { joining.endFile(task.file) } }
        switch outcome {
        case .batches(let batches):
            joining.take(batches)
        case .part(var part):
            let range = task.range
            if range.lowerBound == 0 {
                (joining.offset, joining.lines, joining.header) = (0, 0, nil)
            } else if joining.offset >= range.upperBound {
                // A record of a part before reaches across this one.
                return
            } else if part.isAbandoned || joining.offset != range.lowerBound, case .known(let kind) = survey.kind {
                part = try csv(kind).read(request(task.file, file, survey, joining.offset..<range.upperBound, joining.header, isGuess: false))
            }
            if part.nextRecord == nil, !task.isLast, case .known(let kind) = survey.kind {
                // Where the next part begins is not known: this one takes all the rest.
                let start = range.lowerBound
                part = try csv(kind).read(request(task.file, file, survey, start..<Int.max, start == 0 ? nil : joining.header, isGuess: false))
                part.nextRecord = Int.max
            }
            for index in part.batches.indices { part.batches[index].firstLine = joining.lines + part.batches[index].origin.line + 1 }
            joining.take(part.batches)
            joining.header = part.header
            joining.lines += part.lines
            joining.offset = part.nextRecord ?? Int.max
        }
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

extension OpenInput {
    /// The position behind the first line feed at or behind a position; nil if there is none for a long stretch.
    fileprivate func lineStart(from position: Int) throws(IntakeFailure) -> Int? {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 16)
        defer { block.deallocate() }
        var offset = position
        while offset < position + CSVReader.longestRecord {
            let count = try read(at: offset, into: block)
            if count == 0 { return nil }
            if let index = block[..<count].firstIndex(of: UInt8(ascii: "\n")) { return offset + index + 1 }
            offset += count
        }
        return nil
    }
}
