// Linux's exchange of two paths in one step, which Swift's view of the C library lacks.
#ifndef GRIDSCORE_EXCHANGE_H
#define GRIDSCORE_EXCHANGE_H

/// Exchanges two paths atomically. Returns 0, or -1 with errno set.
int exchange_paths(const char *first, const char *second);

#endif
