// SPDX-License-Identifier: MIT
// Formatted output: numbers.
#include "output_spec.h"

#include "host.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* An unsigned number in a base, at the end of a buffer. */
struct digits {
    char text[24]; // 64 bits in base 8 are 22 digits
    int count;
};

static void make_digits(struct digits *digits, uint64_t value, unsigned int base, bool upper)
{
    const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char *at = digits->text + sizeof digits->text;

    for (; value; value /= base)
        *--at = set[value % base];
    digits->count = (int)(digits->text + sizeof digits->text - at);
}

/* prefix, zeros, digits: with padding around or, for the flag 0, zeros in between. */
static void put_number(struct crt_output *output, const struct spec *spec, const char *prefix,
                       int zeros, const char *text, size_t count)
{
    size_t prefix_count = strlen(prefix);
    size_t length = prefix_count + (size_t)zeros + count;
    bool fill = spec->zero && !spec->left;

    if (!spec->left && !fill)
        crt_put_fill(output, ' ', spec->width - (long)length);
    crt_put_ascii(output, prefix, prefix_count);
    if (fill)
        crt_put_fill(output, '0', spec->width - (long)length);
    crt_put_fill(output, '0', zeros);
    crt_put_ascii(output, text, count);
    crt_put_after(output, spec, length);
}

static void put_integer(struct crt_output *output, struct spec *spec, const char *prefix,
                        uint64_t value, unsigned int base)
{
    struct digits digits;
    int precision = spec->precision < 0 ? 1 : spec->precision;
    int zeros;

    make_digits(&digits, value, base, spec->conversion == 'X' || spec->conversion == 'p');
    if (spec->precision >= 0)
        spec->zero = false;
    zeros = precision > digits.count ? precision - digits.count : 0;
    if (base == 8 && spec->alternate && zeros == 0 && (value != 0 || spec->precision == 0))
        zeros = 1;
    put_number(output, spec, prefix, zeros,
               digits.text + sizeof digits.text - digits.count, (size_t)digits.count);
}

static int64_t signed_argument(enum size size, struct arguments *arguments)
{
    if (size == SIZE_64)
        return va_arg(arguments->list, long long);
    if (size == SIZE_CHAR)
        return (signed char)va_arg(arguments->list, int);
    if (size == SIZE_SHORT)
        return (short)va_arg(arguments->list, int);
    return va_arg(arguments->list, int);
}

static uint64_t unsigned_argument(enum size size, struct arguments *arguments)
{
    if (size == SIZE_64)
        return va_arg(arguments->list, unsigned long long);
    if (size == SIZE_CHAR)
        return (unsigned char)va_arg(arguments->list, unsigned int);
    if (size == SIZE_SHORT)
        return (unsigned short)va_arg(arguments->list, unsigned int);
    return va_arg(arguments->list, unsigned int);
}

void crt_format_signed(struct crt_output *output, struct spec *spec,
                          struct arguments *arguments)
{
    int64_t value = signed_argument(spec->size, arguments);
    const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->blank ? " " : "";

    put_integer(output, spec, sign, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

void crt_format_unsigned(struct crt_output *output, struct spec *spec,
                            struct arguments *arguments)
{
    uint64_t value = unsigned_argument(spec->size, arguments);
    bool hexadecimal = spec->conversion == 'x' || spec->conversion == 'X';
    const char *prefix = "";

    if (hexadecimal && spec->alternate && value != 0)
        prefix = spec->conversion == 'x' ? "0x" : "0X";
    put_integer(output, spec, prefix, value, hexadecimal ? 16 : spec->conversion == 'o' ? 8 : 10);
}

void crt_format_pointer(struct crt_output *output, struct spec *spec,
                           struct arguments *arguments)
{
    uint64_t value = (uintptr_t)va_arg(arguments->list, void *);

    spec->precision = 2 * (int)sizeof(void *);
    put_integer(output, spec, spec->alternate ? "0X" : "", value, 16);
}

/* Microsoft tells the NaN that an invalid operation makes from others. */
static bool is_indefinite(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits == 0xFFF8000000000000;
}

/* Digits and decimal point, by glibc, without sign; like snprintf. */
static int float_digits(char *to, size_t size, const struct spec *spec, int precision,
                        long double value)
{
    char conversion[8], *at = conversion;

    *at++ = '%';
    if (spec->alternate)
        *at++ = '#';
    *at++ = '.';
    *at++ = '*';
    if (spec->size == SIZE_LONG_DOUBLE)
        *at++ = 'L';
    *at++ = (char)spec->conversion;
    *at = 0;
    if (spec->size == SIZE_LONG_DOUBLE)
        return host_snprintf(to, size, conversion, precision, value);
    return host_snprintf(to, size, conversion, precision, (double)value);
}

static void format_finite(struct crt_output *output, const struct spec *spec, const char *sign,
                          long double value)
{
    bool hexadecimal = spec->conversion == 'a' || spec->conversion == 'A';
    int precision = spec->precision >= 0 ? spec->precision : hexadecimal ? 13 : 6;
    char small[128], *text = small, prefix[4];
    int length = float_digits(small, sizeof small, spec, precision, value);
    size_t skip = 0;

    if (length >= (int)sizeof small) {
        text = malloc((size_t)length + 1);
        if (!text) {
            output->failed = true;
            return;
        }
        float_digits(text, (size_t)length + 1, spec, precision, value);
    }
    strcpy(prefix, sign);
    if (hexadecimal) { // zeros of the flag 0 go behind the 0x
        strcat(prefix, spec->conversion == 'a' ? "0x" : "0X");
        skip = 2;
    }
    put_number(output, spec, prefix, 0, text + skip, (size_t)length - skip);
    if (text != small)
        free(text);
}

/*
 * A long double is the compiler's, of 80 bits on x86-64, not Microsoft's of 64: who passes one
 * with %Lf compiled it with the same compiler. Infinities are padded with blanks always.
 */
void crt_format_float(struct crt_output *output, struct spec *spec,
                         struct arguments *arguments)
{
    bool is_double = spec->size != SIZE_LONG_DOUBLE;
    long double value = is_double ? (long double)va_arg(arguments->list, double)
                                  : va_arg(arguments->list, long double);
    const char *sign = signbit(value) ? "-" : spec->plus ? "+" : spec->blank ? " " : "";
    bool upper = spec->conversion < 'a';

    if (isfinite(value)) {
        format_finite(output, spec, sign, fabsl(value));
        return;
    }
    spec->zero = false;
    if (isinf(value))
        put_number(output, spec, sign, 0, upper ? "INF" : "inf", 3);
    else if (is_double && is_indefinite((double)value))
        put_number(output, spec, sign, 0, upper ? "NAN(IND)" : "nan(ind)", 8);
    else
        put_number(output, spec, sign, 0, upper ? "NAN" : "nan", 3);
}

void crt_format_count(struct crt_output *output, struct spec *spec,
                         struct arguments *arguments)
{
    void *to = va_arg(arguments->list, void *);

    if (spec->size == SIZE_64)
        *(long long *)to = (long long)output->total;
    else if (spec->size == SIZE_SHORT)
        *(short *)to = (short)output->total;
    else if (spec->size == SIZE_CHAR)
        *(signed char *)to = (signed char)output->total;
    else
        *(int *)to = (int)output->total;
}
