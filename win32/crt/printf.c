// SPDX-License-Identifier: MIT
// printf's relatives.
#include "check.h"
#include "output.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

int vfprintf(FILE *stream, const char *format, va_list list)
{
    return crt_format_stream(stream, false, format, list);
}

int vprintf(const char *format, va_list list)
{
    return crt_format_stream(stdout, false, format, list);
}

int vsnprintf(char *buffer, size_t size, const char *format, va_list list)
{
    int length = crt_format_memory(buffer, size, false, format, list);

    if (size && length >= 0)
        buffer[(size_t)length < size ? (size_t)length : size - 1] = 0;
    return length;
}

int vsprintf(char *buffer, const char *format, va_list list)
{
    return vsnprintf(buffer, INT_MAX, format, list);
}

int _vsnprintf(char *buffer, size_t size, const char *format, va_list list)
{
    int length = crt_format_memory(buffer, size, false, format, list);

    if (length >= 0 && (size_t)length < size)
        buffer[length] = 0;
    return length >= 0 && (size_t)length > size ? -1 : length;
}

int _vscprintf(const char *format, va_list list)
{
    return crt_format_memory(NULL, 0, false, format, list);
}

int vsprintf_s(char *buffer, size_t size, const char *format, va_list list)
{
    int length;

    if (!buffer || !size || !format) {
        crt_invalid(EINVAL);
        return -1;
    }
    length = crt_format_memory(buffer, size, false, format, list);
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
int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list list)
{
    size_t fits = count < size ? count : size - 1;
    int length;

    if (!format || (!buffer && (size || count)) || (buffer && !size && count)) {
        crt_invalid(EINVAL);
        return -1;
    }
    if (!buffer || !size)
        return -1;
    length = crt_format_memory(buffer, fits, false, format, list);
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

int vprintf_s(const char *format, va_list list)
{
    if (!format) {
        crt_invalid(EINVAL);
        return -1;
    }
    return crt_format_stream(stdout, false, format, list);
}

int vfprintf_s(FILE *stream, const char *format, va_list list)
{
    if (!stream || !format) {
        crt_invalid(EINVAL);
        return -1;
    }
    return crt_format_stream(stream, false, format, list);
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

int printf(const char *format, ...)
{
    WITH_LIST(format, vprintf(format, list));
}

int fprintf(FILE *stream, const char *format, ...)
{
    WITH_LIST(format, vfprintf(stream, format, list));
}

int sprintf(char *buffer, const char *format, ...)
{
    WITH_LIST(format, vsprintf(buffer, format, list));
}

int snprintf(char *buffer, size_t size, const char *format, ...)
{
    WITH_LIST(format, vsnprintf(buffer, size, format, list));
}

int _snprintf(char *buffer, size_t size, const char *format, ...)
{
    WITH_LIST(format, _vsnprintf(buffer, size, format, list));
}

int _scprintf(const char *format, ...)
{
    WITH_LIST(format, _vscprintf(format, list));
}

int sprintf_s(char *buffer, size_t size, const char *format, ...)
{
    WITH_LIST(format, vsprintf_s(buffer, size, format, list));
}

int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...)
{
    WITH_LIST(format, _vsnprintf_s(buffer, size, count, format, list));
}

int printf_s(const char *format, ...)
{
    WITH_LIST(format, vprintf_s(format, list));
}

int fprintf_s(FILE *stream, const char *format, ...)
{
    WITH_LIST(format, vfprintf_s(stream, format, list));
}
