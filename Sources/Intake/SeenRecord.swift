package import GridModel

/// A record that stands, as it is seen when logs are read once more for those who ask more than scoring does. Good until the
/// next record.
package struct SeenRecord {
    /// Sees a record as it was decoded, and the line on which it starts.
    typealias Sight = (borrowing RecordDecoder, _ line: Int) -> Void

    /// What the record does for one of the pack's facts.
    package struct Hit {
        /// Index of the fact in the pack.
        package let fact: Int
        /// Nil while it is not known.
        package let month: Month?
        package let isAwaiting: Bool
    }

    package let kind: Int
    /// Index of the file.
    package let file: Int
    package let line: Int
    /// Index of the member, who is active in the month of the deciding time.
    package let member: Int
    /// The column of the deciding time, and its month.
    package let decidingColumn: Int
    package let month: Month
    package let hits: [Hit]
    private let values: UnsafePointer<RecordDecoder.ColumnValue>
    private let sorts: [KindPlan.Sort]

    /// Nil for a record that does not count: its member is not active.
    init?(_ decoder: borrowing RecordDecoder, _ plan: KindPlan, kind: Int, file: Int, line: Int) {
        let deciding = decoder.decidingColumn()
        guard deciding >= 0, let place = decoder.members.find(decoder.values[decoder.subject].id) else { return nil }
        let month = decoder.calendar.dayAndMonth(decoder.values[deciding].time).month
        guard decoder.members.isActive(place, month) else { return nil }
        (self.kind, self.file, self.line, member, decidingColumn) = (kind, file, line, Int(place.member), deciding)
        self.month = Month(sinceMillennium: month)
        hits = decoder.hits.map {
            Hit(fact: Int($0.fact), month: $0.month < 0 ? nil : Month(sinceMillennium: $0.month), isAwaiting: $0.isAwaiting)
        }
        values = UnsafePointer(decoder.values)
        sorts = plan.sorts
    }

    /// The time in a column; nil if it is empty.
    package func time(_ column: Int) -> CivilTime? { values[column].isPresent ? CivilTime(seconds: values[column].time) : nil }

    /// Whether the time in a column has a time of day.
    package func hasClock(_ column: Int) -> Bool { values[column].hasClock }

    /// The values of the coded columns, by column; -1 for an empty one.
    package var codes: [Int32] { sorts.indices.map { sorts[$0] == .code ? values[$0].code : -1 } }
}

extension LogReader {
    /// Reads all logs once more, but for roster and decisions, and shows every record that stands and counts.
    ///
    /// - Parameters:
    ///   - intake: what the first reading has come to: it says which records do not stand.
    ///   - none: what is made of a file without records.
    ///   - see: takes a record in.
    /// - Returns: what has been made of each file, in their order.
    /// - Throws: `IntakeFailure`, also if a file is not what it was.
    package func readAgain<Tally: Sendable>(
        _ folder: InputFolder, after intake: IntakeResult, _ none: Tally, _ see: @escaping @Sendable (inout Tally, SeenRecord) -> Void
    ) async throws -> [Tally] {
        let members = MemberIndex(intake.roster, asOf: asOf, fingerprint: fingerprint)
        let context = ReadingContext(asOf: asOf, inForce: plan.inForce, fingerprint: fingerprint, members: members, keepsAll: true)
        let gone = GoneRecords(intake)
        let (plan, plans, blockSize) = (plan, plans, options.blockSize)
        let kinds = intake.files.indices.compactMap { index -> (file: Int, kind: Int)? in
            guard case .known(let kind) = intake.files[index].kind, kind != plan.rosterKind, !plan.kinds[kind].isDecisions else { return nil }
            return (index, kind)
        }
        return try await parallelMap(kinds.count, jobs: options.jobs) { number in
            let (index, kind) = kinds[number]
            let file = folder.files[index]
            let survey = try FileSurvey(file, plans: plans, context: context, blockSize: blockSize)
            guard survey.digest == intake.files[index].digest else { throw IntakeFailure.changed(file: file.name) }
            var tally = none
            let sight: SeenRecord.Sight = { decoder, line in
                let id = decoder.values[plans[kind].kind.key[0]].id
                guard !gone.contains(file: index, line: line, id: id),
                    let record = SeenRecord(decoder, plans[kind], kind: kind, file: index, line: line)
                else { return }
                see(&tally, record)
            }
            if survey.format == .csv {
                let request = CSVReader.Request(
                    file: file, index: index, encoding: survey.encoding ?? .utf8, checksBytes: survey.checksBytes, range: 0..<Int.max,
                    header: nil, appearance: nil, isGuess: false)
                _ = try CSVReader(plan: plans[kind], kind: kind, context: context, blockSize: blockSize).read(request, seen: sight)
            } else {
                _ = try XMLReader(plans: plans, context: context, blockSize: blockSize)
                    .read(file, index: index, encoding: survey.encoding ?? .utf8, isASCII: survey.isASCII, seen: sight)
            }
            return tally
        }
    }
}

/// The records in whose place another version stands.
private struct GoneRecords: Sendable {
    /// Their ids by file and line: more than one record may stand on a line.
    private var ids: [[Int]: [[UInt8]]] = [:]

    init(_ intake: IntakeResult) {
        for version in intake.superseded {
            let place = [intake.batches[Int(version.place.batch)].file, intake.batches.line(of: version.place)]
            intake.batches.readId(of: version.place) { ids[place, default: []].append(Array($0)) }
        }
    }

    func contains(file: Int, line: Int, id: UnsafeBufferPointer<UInt8>) -> Bool {
        ids.isEmpty ? false : ids[[file, line]]?.contains { $0.elementsEqual(id) } ?? false
    }
}
