/* The physical floor: reads every byte of the files and counts the lines, and does nothing else.

       lines THREADS FILE... */

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 512 << 10, MOST_THREADS = 64 };

/* All threads take blocks of one file after the other. */
static char **files;
static int file_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next_file, descriptor = -1;
static off_t next_offset, file_size;
static atomic_ullong lines, bytes;

static void open_next(void) {
    if ((descriptor = open(files[next_file], O_RDONLY)) < 0) {
        perror(files[next_file]);
        exit(1);
    }
    next_file++;
    next_offset = 0;
    file_size = lseek(descriptor, 0, SEEK_END);
}

/* The place of the next block; descriptors stay open, another thread may still be reading. */
static int take(int *file, off_t *offset) {
    pthread_mutex_lock(&lock);
    while ((descriptor < 0 || next_offset >= file_size) && next_file < file_count) open_next();
    int found = descriptor >= 0 && next_offset < file_size;
    *file = descriptor;
    *offset = next_offset;
    next_offset += BLOCK;
    pthread_mutex_unlock(&lock);
    return found;
}

static void *count(void *unused) {
    char *block = malloc(BLOCK);
    unsigned long long mine = 0, length_sum = 0;
    int file;
    off_t offset;
    while (take(&file, &offset)) {
        ssize_t length = pread(file, block, BLOCK, offset);
        for (ssize_t place = 0; place < length; place++) mine += block[place] == '\n';
        length_sum += length > 0 ? (unsigned long long)length : 0;
    }
    lines += mine;
    bytes += length_sum;
    free(block);
    return unused;
}

int main(int arguments, char **values) {
    int threads = arguments > 2 ? atoi(values[1]) : 0;
    if (threads < 1 || threads > MOST_THREADS) {
        fprintf(stderr, "usage: lines THREADS FILE...\n");
        return 64;
    }
    files = values + 2;
    file_count = arguments - 2;
    pthread_t others[MOST_THREADS];
    for (int thread = 1; thread < threads; thread++) pthread_create(&others[thread], NULL, count, NULL);
    count(NULL);
    for (int thread = 1; thread < threads; thread++) pthread_join(others[thread], NULL);
    printf("%llu lines, %llu bytes\n", (unsigned long long)lines, (unsigned long long)bytes);
    return 0;
}
