/// Why the logs cannot be read: the run ends and publishes nothing.
package enum IntakeFailure: Error, Sendable {
    case folderMissing(path: String, reason: String)
    case nothingToRead(path: String)
    case cannotOpen(file: String, reason: String)
    case changed(file: String)
    /// No row of the roster can be used; with what is wrong with those there are.
    case noRoster(kind: String, files: [FileReport], batches: [Batch])
}
