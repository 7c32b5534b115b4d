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
