// SPDX-License-Identifier: MIT
// Multibyte text, which is UTF-8, to 16-bit text and back.
//
// Unlike what formats convert, text that has no counterpart is an error here: EILSEQ.
#include "check.h"
#include "utf.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* In an mbstate_t: a second surrogate still to be given out, or a first one still to be written. */
static wchar_t *state_half(mbstate_t *state)
{
    static _Thread_local mbstate_t own;

    return (wchar_t *)(state ? state : &own);
}

/* (size_t)-2: incomplete; (size_t)-1: no character. */
static size_t decode(const char *from, size_t size, uint32_t *point)
{
    size_t length = crt_utf8_length((unsigned char)from[0]);

    if (length > size) {
        for (size_t i = 1; i < size; i++)
            if ((from[i] & 0xC0) != 0x80)
                return (size_t)-1;
        return (size_t)-2;
    }
    if (crt_utf8_get(from, size, point) != length || length == 0)
        return (size_t)-1;
    return length;
}

static size_t illegal(void)
{
    errno = EILSEQ;
    return (size_t)-1;
}

wint_t btowc(int character)
{
    return character >= 0 && character < 0x80 ? (wint_t)character : WEOF;
}

int wctob(wint_t character)
{
    return character < 0x80 ? character : EOF;
}

int mbsinit(const mbstate_t *state)
{
    return !state || *state_half((mbstate_t *)state) == 0;
}

/* A character of 4 bytes makes two wchar_t: the first comes for 3 bytes, the second for 1. */
size_t mbrtowc(wchar_t *to, const char *from, size_t size, mbstate_t *state)
{
    wchar_t *half = state_half(state), units[2];
    uint32_t point;
    size_t length;

    if (!from) {
        *half = 0;
        return 0;
    }
    if (*half) {
        if (to)
            *to = *half;
        *half = 0;
        return 1;
    }
    if (size == 0)
        return (size_t)-2;
    length = decode(from, size, &point);
    if (length == (size_t)-1)
        return illegal();
    if (length == (size_t)-2)
        return length;
    if (crt_utf16_put(units, point) == 2) {
        *half = units[1];
        length--;
    }
    if (to)
        *to = units[0];
    return point ? length : 0;
}

size_t mbrlen(const char *text, size_t size, mbstate_t *state)
{
    static _Thread_local mbstate_t own;

    return mbrtowc(NULL, text, size, state ? state : &own);
}

size_t wcrtomb(char *to, wchar_t character, mbstate_t *state)
{
    wchar_t *half = state_half(state), pair[2] = {*half, character};
    uint32_t point = character;
    char bytes[4];
    size_t length;

    if (!to) {
        *half = 0;
        return 1;
    }
    if (*half && !crt_is_low(character))
        return illegal();
    if (*half)
        crt_utf16_get(pair, 2, &point);
    *half = 0;
    if (crt_is_low(point))
        return illegal();
    if (crt_is_high(point)) {
        *half = character;
        return 0;
    }
    length = crt_utf8_put(bytes, point);
    memcpy(to, bytes, length);
    return length;
}

int mblen(const char *text, size_t size)
{
    return mbtowc(NULL, text, size);
}

/* One wchar_t has no room for a character of 4 bytes: an error. */
int mbtowc(wchar_t *to, const char *from, size_t size)
{
    uint32_t point;
    size_t length;

    if (!from)
        return 0;
    if (size == 0)
        return -1;
    length = decode(from, size, &point);
    if (length > 3) {
        errno = EILSEQ;
        return -1;
    }
    if (to)
        *to = (wchar_t)point;
    return point ? (int)length : 0;
}

int wctomb(char *to, wchar_t character)
{
    if (!to)
        return 0;
    if (crt_is_high(character) || crt_is_low(character)) {
        errno = EILSEQ;
        return -1;
    }
    return (int)crt_utf8_put(to, character);
}

size_t mbsrtowcs(wchar_t *to, const char **from, size_t size, mbstate_t *state)
{
    const char *at = *from;
    size_t used = 0;

    (void)state;
    for (;;) {
        wchar_t units[2];
        uint32_t point;
        size_t length = decode(at, strnlen(at, 4) + 1, &point), count;

        if (length == (size_t)-1 || length == (size_t)-2) {
            if (to)
                *from = at;
            return illegal();
        }
        count = crt_utf16_put(units, point);
        if (to && used + count > size)
            break;
        if (to)
            wmemcpy(to + used, units, count);
        if (!point) {
            if (to)
                *from = NULL;
            return used;
        }
        at += length;
        used += count;
    }
    *from = at;
    return used;
}

size_t wcsrtombs(char *to, const wchar_t **from, size_t size, mbstate_t *state)
{
    const wchar_t *at = *from;
    size_t used = 0;

    (void)state;
    for (;;) {
        char bytes[4];
        uint32_t point;
        size_t length = crt_utf16_get(at, at[0] ? 2 : 1, &point), count;

        if (crt_is_high(point) || crt_is_low(point)) {
            if (to)
                *from = at;
            return illegal();
        }
        count = crt_utf8_put(bytes, point);
        if (to && used + count > size)
            break;
        if (to)
            memcpy(to + used, bytes, count);
        if (!point) {
            if (to)
                *from = NULL;
            return used;
        }
        at += length;
        used += count;
    }
    *from = at;
    return used;
}

size_t mbstowcs(wchar_t *to, const char *from, size_t size)
{
    return mbsrtowcs(to, &from, size, NULL);
}

size_t wcstombs(char *to, const wchar_t *from, size_t size)
{
    return wcsrtombs(to, &from, size, NULL);
}

errno_t mbstowcs_s(size_t *converted, wchar_t *to, size_t size, const char *from, size_t count)
{
    size_t needed, limit;

    if (converted)
        *converted = 0;
    if ((!to) != (!size) || !from) {
        if (to && size)
            to[0] = 0;
        return crt_invalid(EINVAL);
    }
    needed = mbstowcs(NULL, from, 0);
    if (needed == (size_t)-1) {
        if (to)
            to[0] = 0;
        return EILSEQ;
    }
    limit = needed < count ? needed : count;
    if (to && limit >= size) {
        if (count != _TRUNCATE) {
            to[0] = 0;
            return crt_invalid(ERANGE);
        }
        limit = size - 1;
    }
    if (to) {
        limit = mbstowcs(to, from, limit);
        to[limit] = 0;
    }
    if (converted)
        *converted = limit + 1;
    return to && limit < needed && count == _TRUNCATE ? STRUNCATE : 0;
}

errno_t wcstombs_s(size_t *converted, char *to, size_t size, const wchar_t *from, size_t count)
{
    size_t needed, limit;

    if (converted)
        *converted = 0;
    if ((!to) != (!size) || !from) {
        if (to && size)
            to[0] = 0;
        return crt_invalid(EINVAL);
    }
    needed = wcstombs(NULL, from, 0);
    if (needed == (size_t)-1) {
        if (to)
            to[0] = 0;
        return EILSEQ;
    }
    limit = needed < count ? needed : count;
    if (to && limit >= size) {
        if (count != _TRUNCATE) {
            to[0] = 0;
            return crt_invalid(ERANGE);
        }
        limit = size - 1;
    }
    if (to) {
        limit = wcstombs(to, from, limit);
        to[limit] = 0;
    }
    if (converted)
        *converted = limit + 1;
    return to && limit < needed && count == _TRUNCATE ? STRUNCATE : 0;
}
