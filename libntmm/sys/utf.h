// SPDX-License-Identifier: MIT
// utf: text between UTF-16 and the host's bytes, without loss in either direction.
#ifndef NTMM_SYS_UTF_H
#define NTMM_SYS_UTF_H

#include <stddef.h>
#include <stdint.h>

/*
 * The host's text is UTF-8, but its file names are any bytes, as those of Windows are any 16-bit
 * units. So that names survive the way there and back:
 *
 *     a byte 0x80-0xff that is no part of UTF-8   U+DC80-U+DCFF, half a pair
 *     another half of a pair                      three bytes, by the pattern of UTF-8
 */

/*
 * How many units the bytes make; at most as many as there are bytes. `to` NULL: only counts.
 * No 0 is added, here and below.
 */
size_t sys_utf_from_host(const char *bytes, size_t length, uint16_t *to);

/* How many bytes the units make; at most three times as many. `to` NULL: only counts. */
size_t sys_utf_to_host(const uint16_t *units, size_t length, char *to);

/*
 * One code point of UTF-8 off the front; bytes taken, at least 1. What is no UTF-8 is
 * SYS_UTF_INVALID and takes the longest beginning of a sequence that is there.
 */
#define SYS_UTF_INVALID UINT32_MAX
size_t sys_utf_decode(const char *bytes, size_t length, uint32_t *point);

/* The bytes of a code point, 4 at most. */
size_t sys_utf_encode(uint32_t point, char *to);

#endif
