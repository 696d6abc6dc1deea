// SPDX-License-Identifier: MIT
// Code points in UTF-8 and UTF-16.
#include "utf.h"

#include <stdlib.h>
#include <string.h>

size_t crt_utf8_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t crt_utf8_get(const char *text, size_t size, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)text;
    size_t length = crt_utf8_length(byte[0]);
    uint32_t value;

    *point = CRT_NOT_WIDE;
    if (length == 0 || length > size)
        return 1;
    if (length == 1) {
        *point = byte[0];
        return 1;
    }
    value = byte[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((byte[i] & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (byte[i] & 0x3F);
    }
    if (value < smallest[length] || value > 0x10FFFF || crt_is_high(value) || crt_is_low(value))
        return 1;
    *point = value;
    return length;
}

size_t crt_utf8_put(char *to, uint32_t point)
{
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (crt_is_high(point) || crt_is_low(point)) {
        to[0] = CRT_NOT_NARROW;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xC0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xE0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3F));
        to[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3F));
    to[2] = (char)(0x80 | (point >> 6 & 0x3F));
    to[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

size_t crt_utf16_get(const wchar_t *text, size_t size, uint32_t *point)
{
    if (size > 1 && crt_is_high(text[0]) && crt_is_low(text[1])) {
        *point = 0x10000 + ((text[0] & 0x3FFu) << 10) + (text[1] & 0x3FFu);
        return 2;
    }
    *point = text[0];
    return 1;
}

size_t crt_utf16_put(wchar_t *to, uint32_t point)
{
    if (point < 0x10000) {
        to[0] = (wchar_t)point;
        return 1;
    }
    to[0] = (wchar_t)(0xD800 + ((point - 0x10000) >> 10));
    to[1] = (wchar_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
    return 2;
}

char *crt_narrow(const wchar_t *text)
{
    size_t length, used = 0;
    uint32_t point;
    char *to;

    if (!text)
        return NULL;
    length = wcslen(text);
    to = malloc(3 * length + 1); // a unit makes 3 bytes at most, a pair 4
    if (!to)
        return NULL;
    for (size_t i = 0; i < length;) {
        i += crt_utf16_get(text + i, length - i, &point);
        used += crt_utf8_put(to + used, point);
    }
    to[used] = 0;
    return to;
}

wchar_t *crt_widen(const char *text)
{
    size_t length, used = 0;
    uint32_t point;
    wchar_t *to;

    if (!text)
        return NULL;
    length = strlen(text);
    to = malloc((length + 1) * sizeof *to); // a byte makes 1 unit at most
    if (!to)
        return NULL;
    for (size_t i = 0; i < length;) {
        i += crt_utf8_get(text + i, length - i, &point);
        used += crt_utf16_put(to + used, point);
    }
    to[used] = 0;
    return to;
}
