// SPDX-License-Identifier: MIT
// stringapiset: conversion between code pages and UTF-16, as stringapiset.h declares it.
#include "sys/utf.h"
#include "win32/error.h"
#include "win32/string.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#define REPLACEMENT 0xfffdu /* for what is no character */

/* The system's own code pages are UTF-8. Other code pages are not there: 0. */
static UINT code_page(UINT page)
{
    switch (page) {
    case CP_ACP: case CP_OEMCP: case CP_MACCP: case CP_THREAD_ACP: case CP_UTF8:
        return CP_UTF8;
    default:
        return 0;
    }
}

/* Flags of old code pages have no meaning in UTF-8; who names it by number hears so. */
static bool flags_are_valid(UINT page, DWORD flags, DWORD strict, DWORD old)
{
    return !(flags & ~(page == CP_UTF8 ? strict : strict | old));
}

/* Where converted text goes; a size of 0 only asks how much there is. */
struct output {
    void *to;
    size_t room;
    size_t count;
};

static bool put_unit(struct output *out, WCHAR unit)
{
    if (out->room && out->count == out->room)
        return false;
    if (out->room)
        ((WCHAR *)out->to)[out->count] = unit;
    out->count++;
    return true;
}

static bool put_point(struct output *out, uint32_t point)
{
    if (point < 0x10000)
        return put_unit(out, (WCHAR)point);
    point -= 0x10000;
    return put_unit(out, (WCHAR)(0xd800 + (point >> 10))) &&
           put_unit(out, (WCHAR)(0xdc00 + (point & 0x3ff)));
}

static bool put_utf8(struct output *out, uint32_t point)
{
    char bytes[4];
    size_t count = sys_utf_encode(point, bytes);

    if (out->room && out->count + count > out->room)
        return false;
    if (out->room)
        memcpy((char *)out->to + out->count, bytes, count);
    out->count += count;
    return true;
}

static int finish(const struct output *out)
{
    if (out->count > INT_MAX)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return (int)out->count;
}

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCCH from, int length, LPWSTR to, int room)
{
    struct output out = { .to = to, .room = (size_t)room };
    size_t size, taken;
    uint32_t point;

    if (!from || !length || room < 0 || (room && !to) || (const void *)from == to)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!code_page(page))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!flags_are_valid(page, flags, MB_ERR_INVALID_CHARS,
                         MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS))
        return win32_fail(ERROR_INVALID_FLAGS);

    size = length < 0 ? strlen(from) + 1 : (size_t)length;
    for (size_t at = 0; at < size; at += taken) {
        taken = sys_utf_decode(from + at, size - at, &point);
        if (point == SYS_UTF_INVALID) {
            if (flags & MB_ERR_INVALID_CHARS)
                return win32_fail(ERROR_NO_UNICODE_TRANSLATION);
            point = REPLACEMENT;
        }
        if (!put_point(&out, point))
            return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    return finish(&out);
}

static bool is_high(WCHAR unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(WCHAR unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* One code point off the front; half a pair is SYS_UTF_INVALID. */
static size_t take_point(const WCHAR *from, size_t size, uint32_t *point)
{
    *point = from[0];
    if (is_high(from[0]) && size > 1 && is_low(from[1])) {
        *point = 0x10000 + ((uint32_t)(from[0] - 0xd800) << 10) + (from[1] - 0xdc00u);
        return 2;
    }
    if (is_high(from[0]) || is_low(from[0]))
        *point = SYS_UTF_INVALID;
    return 1;
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWCH from, int length, LPSTR to, int room,
                               LPCCH substitute, LPBOOL substituted)
{
    struct output out = { .to = to, .room = (size_t)room };
    size_t size, taken;
    uint32_t point;

    if (!from || !length || room < 0 || (room && !to) || (const void *)from == to)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!code_page(page) || (page == CP_UTF8 && (substitute || substituted)))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!flags_are_valid(page, flags, WC_ERR_INVALID_CHARS,
                         WC_NO_BEST_FIT_CHARS | WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS |
                         WC_DEFAULTCHAR))
        return win32_fail(ERROR_INVALID_FLAGS);

    if (substituted)
        *substituted = FALSE;
    size = length < 0 ? win32_length(from) + 1 : (size_t)length;
    for (size_t at = 0; at < size; at += taken) {
        taken = take_point(from + at, size - at, &point);
        if (point == SYS_UTF_INVALID) {
            if (flags & WC_ERR_INVALID_CHARS)
                return win32_fail(ERROR_NO_UNICODE_TRANSLATION);
            point = REPLACEMENT;
        }
        if (!put_utf8(&out, point))
            return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    return finish(&out);
}
