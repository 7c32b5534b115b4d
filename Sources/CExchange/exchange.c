#define _GNU_SOURCE
#include "exchange.h"
#include <fcntl.h>
#include <stdio.h>

int exchange_paths(const char *first, const char *second) {
    return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

void begin_sync(int descriptor) {
    // A hint: where it fails, the bytes are written when they are waited for.
    (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}
