// SPDX-License-Identifier: MIT
// Formatted output: characters and strings.
#include "output_spec.h"

#include "utf.h"

#include <stdint.h>
#include <string.h>

static void put_wide_as_narrow(struct crt_output *output, const wchar_t *text, size_t length)
{
    char bytes[4];
    uint32_t point;

    for (size_t i = 0; i < length;) {
        i += crt_utf16_get(text + i, length - i, &point);
        crt_put_units(output, bytes, crt_utf8_put(bytes, point));
    }
}

/*
 * Walks size bytes of UTF-8 until limit UTF-16 units are made, and writes them if output is not
 * NULL. Returns the units.
 */
static size_t put_narrow_as_wide(struct crt_output *output, const char *text, size_t size,
                                 size_t limit)
{
    wchar_t units[2];
    uint32_t point;
    size_t made = 0;

    for (size_t i = 0; i < size;) {
        size_t count;

        i += crt_utf8_get(text + i, size - i, &point);
        count = crt_utf16_put(units, point);
        if (made + count > limit)
            break;
        made += count;
        if (output)
            crt_put_units(output, units, count);
    }
    return made;
}

/* Lengths, widths and precisions count units of the output, or UTF-16 units when converting. */
static void put_text(struct crt_output *output, const struct spec *spec, const void *text,
                     bool wide, size_t size)
{
    size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision;
    size_t length = size < limit ? size : limit;

    if (output->wide && !wide)
        length = put_narrow_as_wide(NULL, text, size, limit);
    crt_put_before(output, spec, length);
    if (output->wide == wide)
        crt_put_units(output, text, length);
    else if (wide)
        put_wide_as_narrow(output, text, length);
    else
        put_narrow_as_wide(output, text, size, limit);
    crt_put_after(output, spec, length);
}

static void put_string(struct crt_output *output, const struct spec *spec, const void *text,
                       bool wide)
{
    size_t limit = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision;

    if (!text) {
        text = "(null)";
        wide = false;
    }
    if (wide)
        put_text(output, spec, text, true, wcsnlen(text, limit));
    else if (output->wide)
        put_text(output, spec, text, false, limit < SIZE_MAX / 3 ? strnlen(text, 3 * limit)
                                                                 : strlen(text));
    else
        put_text(output, spec, text, false, strnlen(text, limit));
}

/* s and c have the function's own width, S and C the other one; h, l and w have the last word. */
static bool is_wide_text(const struct crt_output *output, const struct spec *spec)
{
    if (spec->narrow_text || spec->wide_text)
        return spec->wide_text;
    return (spec->conversion == 's' || spec->conversion == 'c') == output->wide;
}

void crt_format_character(struct crt_output *output, struct spec *spec,
                             struct arguments *arguments)
{
    int value = va_arg(arguments->list, int);
    wchar_t wide = (wchar_t)value;
    char narrow = (char)value;

    spec->precision = -1;
    if (is_wide_text(output, spec))
        put_text(output, spec, &wide, true, 1);
    else
        put_text(output, spec, &narrow, false, 1);
}

void crt_format_string(struct crt_output *output, struct spec *spec, struct arguments *arguments)
{
    const void *text = va_arg(arguments->list, const void *);

    put_string(output, spec, text, is_wide_text(output, spec));
}

/* %Z: UNICODE_STRING or ANSI_STRING, which have a common shape. */
void crt_format_counted(struct crt_output *output, struct spec *spec,
                           struct arguments *arguments)
{
    const struct {
        unsigned short length, maximum; // bytes
        const void *buffer;
    } *string = va_arg(arguments->list, const void *);

    if (!string || !string->buffer)
        put_string(output, spec, NULL, false);
    else if (spec->wide_text)
        put_text(output, spec, string->buffer, true, string->length / sizeof(wchar_t));
    else
        put_text(output, spec, string->buffer, false, string->length);
}
