// SPDX-License-Identifier: MIT
// scanf's relatives.
#include "check.h"
#include "input.h"

int vscanf(const char *format, va_list list)
{
    return crt_scan_stream(stdin, false, false, format, list);
}

int vfscanf(FILE *stream, const char *format, va_list list)
{
    return crt_scan_stream(stream, false, false, format, list);
}

int vsscanf(const char *text, const char *format, va_list list)
{
    return crt_scan_string(text, false, false, format, list);
}

int vsscanf_s(const char *text, const char *format, va_list list)
{
    return crt_scan_string(text, false, true, format, list);
}

/* The functions with arguments of their own are the ones with a list. */
#define WITH_LIST(call)            \
    do {                           \
        va_list list;              \
        int result;                \
                                   \
        va_start(list, format);    \
        result = call;             \
        va_end(list);              \
        return result;             \
    } while (0)

int scanf(const char *format, ...)
{
    WITH_LIST(crt_scan_stream(stdin, false, false, format, list));
}

int fscanf(FILE *stream, const char *format, ...)
{
    WITH_LIST(crt_scan_stream(stream, false, false, format, list));
}

int sscanf(const char *text, const char *format, ...)
{
    WITH_LIST(crt_scan_string(text, false, false, format, list));
}

int scanf_s(const char *format, ...)
{
    if (!format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_stream(stdin, false, true, format, list));
}

int fscanf_s(FILE *stream, const char *format, ...)
{
    if (!stream || !format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_stream(stream, false, true, format, list));
}

int sscanf_s(const char *text, const char *format, ...)
{
    if (!text || !format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_string(text, false, true, format, list));
}
