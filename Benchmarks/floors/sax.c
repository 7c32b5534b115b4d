/* The floor of XML: libxml2's push parser with SAX2 handlers that do nothing.

       sax THREADS FILE...        each thread takes whole files */

#include <libxml/parser.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 << 10, MOST_THREADS = 64 };

static char **files;
static int file_count;
static atomic_int next_file;

static void start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **list,
                  int attributes, int defaulted, const xmlChar **values) {
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)list, (void)attributes, (void)defaulted, (void)values;
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void text(void *context, const xmlChar *characters, int length) {
    (void)context, (void)characters, (void)length;
}

static void parse(const char *path, char *block) {
    xmlSAXHandler handlers;
    memset(&handlers, 0, sizeof handlers);
    handlers.initialized = XML_SAX2_MAGIC;
    handlers.startElementNs = start;
    handlers.endElementNs = end;
    handlers.characters = text;
    FILE *file = fopen(path, "rb");
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, path);
    if (!file || !parser) {
        perror(path);
        exit(1);
    }
    int length;
    while ((length = (int)fread(block, 1, BLOCK, file)) > 0) xmlParseChunk(parser, block, length, 0);
    if (xmlParseChunk(parser, block, 0, 1)) {
        fprintf(stderr, "%s: not well-formed\n", path);
        exit(1);
    }
    xmlFreeParserCtxt(parser);
    fclose(file);
}

static void *work(void *unused) {
    char *block = malloc(BLOCK);
    for (int file = next_file++; file < file_count; file = next_file++) parse(files[file], block);
    free(block);
    return unused;
}

int main(int arguments, char **values) {
    int threads = arguments > 2 ? atoi(values[1]) : 0;
    if (threads < 1 || threads > MOST_THREADS) {
        fprintf(stderr, "usage: sax THREADS FILE...\n");
        return 64;
    }
    xmlInitParser();
    files = values + 2;
    file_count = arguments - 2;
    pthread_t others[MOST_THREADS];
    for (int thread = 1; thread < threads; thread++) pthread_create(&others[thread], NULL, work, NULL);
    work(NULL);
    for (int thread = 1; thread < threads; thread++) pthread_join(others[thread], NULL);
    return 0;
}
