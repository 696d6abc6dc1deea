// SPDX-License-Identifier: MIT
// Strings of 16-bit characters.
#include "utf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

size_t wcslen(const wchar_t *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

size_t wcsnlen(const wchar_t *text, size_t limit)
{
    size_t length = 0;

    while (length < limit && text[length])
        length++;
    return length;
}

size_t wcsnlen_s(const wchar_t *text, size_t limit)
{
    return text ? wcsnlen(text, limit) : 0;
}

wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t count)
{
    return memcpy(to, from, count * sizeof *to);
}

wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count)
{
    return memmove(to, from, count * sizeof *to);
}

wchar_t *wmemset(wchar_t *to, wchar_t character, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = character;
    return to;
}

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count; a++, b++, count--)
        if (*a != *b)
            return *a < *b ? -1 : 1;
    return 0;
}

wchar_t *wmemchr(const wchar_t *text, wchar_t character, size_t count)
{
    for (; count; text++, count--)
        if (*text == character)
            return (wchar_t *)text;
    return NULL;
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
    return wmemcpy(to, from, wcslen(from) + 1);
}

wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t count)
{
    size_t length = wcsnlen(from, count);

    wmemcpy(to, from, length);
    wmemset(to + length, 0, count - length);
    return to;
}

wchar_t *wcscat(wchar_t *to, const wchar_t *from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t count)
{
    size_t length = wcsnlen(from, count);
    wchar_t *end = to + wcslen(to);

    wmemcpy(end, from, length);
    end[length] = 0;
    return to;
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a < *b ? -1 : *a > *b;
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count && *a && *a == *b; a++, b++, count--)
        ;
    return count == 0 ? 0 : *a - *b;
}

/* The order of the C locale, the only one there is for wide text. */
int wcscoll(const wchar_t *a, const wchar_t *b)
{
    return wcscmp(a, b);
}

size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t size)
{
    size_t length = wcslen(from);

    if (length < size)
        wcscpy(to, from);
    return length;
}

int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
    return _wcsnicmp(a, b, SIZE_MAX);
}

int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count; a++, b++, count--) {
        wchar_t x = towlower(*a), y = towlower(*b);

        if (x != y || !x)
            return x - y;
    }
    return 0;
}

size_t wcsspn(const wchar_t *text, const wchar_t *set)
{
    size_t length = 0;

    while (text[length] && wcschr(set, text[length]))
        length++;
    return length;
}

size_t wcscspn(const wchar_t *text, const wchar_t *set)
{
    size_t length = 0;

    while (text[length] && !wcschr(set, text[length]))
        length++;
    return length;
}

wchar_t *wcschr(const wchar_t *text, wchar_t character)
{
    for (;; text++) {
        if (*text == character)
            return (wchar_t *)text;
        if (!*text)
            return NULL;
    }
}

wchar_t *wcsrchr(const wchar_t *text, wchar_t character)
{
    for (const wchar_t *at = text + wcslen(text);; at--) {
        if (*at == character)
            return (wchar_t *)at;
        if (at == text)
            return NULL;
    }
}

wchar_t *wcsstr(const wchar_t *text, const wchar_t *part)
{
    size_t length = wcslen(part);

    if (length == 0)
        return (wchar_t *)text;
    for (; (text = wcschr(text, *part)); text++)
        if (wcsncmp(text, part, length) == 0)
            return (wchar_t *)text;
    return NULL;
}

wchar_t *wcspbrk(const wchar_t *text, const wchar_t *set)
{
    text += wcscspn(text, set);
    return *text ? (wchar_t *)text : NULL;
}

wchar_t *wcstok(wchar_t *text, const wchar_t *set, wchar_t **next)
{
    wchar_t *token = text ? text : *next;

    if (!token)
        return NULL;
    token += wcsspn(token, set);
    if (!*token) {
        *next = token;
        return NULL;
    }
    *next = token + wcscspn(token, set);
    if (**next)
        *(*next)++ = 0;
    return token;
}

wchar_t *__ntmm_wcstok(wchar_t *text, const wchar_t *set)
{
    static _Thread_local wchar_t *next;

    return wcstok(text, set, &next);
}

wchar_t *_wcsdup(const wchar_t *text)
{
    size_t count;
    wchar_t *copy;

    if (!text)
        return NULL;
    count = wcslen(text) + 1;
    copy = malloc(count * sizeof *copy);
    return copy ? wmemcpy(copy, text, count) : NULL;
}

wchar_t *_wcslwr(wchar_t *text)
{
    for (wchar_t *at = text; *at; at++)
        *at = towlower(*at);
    return text;
}

wchar_t *_wcsupr(wchar_t *text)
{
    for (wchar_t *at = text; *at; at++)
        *at = towupper(*at);
    return text;
}

wchar_t *_wcsrev(wchar_t *text)
{
    for (size_t i = 0, j = wcslen(text); i + 1 < j; i++) {
        wchar_t swap = text[--j];

        text[j] = text[i];
        text[i] = swap;
    }
    return text;
}

wchar_t *_wcsset(wchar_t *text, wchar_t character)
{
    return wmemset(text, character, wcslen(text));
}

wchar_t *_wcsnset(wchar_t *text, wchar_t character, size_t count)
{
    return wmemset(text, character, wcsnlen(text, count));
}

wchar_t *_wcserror(int error)
{
    static _Thread_local wchar_t text[128];
    wchar_t *wide = crt_widen(strerror(error));

    if (!wide)
        return NULL;
    text[0] = 0;
    wcsncat(text, wide, _countof(text) - 1);
    free(wide);
    return text;
}
