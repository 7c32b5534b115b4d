import PropertyKit

@testable import Intake

/// Bytes as UTF-8, transcoded at once.
func transcoded(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    bytes.withUnsafeBufferPointer { source in
        [UInt8](unsafeUninitializedCapacity: Transcoder.capacity(bytes.count, encoding) + 8) { target, count in
            let result = Transcoder.transcode(source, encoding, isLast: true, into: target.baseAddress!)
            precondition(result.taken == bytes.count)
            count = result.written
        }
    }
}

/// The same as a stream gives it with blocks of a size.
func streamed(_ bytes: [UInt8], _ encoding: TextEncoding, blockSize: Int) throws -> [UInt8] {
    var text = TextStream(try OpenInput(InputFile("x", bytes: bytes)), encoding: encoding, from: 0, blockSize: blockSize)
    var result: [UInt8] = []
    while !text.isComplete {
        try text.fill()
        // Some bytes stay unread now and then.
        let kept = text.isComplete ? 0 : (text.end - text.start) / 3
        result += text.unread.dropLast(kept)
        text.advance(to: text.end - kept)
    }
    return result
}
