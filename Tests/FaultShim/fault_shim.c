// Faults at any system call of the program: preloaded (LD_PRELOAD), it stands between gridscore and the C library.
//
//   FAULT_CALLS   names of calls, with commas around each: ",write,fsync,"
//   FAULT_PATHS   only calls on files whose path holds this text
//   FAULT_AT      the first such call to be struck, from 1; without it calls are only counted
//   FAULT_COUNT   how many calls in a row are struck (default 1)
//   FAULT_ACTION  "kill:N": the process sends itself signal N before the call; "fail:N": the call fails with errno N;
//                 "short": a read or write ends after one byte; "pause": waits before the call until the file
//                 FAULT_REPORT.go is there
//   FAULT_REPORT  a file: gets a line for the first call struck, or their number when the program ends
//   FAULT_EXCHANGE  renameat2() fails with this errno, whatever else is struck
//   FAULT_CLOCK   seconds since 1970 that time() and timespec_get() tell; "N+M": M seconds more with each call
//
// Only a program named gridscore is struck: the commands that start it load the library too.
#define _GNU_SOURCE
#include "fault_shim.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char *calls, *paths, *action, *report;
static long at, count = 1, no_exchange;
static long long epoch = -1, leap;
static atomic_long seen, asked;

__attribute__((constructor)) static void begin(void) {
    if (strcmp(program_invocation_short_name, "gridscore") != 0) return;
    paths = getenv("FAULT_PATHS");
    action = getenv("FAULT_ACTION");
    report = getenv("FAULT_REPORT");
    if (getenv("FAULT_AT")) at = atol(getenv("FAULT_AT"));
    if (getenv("FAULT_COUNT")) count = atol(getenv("FAULT_COUNT"));
    if (getenv("FAULT_EXCHANGE")) no_exchange = atol(getenv("FAULT_EXCHANGE"));
    const char *clock = getenv("FAULT_CLOCK");
    if (clock) {
        char *end;
        epoch = strtoll(clock, &end, 10);
        if (*end == '+') leap = strtoll(end + 1, NULL, 10);
    }
    calls = getenv("FAULT_CALLS");
}

// Straight to the kernel: the report itself must not be struck.
static void tell(const char *text) {
    if (!report) return;
    long file = syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (file < 0) return;
    syscall(SYS_write, file, text, strlen(text));
    syscall(SYS_close, file);
}

__attribute__((destructor)) static void end(void) {
    if (!calls || at) return;
    char line[32];
    snprintf(line, sizeof line, "%ld\n", atomic_load(&seen));
    tell(line);
}

static void wait_for_go(void) {
    char go[PATH_MAX];
    snprintf(go, sizeof go, "%s.go", report);
    // Half a minute at most: a test that has died must not leave a process behind.
    for (int turn = 0; turn < 30000 && syscall(SYS_access, go, F_OK) != 0; turn++) {
        struct timespec moment = {0, 1000000};
        syscall(SYS_nanosleep, &moment, NULL);
    }
}

enum strike { PASS, FAIL, SHORT };

// Whether a call is struck; a call that shall fail gets its errno.
static enum strike strike(const char *name, const char *path) {
    if (!calls) return PASS;
    char word[40];
    snprintf(word, sizeof word, ",%s,", name);
    if (!strstr(calls, word) || (paths && (!path || !strstr(path, paths)))) return PASS;
    long number = atomic_fetch_add(&seen, 1) + 1;
    if (!at || number < at || number >= at + count) return PASS;
    if (number == at) {
        char line[PATH_MAX + 64];
        snprintf(line, sizeof line, "%s %s\n", name, path ? path : "");
        tell(line);
    }
    if (strncmp(action, "kill:", 5) == 0) {
        syscall(SYS_kill, getpid(), atoi(action + 5));
        for (;;) pause();
    }
    if (strcmp(action, "pause") == 0) {
        wait_for_go();
        return PASS;
    }
    if (strcmp(action, "short") == 0) return SHORT;
    errno = atoi(action + 5);
    return FAIL;
}

static enum strike strike_file(const char *name, int file) {
    if (!calls || !strstr(calls, name)) return PASS;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlink, link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return strike(name, path);
}

#define REAL(type, name, ...)                                                                                                              \
    static type (*real)(__VA_ARGS__);                                                                                                      \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define ON_PATH(type, failed, name, path, parameters, ...)                                                                                 \
    type name parameters {                                                                                                                 \
        REAL(type, #name, ONLY parameters);                                                                                                \
        if (strike(#name, path) == FAIL) return failed;                                                                                    \
        return real(__VA_ARGS__);                                                                                                          \
    }
#define ONLY(...) __VA_ARGS__

#define ON_FILE(name, parameters, ...)                                                                                                     \
    int name parameters {                                                                                                                  \
        REAL(int, #name, ONLY parameters);                                                                                                 \
        if (strike_file(#name, file) == FAIL) return -1;                                                                                   \
        return real(__VA_ARGS__);                                                                                                          \
    }

// What changes the file system.
ON_PATH(int, -1, mkdir, path, (const char *path, mode_t mode), path, mode)
ON_PATH(int, -1, rmdir, path, (const char *path), path)
ON_PATH(int, -1, unlink, path, (const char *path), path)
ON_PATH(int, -1, link, target, (const char *path, const char *target), path, target)
ON_PATH(int, -1, rename, target, (const char *path, const char *target), path, target)
ON_PATH(int, -1, chmod, path, (const char *path, mode_t mode), path, mode)
ON_PATH(int, -1, chown, path, (const char *path, uid_t user, gid_t group), path, user, group)
ON_PATH(int, -1, utimensat, path, (int from, const char *path, const struct timespec times[2], int flags), from, path, times, flags)
ON_FILE(fchmod, (int file, mode_t mode), file, mode)
ON_FILE(futimens, (int file, const struct timespec times[2]), file, times)
ON_FILE(fsync, (int file), file)
ON_FILE(flock, (int file, int operation), file, operation)

// What looks at it.
ON_PATH(int, -1, stat, path, (const char *path, struct stat *status), path, status)
ON_PATH(int, -1, lstat, path, (const char *path, struct stat *status), path, status)
ON_PATH(int, -1, access, path, (const char *path, int mode), path, mode)
ON_PATH(DIR *, NULL, opendir, path, (const char *path), path)
ON_PATH(char *, NULL, realpath, path, (const char *path, char *resolved), path, resolved)
ON_FILE(fstat, (int file, struct stat *status), file, status)

int renameat2(int from, const char *path, int to, const char *target, unsigned int flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned int);
    if (strike("renameat2", target) == FAIL) return -1;
    if (no_exchange) {
        errno = no_exchange;
        return -1;
    }
    return real(from, path, to, target, flags);
}

struct dirent *readdir(DIR *folder) {
    REAL(struct dirent *, "readdir", DIR *);
    if (strike_file("readdir", dirfd(folder)) == FAIL) return NULL;
    return real(folder);
}

// A file that is made counts as "create", one that is read as "open".
#define OPEN(name)                                                                                                                         \
    int name(const char *path, int flags, ...) {                                                                                           \
        REAL(int, #name, const char *, int, ...);                                                                                          \
        mode_t mode = 0;                                                                                                                   \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                                               \
            va_list rest;                                                                                                                  \
            va_start(rest, flags);                                                                                                         \
            mode = va_arg(rest, mode_t);                                                                                                   \
            va_end(rest);                                                                                                                  \
        }                                                                                                                                  \
        if (strike(flags & O_CREAT ? "create" : "open", path) == FAIL) return -1;                                                          \
        return real(path, flags, mode);                                                                                                    \
    }
OPEN(open)
OPEN(open64)

#define MOVE(name, buffer)                                                                                                                 \
    ssize_t name(int file, buffer bytes, size_t size) {                                                                                    \
        REAL(ssize_t, #name, int, buffer, size_t);                                                                                         \
        enum strike struck = file > 2 ? strike_file(#name, file) : PASS;                                                                   \
        if (struck == FAIL) return -1;                                                                                                     \
        return real(file, bytes, struck == SHORT && size > 1 ? 1 : size);                                                                  \
    }
MOVE(read, void *)
MOVE(write, const void *)

#define MOVE_AT(name)                                                                                                                      \
    ssize_t name(int file, void *bytes, size_t size, off_t offset) {                                                                       \
        REAL(ssize_t, #name, int, void *, size_t, off_t);                                                                                  \
        enum strike struck = strike_file("pread", file);                                                                                   \
        if (struck == FAIL) return -1;                                                                                                     \
        return real(file, bytes, struck == SHORT && size > 1 ? 1 : size, offset);                                                          \
    }
MOVE_AT(pread)
MOVE_AT(pread64)

time_t time(time_t *result) {
    REAL(time_t, "time", time_t *);
    if (epoch == -1) return real(result);
    time_t now = epoch + leap * atomic_fetch_add(&asked, 1);
    if (result) *result = now;
    return now;
}

int timespec_get(struct timespec *moment, int base) {
    REAL(int, "timespec_get", struct timespec *, int);
    if (epoch == -1) return real(moment, base);
    *moment = (struct timespec){time(NULL), 0};
    return base;
}
