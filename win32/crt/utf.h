/* SPDX-License-Identifier: MIT */
/*
 * Code points in UTF-8 and UTF-16.
 */
#ifndef CRT_UTF_H
#define CRT_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* What stands for something that is no character: in UTF-16, and in UTF-8 for half a pair. */
#define CRT_NOT_WIDE 0xFFFDu
#define CRT_NOT_NARROW '?'

static inline bool crt_is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static inline bool crt_is_low(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* One code point of the size bytes at text (size > 0); how many bytes it took. */
size_t crt_utf8_get(const char *text, size_t size, uint32_t *point);

/* How many bytes the sequence has that this byte starts; 0: none can start so. */
size_t crt_utf8_length(unsigned char lead);

/* The bytes of a code point, of which there are up to 4; how many. */
size_t crt_utf8_put(char *to, uint32_t point);

/* One code point of the size units at text (size > 0); how many units it took. */
size_t crt_utf16_get(const wchar_t *text, size_t size, uint32_t *point);

/* The units of a code point, 1 or 2; how many. */
size_t crt_utf16_put(wchar_t *to, uint32_t point);

/* Whole strings into memory from malloc; NULL with errno when there is none, or for NULL. */
char *crt_narrow(const wchar_t *text);
wchar_t *crt_widen(const char *text);

#endif
