/// What is wrong with a record, or why it does not count; its texts stand in the batch.
package struct Issue: Sendable {
    /// Line within the batch: add the batch's first line.
    let line: UInt32
    package let fault: Fault
    /// Index of the column meant; -1 if none is.
    package let column: Int16
    /// What the fault's wording needs: fields found, a column.
    package let detail: Int32
    let textStart: UInt32
    let idLength: UInt16
    let noteLength: UInt16
    let valueLength: UInt32
    /// Index of the member, if known; else -1.
    package let member: Int32
}
