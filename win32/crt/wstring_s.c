// SPDX-License-Identifier: MIT
// Checking variants of the wide string functions.
#include "check.h"

#include <string.h>
#include <wchar.h>

/* Empties the target, if there is one, and reports the error. */
static errno_t refuse(wchar_t *to, size_t size, errno_t error)
{
    if (to && size)
        to[0] = 0;
    return crt_invalid(error);
}

/* Appends count characters behind the first used ones; with _TRUNCATE as the limit, cuts. */
static errno_t append(wchar_t *to, size_t size, size_t used, const wchar_t *from, size_t limit)
{
    size_t count = wcsnlen(from, limit == _TRUNCATE ? size - used : limit);

    if (count < size - used) {
        wmemcpy(to + used, from, count);
        to[used + count] = 0;
        return 0;
    }
    if (limit != _TRUNCATE)
        return refuse(to, size, ERANGE);
    wmemcpy(to + used, from, size - used - 1);
    to[size - 1] = 0;
    return STRUNCATE;
}

errno_t wcsncpy_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
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

errno_t wcsncat_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
{
    size_t used;

    if (!to && !size && !count)
        return 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from && count)
        return refuse(to, size, EINVAL);
    used = wcsnlen(to, size);
    if (used == size)
        return refuse(to, size, EINVAL);
    return count ? append(to, size, used, from, count) : 0;
}

errno_t wcscpy_s(wchar_t *to, size_t size, const wchar_t *from)
{
    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from)
        return refuse(to, size, EINVAL);
    return append(to, size, 0, from, size);
}

errno_t wcscat_s(wchar_t *to, size_t size, const wchar_t *from)
{
    size_t used;

    if (!to || !size)
        return crt_invalid(EINVAL);
    if (!from)
        return refuse(to, size, EINVAL);
    used = wcsnlen(to, size);
    if (used == size)
        return refuse(to, size, EINVAL);
    return append(to, size, used, from, size);
}

errno_t _wcslwr_s(wchar_t *text, size_t size)
{
    if (!text || wcsnlen(text, size) == size)
        return refuse(text, size, EINVAL);
    _wcslwr(text);
    return 0;
}

errno_t _wcsupr_s(wchar_t *text, size_t size)
{
    if (!text || wcsnlen(text, size) == size)
        return refuse(text, size, EINVAL);
    _wcsupr(text);
    return 0;
}

errno_t wmemcpy_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
{
    if (!count)
        return 0;
    if (!to)
        return crt_invalid(EINVAL);
    if (!from || size < count) {
        wmemset(to, 0, size);
        return crt_invalid(from ? ERANGE : EINVAL);
    }
    wmemcpy(to, from, count);
    return 0;
}

errno_t wmemmove_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
{
    if (!count)
        return 0;
    if (!to)
        return crt_invalid(EINVAL);
    if (!from || size < count)
        return crt_invalid(from ? ERANGE : EINVAL);
    wmemmove(to, from, count);
    return 0;
}
