// SPDX-License-Identifier: MIT
// Checking variants of the narrow string functions.
#include "check.h"

#include <string.h>

/* Empties the target, if there is one, and reports the error. */
static errno_t refuse(char *to, size_t size, errno_t error)
{
    if (to && size)
        to[0] = 0;
    return crt_invalid(error);
}

/* Appends count characters behind the first used ones; with _TRUNCATE as the limit, cuts. */
static errno_t append(char *to, size_t size, size_t used, const char *from, size_t limit)
{
    size_t count = strnlen(from, limit == _TRUNCATE ? size - used : limit);

    if (count < size - used) {
        memcpy(to + used, from, count);
        to[used + count] = 0;
        return 0;
    }
    if (limit != _TRUNCATE)
        return refuse(to, size, ERANGE);
    memcpy(to + used, from, size - used - 1);
    to[size - 1] = 0;
    return STRUNCATE;
}

errno_t strncpy_s(char *to, size_t size, const char *from, size_t count)
{
    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!count) {
        to[0] = 0;
        return 0;
    }
    if (!from)
        return refuse(to, size, EINVAL);
    return append(to, size, 0, from, count);
}

errno_t strncat_s(char *to, size_t size, const char *from, size_t count)
{
    size_t used;

    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from && count)
        return refuse(to, size, EINVAL);
    used = strnlen(to, size);
    if (used == size)
        return refuse(to, size, EINVAL);
    return count ? append(to, size, used, from, count) : 0;
}

errno_t strcpy_s(char *to, size_t size, const char *from)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from)
        return refuse(to, size, EINVAL);
    return append(to, size, 0, from, size);
}

errno_t strcat_s(char *to, size_t size, const char *from)
{
    size_t used;

    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from)
        return refuse(to, size, EINVAL);
    used = strnlen(to, size);
    if (used == size)
        return refuse(to, size, EINVAL);
    return append(to, size, used, from, size);
}

errno_t _strlwr_s(char *text, size_t size)
{
    if (!text || strnlen(text, size) == size)
        return refuse(text, size, EINVAL);
    _strlwr(text);
    return 0;
}

errno_t _strupr_s(char *text, size_t size)
{
    if (!text || strnlen(text, size) == size)
        return refuse(text, size, EINVAL);
    _strupr(text);
    return 0;
}

errno_t memcpy_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to)
        return crt_invalid(EINVAL);
    if (!from || size < count) {
        memset(to, 0, size);
        return crt_invalid(from ? ERANGE : EINVAL);
    }
    memcpy(to, from, count);
    return 0;
}

errno_t memmove_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to)
        return crt_invalid(EINVAL);
    if (!from || size < count)
        return crt_invalid(from ? ERANGE : EINVAL);
    memmove(to, from, count);
    return 0;
}
