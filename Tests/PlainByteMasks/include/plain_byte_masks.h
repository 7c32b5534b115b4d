// The searches of byte_masks.h as they are where the processor's vectors are not known.
#ifndef PLAIN_BYTE_MASKS_H
#define PLAIN_BYTE_MASKS_H

#include <stddef.h>
#include <stdint.h>

size_t plain_structural_positions(const uint8_t *bytes, size_t count, uint32_t first, uint32_t *positions);
size_t plain_ascii_blocks(const uint8_t *bytes, size_t count);
size_t plain_valid_utf8(const uint8_t *bytes, size_t count, size_t *in_pairs, size_t *in_longer);

#endif
