import Glibc

/// Input, output and errors of the process.
enum StandardStreams {
    /// Makes sure that what is said goes where it is meant to, or nowhere: a stream that was closed would lend its number to
    /// the next file that is opened, and a reader that has left must not end a run that is at work.
    static func prepare() {
        for descriptor: CInt in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one, for those below are open.
            _ = open("/dev/null", O_RDWR)
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
