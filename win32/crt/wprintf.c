// SPDX-License-Identifier: MIT
// wprintf's relatives.
#include "check.h"
#include "output.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int vfwprintf(FILE *stream, const wchar_t *format, va_list list)
{
    return crt_format_stream(stream, true, format, list);
}

int vwprintf(const wchar_t *format, va_list list)
{
    return crt_format_stream(stdout, true, format, list);
}

int vswprintf(wchar_t *buffer, size_t size, const wchar_t *format, va_list list)
{
    int length = crt_format_memory(buffer, size, true, format, list);

    if (size && length >= 0)
        buffer[(size_t)length < size ? (size_t)length : size - 1] = 0;
    return length >= 0 && (size_t)length < size ? length : -1;
}

int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list list)
{
    return vswprintf(buffer, INT_MAX, format, list);
}

int _vsnwprintf(wchar_t *buffer, size_t size, const wchar_t *format, va_list list)
{
    int length = crt_format_memory(buffer, size, true, format, list);

    if (length >= 0 && (size_t)length < size)
        buffer[length] = 0;
    return length >= 0 && (size_t)length > size ? -1 : length;
}

int _vscwprintf(const wchar_t *format, va_list list)
{
    return crt_format_memory(NULL, 0, true, format, list);
}

int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list list)
{
    int length;

    if (!buffer || !size || !format) {
        crt_invalid(EINVAL);
        return -1;
    }
    length = crt_format_memory(buffer, size, true, format, list);
    if (length >= 0 && (size_t)length < size) {
        buffer[length] = 0;
        return length;
    }
    buffer[0] = 0;
    if (length >= 0)
        crt_invalid(ERANGE);
    return -1;
}

/* count is how much to write at most; cutting there, or with _TRUNCATE at size, is no error. */
int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, va_list list)
{
    size_t fits = count < size ? count : size - 1;
    int length;

    if (!format || (!buffer && (size || count)) || (buffer && !size && count)) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (!buffer || !size)
        return -1;
    length = crt_format_memory(buffer, fits, true, format, list);
    if (length < 0) {
        buffer[0] = 0;
        return -1;
    }
    if ((size_t)length <= fits) {
        buffer[length] = 0;
        return length;
    }
    buffer[fits] = 0;
    if (count >= size && count != _TRUNCATE) {
        buffer[0] = 0;
        crt_invalid(ERANGE);
    }
    return -1;
}

int vwprintf_s(const wchar_t *format, va_list list)
{
    if (!format) {
        crt_invalid(EINVAL);
        return -1;
    }
    return crt_format_stream(stdout, true, format, list);
}

int vfwprintf_s(FILE *stream, const wchar_t *format, va_list list)
{
    if (!stream || !format) {
        crt_invalid(EINVAL);
        return -1;
    }
    return crt_format_stream(stream, true, format, list);
}

/* The functions with arguments of their own are the ones with a list. */
#define WITH_LIST(last, call)      \
    do {                           \
        va_list list;              \
        int result;                \
                                   \
        va_start(list, last);      \
        result = call;             \
        va_end(list);              \
        return result;             \
    } while (0)

int wprintf(const wchar_t *format, ...)
{
    WITH_LIST(format, vwprintf(format, list));
}

int fwprintf(FILE *stream, const wchar_t *format, ...)
{
    WITH_LIST(format, vfwprintf(stream, format, list));
}

int _swprintf(wchar_t *buffer, const wchar_t *format, ...)
{
    WITH_LIST(format, _vswprintf(buffer, format, list));
}

int swprintf(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
    WITH_LIST(format, vswprintf(buffer, size, format, list));
}

int _snwprintf(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
    WITH_LIST(format, _vsnwprintf(buffer, size, format, list));
}

int _scwprintf(const wchar_t *format, ...)
{
    WITH_LIST(format, _vscwprintf(format, list));
}

int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...)
{
    WITH_LIST(format, vswprintf_s(buffer, size, format, list));
}

int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...)
{
    WITH_LIST(format, _vsnwprintf_s(buffer, size, count, format, list));
}

int wprintf_s(const wchar_t *format, ...)
{
    WITH_LIST(format, vwprintf_s(format, list));
}

int fwprintf_s(FILE *stream, const wchar_t *format, ...)
{
    WITH_LIST(format, vfwprintf_s(stream, format, list));
}
