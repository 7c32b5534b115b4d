// Searches many bytes at a time. Swift can compare vectors of bytes but not turn the result into a bit mask, which is
// what these searches live on; this header is all of the C on the path of a record.
//
// The compiler's vectors of 16 bytes are SSE2 on x86-64 and NEON on arm64; elsewhere, or with GRIDSCORE_PLAIN defined,
// bytes are looked at one by one. Both ways yield the same.
#ifndef GRIDSCORE_BYTE_MASKS_H
#define GRIDSCORE_BYTE_MASKS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(GRIDSCORE_PLAIN) && defined(__x86_64__)
#include <emmintrin.h>
#define GRIDSCORE_MASKS 1
#elif !defined(GRIDSCORE_PLAIN) && defined(__aarch64__)
#include <arm_neon.h>
#define GRIDSCORE_MASKS 1
#endif

// The C library has it, but <string.h> does not tell everybody.
extern void *memrchr(const void *bytes, int byte, size_t count);

/// Where a byte stands last; null if it stands nowhere.
static inline const uint8_t *gridscore_last(const uint8_t *bytes, size_t count, uint8_t byte) {
    return (const uint8_t *)memrchr(bytes, byte, count);
}

/// Whether a byte may end a field of CSV: comma, line feed, carriage return or quote.
static inline int gridscore_is_structural(uint8_t byte) {
    return byte == ',' || byte == '\n' || byte == '\r' || byte == '"';
}

#if defined(__x86_64__) && defined(GRIDSCORE_MASKS)
/// Bit n: byte n of 16 is structural.
static inline uint64_t gridscore_structural16(const uint8_t *bytes) {
    __m128i block = _mm_loadu_si128((const __m128i *)bytes);
    __m128i found = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(',')), _mm_cmpeq_epi8(block, _mm_set1_epi8('"'))),
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(block, _mm_set1_epi8('\r'))));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(found);
}

/// Whether all of 64 bytes are ASCII.
static inline int gridscore_is_ascii64(const uint8_t *bytes) {
    const __m128i *block = (const __m128i *)bytes;
    __m128i all = _mm_or_si128(
        _mm_or_si128(_mm_loadu_si128(block), _mm_loadu_si128(block + 1)),
        _mm_or_si128(_mm_loadu_si128(block + 2), _mm_loadu_si128(block + 3)));
    return _mm_movemask_epi8(all) == 0;
}
#elif defined(__aarch64__) && defined(GRIDSCORE_MASKS)
static inline uint64_t gridscore_structural16(const uint8_t *bytes) {
    uint8x16_t block = vld1q_u8(bytes);
    uint8x16_t found = vorrq_u8(
        vorrq_u8(vceqq_u8(block, vdupq_n_u8(',')), vceqq_u8(block, vdupq_n_u8('"'))),
        vorrq_u8(vceqq_u8(block, vdupq_n_u8('\n')), vceqq_u8(block, vdupq_n_u8('\r'))));
    // One bit a lane, then the lanes of each half added up.
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t lanes = vandq_u8(found, bits);
    return (uint64_t)vaddv_u8(vget_low_u8(lanes)) | (uint64_t)vaddv_u8(vget_high_u8(lanes)) << 8;
}

static inline int gridscore_is_ascii64(const uint8_t *bytes) {
    uint8x16_t all = vorrq_u8(vorrq_u8(vld1q_u8(bytes), vld1q_u8(bytes + 16)), vorrq_u8(vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)));
    return vmaxvq_u8(all) < 0x80;
}
#endif

/// Asks for the memory at an address before it is needed.
static inline void gridscore_prefetch(const void *address) { __builtin_prefetch(address); }

/// Writes the positions of all structural bytes, counted from `first`, in order; there must be room for `count` of them
/// and twelve more.
/// Returns how many there are.
static inline size_t gridscore_structural_positions(
    const uint8_t *bytes, size_t count, uint32_t first, uint32_t *positions) {
    size_t found = 0;
    size_t index = 0;
#ifdef GRIDSCORE_MASKS
    for (; index + 64 <= count; index += 64) {
        uint64_t mask = gridscore_structural16(bytes + index) | gridscore_structural16(bytes + index + 16) << 16
            | gridscore_structural16(bytes + index + 32) << 32 | gridscore_structural16(bytes + index + 48) << 48;
        uint32_t base = first + (uint32_t)index;
        // The lowest set bit is the next position; clearing it leads to the one after. Twelve at a time without asking
        // whether there are so many: to foresee how many there are costs a processor more than to write some in vain.
        uint32_t *next = positions + found;
        found += (size_t)__builtin_popcountll(mask);
        while (mask != 0) {
            for (int step = 0; step < 12; step++) {
                // The highest bit is set for when there are no more, for which the search is not defined.
                next[step] = base + (uint32_t)__builtin_ctzll(mask | 1ULL << 63);
                mask &= mask - 1;
            }
            next += 12;
        }
    }
#endif
    for (; index < count; index++) {
        if (gridscore_is_structural(bytes[index])) positions[found++] = first + (uint32_t)index;
    }
    return found;
}

/// The number of leading bytes that are ASCII, rounded down to a whole block if the rest of the block is not.
static inline size_t gridscore_ascii_blocks(const uint8_t *bytes, size_t count) {
    size_t index = 0;
#ifdef GRIDSCORE_MASKS
    while (index + 64 <= count && gridscore_is_ascii64(bytes + index)) index += 64;
#endif
    for (; index + 8 <= count; index += 8) {
        uint64_t word;
        memcpy(&word, bytes + index, 8);
        if (word & 0x8080808080808080ULL) break;
    }
    return index;
}

/// How many bytes from 0x80 on stand in well-formed sequences of two bytes, and in those of three or four.
struct gridscore_utf8_counts {
    size_t in_pairs;
    size_t in_longer;
};

#ifdef GRIDSCORE_MASKS
/// Sixteen bytes; comparing them yields 0xFF where it holds and 0 elsewhere.
typedef uint8_t gridscore_bytes16 __attribute__((vector_size(16)));
typedef int8_t gridscore_signed16 __attribute__((vector_size(16)));

static inline gridscore_bytes16 gridscore_load16(const uint8_t *bytes) {
    gridscore_bytes16 block;
    memcpy(&block, bytes, 16);
    return block;
}

static inline int gridscore_any16(gridscore_bytes16 block) {
    uint64_t words[2];
    memcpy(words, &block, 16);
    return (words[0] | words[1]) != 0;
}

static inline size_t gridscore_sum16(gridscore_bytes16 block) {
    size_t sum = 0;
    for (int lane = 0; lane < 16; lane++) sum += block[lane];
    return sum;
}

/// Goes on from the start of a sequence, at least two bytes into the text, through blocks of 64 bytes that are well-formed
/// UTF-8 and hold none of the leads that allow only some continuations. Returns where the first sequence behind them starts.
static inline size_t gridscore_utf8_blocks(
    const uint8_t *bytes, size_t index, size_t count, struct gridscore_utf8_counts *counts) {
    // Continuations, and those that end a sequence of three bytes. A lane has room for 63 blocks.
    gridscore_bytes16 continuations = {0}, thirds = {0};
    for (int blocks = 0; blocks < 63; blocks++) {
        int is_open = bytes[index - 1] >= 0xC0 || bytes[index - 2] >= 0xE0;
        if (!is_open) {
            while (index + 64 <= count && gridscore_is_ascii64(bytes + index)) index += 64;
        }
        if (index + 64 > count) break;
        gridscore_bytes16 wrong = {0}, rare = {0}, block_continuations = {0}, block_thirds = {0};
        for (const uint8_t *at = bytes + index; at < bytes + index + 64; at += 16) {
            gridscore_bytes16 block = gridscore_load16(at);
            gridscore_bytes16 third = (gridscore_bytes16)(gridscore_load16(at - 2) >= 0xE0);
            gridscore_bytes16 wanted = (gridscore_bytes16)(gridscore_load16(at - 1) >= 0xC0) | third;
            // Continuations, 0x80 to 0xBF, are the least of all signed bytes.
            gridscore_bytes16 found = (gridscore_bytes16)((gridscore_signed16)block < -0x40);
            wrong |= found ^ wanted;
            // C0, C1, E0 and E1 at once: the last is no worse than others, but it is not Chinese either.
            rare |= (gridscore_bytes16)((block & 0xDE) == 0xC0) | (gridscore_bytes16)(block == 0xED) | (gridscore_bytes16)(block >= 0xF0);
            block_continuations -= found;
            block_thirds -= third;
        }
        if (gridscore_any16(wrong | rare)) break;
        continuations += block_continuations;
        thirds += block_thirds;
        index += 64;
    }
    // A sequence that is not complete is left to the caller, with the one continuation that may have been counted.
    size_t open = bytes[index - 1] >= 0xC0 ? 1 : bytes[index - 2] >= 0xE0 ? 2 : 0;
    size_t triples = gridscore_sum16(thirds);
    counts->in_longer += triples * 3;
    counts->in_pairs += (gridscore_sum16(continuations) - triples * 2 - (open == 2)) * 2;
    return index - open;
}
#endif

/// The number of leading bytes that are well-formed UTF-8 (Unicode 15, table 3-7); what they hold is added to the counts.
static inline size_t gridscore_valid_utf8(const uint8_t *bytes, size_t count, struct gridscore_utf8_counts *counts) {
    size_t index = 0;
#ifdef GRIDSCORE_MASKS
    // Sequences are looked at one by one up to here: there must be something to look back at, and text that breaks
    // every few bytes must not be looked at by the block each time.
    size_t one_by_one = 64;
#endif
    while (index < count) {
#ifdef GRIDSCORE_MASKS
        if (index >= one_by_one) {
            index = gridscore_utf8_blocks(bytes, index, count, counts);
            one_by_one = index + 64;
            if (index == count) break;
        }
#endif
        if (bytes[index] < 0x80) {
            size_t blocks = gridscore_ascii_blocks(bytes + index, count - index);
            index += blocks;
            while (index < count && bytes[index] < 0x80) index++;
            continue;
        }
        // Three bytes at a time: the leads E1 to EC, EE and EF allow any two continuations. Chinese is made of them.
        size_t start = index;
        while (index + 3 <= count) {
            uint32_t word = (uint32_t)bytes[index] << 16 | (uint32_t)bytes[index + 1] << 8 | bytes[index + 2];
            if ((word & 0xF0C0C0) != 0xE08080 || word >> 16 == 0xE0 || word >> 16 == 0xED) break;
            index += 3;
        }
        counts->in_longer += index - start;
        if (index >= count || bytes[index] < 0x80) continue;
        uint8_t lead = bytes[index];
        size_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
        if (length == 0 || index + length > count) return index;
        uint8_t second = bytes[index + 1];
        uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) return index;
        for (size_t offset = 2; offset < length; offset++) {
            if ((bytes[index + offset] & 0xC0) != 0x80) return index;
        }
        index += length;
        if (length == 2) counts->in_pairs += 2; else counts->in_longer += length;
    }
    return index;
}

#endif
