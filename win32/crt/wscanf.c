// SPDX-License-Identifier: MIT
// wscanf's relatives.
#include "check.h"
#include "input.h"

#include <wchar.h>

int vwscanf(const wchar_t *format, va_list list)
{
    return crt_scan_stream(stdin, true, false, format, list);
}

int vfwscanf(FILE *stream, const wchar_t *format, va_list list)
{
    return crt_scan_stream(stream, true, false, format, list);
}

int vswscanf(const wchar_t *text, const wchar_t *format, va_list list)
{
    return crt_scan_string(text, true, false, format, list);
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

int wscanf(const wchar_t *format, ...)
{
    WITH_LIST(crt_scan_stream(stdin, true, false, format, list));
}

int fwscanf(FILE *stream, const wchar_t *format, ...)
{
    WITH_LIST(crt_scan_stream(stream, true, false, format, list));
}

int swscanf(const wchar_t *text, const wchar_t *format, ...)
{
    WITH_LIST(crt_scan_string(text, true, false, format, list));
}

int wscanf_s(const wchar_t *format, ...)
{
    if (!format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_stream(stdin, true, true, format, list));
}

int fwscanf_s(FILE *stream, const wchar_t *format, ...)
{
    if (!stream || !format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_stream(stream, true, true, format, list));
}

int swscanf_s(const wchar_t *text, const wchar_t *format, ...)
{
    if (!text || !format) {
        crt_invalid(EINVAL);
        return EOF;
    }
    WITH_LIST(crt_scan_string(text, true, true, format, list));
}
