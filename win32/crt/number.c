// SPDX-License-Identifier: MIT
// Numbers to and from text, narrow and wide.
#include "check.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { DIGITS = 72 }; // 64 bits in base 2, a sign, the end

/* Writes the number to the end of a buffer of DIGITS characters; where it begins. */
static char *digits(char *buffer, uint64_t value, bool negative, int radix)
{
    char *at = buffer + DIGITS;

    *--at = 0;
    do
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[value % (unsigned int)radix];
    while (value /= (unsigned int)radix);
    if (negative)
        *--at = '-';
    return at;
}

static errno_t put(char *to, size_t size, uint64_t value, bool negative, int radix)
{
    char buffer[DIGITS], *from;

    if (!to || !size)
        return crt_invalid(EINVAL);
    to[0] = 0;
    if (radix < 2 || radix > 36)
        return crt_invalid(EINVAL);
    from = digits(buffer, value, negative, radix);
    if (strlen(from) >= size)
        return crt_invalid(ERANGE);
    strcpy(to, from);
    return 0;
}

static errno_t put_wide(wchar_t *to, size_t size, uint64_t value, bool negative, int radix)
{
    char buffer[DIGITS];
    errno_t error;

    if (!to || !size)
        return crt_invalid(EINVAL);
    to[0] = 0;
    error = put(buffer, size < DIGITS ? size : DIGITS, value, negative, radix);
    if (error)
        return error;
    for (size_t i = 0; i <= strlen(buffer); i++)
        to[i] = (unsigned char)buffer[i];
    return 0;
}

/* Only base 10 knows a sign; the others show the bits. */
#define SIGNED_PARTS(value, type, radix)                                       \
    ((value) < 0 && (radix) == 10 ? -(uint64_t)(value) : (uint64_t)(type)(value)), \
        ((value) < 0 && (radix) == 10)

errno_t _itoa_s(int value, char *buffer, size_t size, int radix)
{
    return put(buffer, size, SIGNED_PARTS(value, unsigned int, radix), radix);
}

errno_t _ultoa_s(unsigned int value, char *buffer, size_t size, int radix)
{
    return put(buffer, size, value, false, radix);
}

errno_t _i64toa_s(long long value, char *buffer, size_t size, int radix)
{
    return put(buffer, size, SIGNED_PARTS(value, uint64_t, radix), radix);
}

errno_t _ui64toa_s(unsigned long long value, char *buffer, size_t size, int radix)
{
    return put(buffer, size, value, false, radix);
}

errno_t _itow_s(int value, wchar_t *buffer, size_t size, int radix)
{
    return put_wide(buffer, size, SIGNED_PARTS(value, unsigned int, radix), radix);
}

errno_t _ultow_s(unsigned int value, wchar_t *buffer, size_t size, int radix)
{
    return put_wide(buffer, size, value, false, radix);
}

errno_t _i64tow_s(long long value, wchar_t *buffer, size_t size, int radix)
{
    return put_wide(buffer, size, SIGNED_PARTS(value, uint64_t, radix), radix);
}

errno_t _ui64tow_s(unsigned long long value, wchar_t *buffer, size_t size, int radix)
{
    return put_wide(buffer, size, value, false, radix);
}

char *_itoa(int value, char *buffer, int radix)
{
    _itoa_s(value, buffer, DIGITS, radix);
    return buffer;
}

char *_ultoa(unsigned int value, char *buffer, int radix)
{
    _ultoa_s(value, buffer, DIGITS, radix);
    return buffer;
}

char *_i64toa(long long value, char *buffer, int radix)
{
    _i64toa_s(value, buffer, DIGITS, radix);
    return buffer;
}

char *_ui64toa(unsigned long long value, char *buffer, int radix)
{
    _ui64toa_s(value, buffer, DIGITS, radix);
    return buffer;
}

wchar_t *_itow(int value, wchar_t *buffer, int radix)
{
    _itow_s(value, buffer, DIGITS, radix);
    return buffer;
}

wchar_t *_ultow(unsigned int value, wchar_t *buffer, int radix)
{
    _ultow_s(value, buffer, DIGITS, radix);
    return buffer;
}

wchar_t *_i64tow(long long value, wchar_t *buffer, int radix)
{
    _i64tow_s(value, buffer, DIGITS, radix);
    return buffer;
}

wchar_t *_ui64tow(unsigned long long value, wchar_t *buffer, int radix)
{
    _ui64tow_s(value, buffer, DIGITS, radix);
    return buffer;
}

// --- wide text to numbers -----------------------------------------------------------------------

/*
 * The beginning of wide text as ASCII, unit for unit: what is not ASCII ends a number, and so does
 * the end of the buffer, which only a number with more zeros than makes sense would reach.
 */
struct ascii {
    char text[512];
    const wchar_t *from;
};

static char *ascii(struct ascii *ascii, const wchar_t *from)
{
    size_t i = 0;

    ascii->from = from;
    for (; i < sizeof ascii->text - 1 && from[i] && from[i] < 0x80; i++)
        ascii->text[i] = (char)from[i];
    ascii->text[i] = 0;
    return ascii->text;
}

static void set_end(wchar_t **end, const struct ascii *ascii, const char *at)
{
    if (end)
        *end = (wchar_t *)ascii->from + (at - ascii->text);
}

#define WIDE_INTEGER(type, name, host)                            \
    type name(const wchar_t *text, wchar_t **end, int base)       \
    {                                                             \
        struct ascii copy;                                        \
        char *at;                                                 \
        type value = host(ascii(&copy, text), &at, base);         \
                                                                  \
        set_end(end, &copy, at);                                  \
        return value;                                             \
    }

#define WIDE_FLOAT(type, name, host)                  \
    type name(const wchar_t *text, wchar_t **end)     \
    {                                                 \
        struct ascii copy;                            \
        char *at;                                     \
        type value = host(ascii(&copy, text), &at);   \
                                                      \
        set_end(end, &copy, at);                      \
        return value;                                 \
    }

WIDE_INTEGER(long, wcstol, strtol)
WIDE_INTEGER(unsigned long, wcstoul, strtoul)
WIDE_INTEGER(long long, wcstoll, strtoll)
WIDE_INTEGER(unsigned long long, wcstoull, strtoull)
WIDE_FLOAT(double, wcstod, strtod)
WIDE_FLOAT(float, wcstof, strtof)
WIDE_FLOAT(long double, wcstold, strtold)

/* As on Windows, a value beyond the range of int is the nearest int. */
int _wtoi(const wchar_t *text)
{
    long long value = wcstoll(text, NULL, 10);

    return value < INT_MIN ? INT_MIN : value > INT_MAX ? INT_MAX : (int)value;
}

long _wtol(const wchar_t *text)
{
    return _wtoi(text);
}

long long _wtoi64(const wchar_t *text)
{
    return wcstoll(text, NULL, 10);
}

double _wtof(const wchar_t *text)
{
    return wcstod(text, NULL);
}
