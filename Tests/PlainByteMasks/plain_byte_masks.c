#define GRIDSCORE_PLAIN
#include "byte_masks.h"
#include "plain_byte_masks.h"

#ifdef GRIDSCORE_MASKS
#error "these are to be the plain searches"
#endif

size_t plain_structural_positions(const uint8_t *bytes, size_t count, uint32_t first, uint32_t *positions) {
    return gridscore_structural_positions(bytes, count, first, positions);
}

size_t plain_ascii_blocks(const uint8_t *bytes, size_t count) {
    return gridscore_ascii_blocks(bytes, count);
}

size_t plain_valid_utf8(const uint8_t *bytes, size_t count, size_t *in_pairs, size_t *in_longer) {
    struct gridscore_utf8_counts counts = {0, 0};
    size_t valid = gridscore_valid_utf8(bytes, count, &counts);
    *in_pairs = counts.in_pairs;
    *in_longer = counts.in_longer;
    return valid;
}
