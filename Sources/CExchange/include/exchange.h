// What Linux does to files and Swift's view of the C library lacks.
#ifndef GRIDSCORE_EXCHANGE_H
#define GRIDSCORE_EXCHANGE_H

/// Exchanges two paths atomically. Returns 0, or -1 with errno set.
int exchange_paths(const char *first, const char *second);

/// Lets the system begin to write a file's bytes to the disk, and does not wait for it.
void begin_sync(int descriptor);

#endif
