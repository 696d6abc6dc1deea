// SPDX-License-Identifier: MIT
// Formatted output: Microsoft's format strings.
//
// In short, where they differ from glibc's: l is 32 bits (long and DWORD on Windows); I64, I32 and
// I (size of a pointer) exist; a wide function's %s and %c are wide, %S and %C are the other
// width, h makes them narrow and l or w wide; %p is 16 hexadecimal digits; %Z is a counted
// string; an unknown conversion prints itself.
#include "output_spec.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* A format string of either width. */
struct format {
    const void *units;
    bool wide;
    size_t at;
};

static unsigned int format_unit(const struct format *format, size_t ahead)
{
    size_t i = format->at + ahead;

    return format->wide ? ((const wchar_t *)format->units)[i]
                        : ((const unsigned char *)format->units)[i];
}

static void parse_flags(struct format *format, struct spec *spec)
{
    for (;; format->at++) {
        switch (format_unit(format, 0)) {
        case '-':
            spec->left = true;
            break;
        case '+':
            spec->plus = true;
            break;
        case ' ':
            spec->blank = true;
            break;
        case '#':
            spec->alternate = true;
            break;
        case '0':
            spec->zero = true;
            break;
        default:
            return;
        }
    }
}

static int parse_number(struct format *format, struct arguments *arguments)
{
    int value = 0;

    if (format_unit(format, 0) == '*') {
        format->at++;
        return va_arg(arguments->list, int);
    }
    for (; format_unit(format, 0) >= '0' && format_unit(format, 0) <= '9'; format->at++)
        if (value < INT_MAX / 10 - 9)
            value = 10 * value + (int)(format_unit(format, 0) - '0');
    return value;
}

static void parse_size(struct format *format, struct spec *spec)
{
    for (;; format->at++) {
        switch (format_unit(format, 0)) {
        case 'h':
            spec->size = spec->size == SIZE_SHORT ? SIZE_CHAR : SIZE_SHORT;
            spec->narrow_text = true;
            break;
        case 'l':
            if (format_unit(format, 1) == 'l') {
                format->at++;
                spec->size = SIZE_64;
            }
            spec->wide_text = true;
            break;
        case 'w':
            spec->wide_text = true;
            break;
        case 'L':
            spec->size = SIZE_LONG_DOUBLE;
            break;
        case 'I':
            spec->size = SIZE_64;
            if (format_unit(format, 1) == '6' && format_unit(format, 2) == '4') {
                format->at += 2;
            } else if (format_unit(format, 1) == '3' && format_unit(format, 2) == '2') {
                format->at += 2;
                spec->size = SIZE_INT;
            }
            break;
        case 'j':
        case 'z':
        case 't':
            spec->size = SIZE_64;
            break;
        default:
            return;
        }
    }
}

static void parse_spec(struct format *format, struct spec *spec, struct arguments *arguments)
{
    *spec = (struct spec){.precision = -1};
    parse_flags(format, spec);
    spec->width = parse_number(format, arguments);
    if (spec->width < 0) {
        spec->left = true;
        spec->width = spec->width == INT_MIN ? INT_MAX : -spec->width;
    }
    if (format_unit(format, 0) == '.') {
        format->at++;
        spec->precision = parse_number(format, arguments);
        if (spec->precision < 0)
            spec->precision = -1;
    }
    parse_size(format, spec);
    spec->conversion = format_unit(format, 0);
    if (spec->conversion)
        format->at++;
}

/* Who formats what. */
static const struct {
    const char *conversions;
    void (*format)(struct crt_output *output, struct spec *spec, struct arguments *arguments);
} formatters[] = {
    {"di", crt_format_signed},      {"uoxX", crt_format_unsigned},  {"p", crt_format_pointer},
    {"aAeEfFgG", crt_format_float}, {"cC", crt_format_character},   {"sS", crt_format_string},
    {"Z", crt_format_counted},      {"n", crt_format_count},
};

static void format_argument(struct crt_output *output, struct spec *spec,
                            struct arguments *arguments)
{
    char itself = (char)spec->conversion;
    wchar_t itself_wide = (wchar_t)spec->conversion;

    if (spec->conversion == 0)
        return;
    if (spec->conversion < 0x80) {
        for (size_t i = 0; i < sizeof formatters / sizeof formatters[0]; i++) {
            if (strchr(formatters[i].conversions, (int)spec->conversion)) {
                formatters[i].format(output, spec, arguments);
                return;
            }
        }
    }
    crt_put_units(output, output->wide ? (void *)&itself_wide : &itself, 1);
}

int crt_format(struct crt_output *output, const void *units, va_list list)
{
    struct format format = {units, output->wide, 0};
    struct arguments arguments;
    struct spec spec;

    if (!units) {
        errno = EINVAL;
        return -1;
    }
    va_copy(arguments.list, list);
    while (format_unit(&format, 0) && !output->failed) {
        size_t run = 0;

        while (format_unit(&format, run) && format_unit(&format, run) != '%')
            run++;
        crt_put_units(output,
                      (const char *)units + format.at * (output->wide ? sizeof(wchar_t) : 1),
                  run);
        format.at += run;
        if (!format_unit(&format, 0))
            break;
        format.at++;
        parse_spec(&format, &spec, &arguments);
        format_argument(output, &spec, &arguments);
    }
    va_end(arguments.list);
    if (output->total > INT_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return output->failed ? -1 : (int)output->total;
}
