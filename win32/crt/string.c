// SPDX-License-Identifier: MIT
// Narrow strings under Microsoft's names.
#include "check.h"

#include <ctype.h>
#include <string.h>

size_t strnlen_s(const char *text, size_t limit)
{
    return text ? strnlen(text, limit) : 0;
}

int _memicmp(const void *a, const void *b, size_t count)
{
    const unsigned char *x = a, *y = b;

    for (; count; x++, y++, count--)
        if (tolower(*x) != tolower(*y))
            return tolower(*x) - tolower(*y);
    return 0;
}

char *_strlwr(char *text)
{
    for (char *at = text; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return text;
}

char *_strupr(char *text)
{
    for (char *at = text; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return text;
}

char *_strrev(char *text)
{
    for (size_t i = 0, j = strlen(text); i + 1 < j; i++) {
        char swap = text[--j];

        text[j] = text[i];
        text[i] = swap;
    }
    return text;
}

char *_strset(char *text, int character)
{
    return memset(text, character, strlen(text));
}

char *_strnset(char *text, int character, size_t count)
{
    return memset(text, character, strnlen(text, count));
}

errno_t strerror_s(char *to, size_t size, int error)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    strncpy_s(to, size, strerror(error), _TRUNCATE);
    return 0;
}
