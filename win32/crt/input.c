// SPDX-License-Identifier: MIT
// Formatted input: Microsoft's format strings. Sizes and widths of text are as in output.c.
#include "input_spec.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

unsigned int crt_scan_unit(const struct scan_format *format, size_t at)
{
    return format->wide ? ((const wchar_t *)format->units)[at]
                        : ((const unsigned char *)format->units)[at];
}

int crt_take(struct crt_input *input)
{
    int unit = input->get(input);

    if (unit != CRT_INPUT_END)
        input->taken++;
    return unit;
}

void crt_give_back(struct crt_input *input, int unit)
{
    if (unit == CRT_INPUT_END)
        return;
    input->taken--;
    input->unget(input, unit);
}

bool crt_is_blank_unit(int unit)
{
    return unit == ' ' || (unit >= '\t' && unit <= '\r');
}

void crt_skip_blanks(struct crt_input *input)
{
    int unit;

    do
        unit = crt_take(input);
    while (crt_is_blank_unit(unit));
    crt_give_back(input, unit);
}

static void parse_size(struct scan_format *format, struct scan_spec *spec)
{
    for (;; format->at++) {
        unsigned int next = crt_scan_unit(format, format->at + 1);

        switch (crt_scan_unit(format, format->at)) {
        case 'h':
            spec->size = spec->size == 2 ? 1 : 2;
            spec->narrow_text = true;
            break;
        case 'l':
            spec->size = next == 'l' ? 8 : 4;
            format->at += next == 'l';
            spec->wide_text = true;
            spec->is_double = true;
            break;
        case 'w':
            spec->wide_text = true;
            break;
        case 'L':
            spec->is_long_double = true;
            break;
        case 'I':
            spec->size = 8;
            if (next == '6' && crt_scan_unit(format, format->at + 2) == '4') {
                format->at += 2;
            } else if (next == '3' && crt_scan_unit(format, format->at + 2) == '2') {
                format->at += 2;
                spec->size = 4;
            }
            break;
        case 'j':
        case 'z':
        case 't':
            spec->size = 8;
            break;
        default:
            return;
        }
    }
}

/* The set of %[, between brackets; a ] in front is a member. */
static void parse_set(struct scan_format *format, struct scan_spec *spec)
{
    if (crt_scan_unit(format, format->at) == '^') {
        spec->set_negated = true;
        format->at++;
    }
    spec->set_begin = format->at;
    while (crt_scan_unit(format, format->at) &&
           (crt_scan_unit(format, format->at) != ']' || format->at == spec->set_begin))
        format->at++;
    spec->set_end = format->at;
    if (crt_scan_unit(format, format->at))
        format->at++;
}

static void parse_spec(struct scan_format *format, struct scan_spec *spec)
{
    *spec = (struct scan_spec){.size = 4, .width = -1};
    if (crt_scan_unit(format, format->at) == '*') {
        spec->dropped = true;
        format->at++;
    }
    for (;; format->at++) {
        unsigned int unit = crt_scan_unit(format, format->at);

        if (unit < '0' || unit > '9')
            break;
        if (spec->width < 0)
            spec->width = 0;
        if (spec->width < INT_MAX / 10 - 9)
            spec->width = 10 * spec->width + (int)(unit - '0');
    }
    if (spec->width < 0)
        spec->width = INT_MAX;
    parse_size(format, spec);
    spec->conversion = crt_scan_unit(format, format->at);
    if (!spec->conversion)
        return;
    format->at++;
    if (spec->conversion == '[')
        parse_set(format, spec);
}

static enum scan_result scan_argument(struct crt_input *input, const struct scan_format *format,
                                      struct scan_spec *spec, struct scan_arguments *arguments)
{
    static const char blanks_matter[] = "cC[n";
    int unit;

    if (spec->conversion < 0x80 && !strchr(blanks_matter, (int)spec->conversion))
        crt_skip_blanks(input);
    switch (spec->conversion) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        return crt_scan_integer(input, spec, arguments);
    case 'n':
        return crt_scan_count(input, spec, arguments);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return crt_scan_float(input, spec, arguments);
    case 'c':
    case 'C':
    case 's':
    case 'S':
    case '[':
        return crt_scan_text(input, format, spec, arguments);
    default: // %% and others stand for themselves
        unit = crt_take(input);
        if (unit != CRT_INPUT_END && (unsigned int)unit == spec->conversion)
            return SCAN_MATCHED;
        crt_give_back(input, unit);
        return unit == CRT_INPUT_END ? SCAN_ENDED : SCAN_FAILED;
    }
}

static enum scan_result scan_literal(struct crt_input *input, unsigned int literal)
{
    int unit = crt_take(input);

    if (unit != CRT_INPUT_END && (unsigned int)unit == literal)
        return SCAN_MATCHED;
    crt_give_back(input, unit);
    return unit == CRT_INPUT_END ? SCAN_ENDED : SCAN_FAILED;
}

int crt_scan(struct crt_input *input, bool checked, const void *units, va_list list)
{
    struct scan_format format = {units, input->wide, 0};
    struct scan_arguments arguments = {.checked = checked};
    enum scan_result result = SCAN_MATCHED;
    struct scan_spec spec;
    bool converted = false;
    int stored = 0;

    if (!units) {
        errno = EINVAL;
        return EOF;
    }
    va_copy(arguments.list, list);
    while (result != SCAN_ENDED && result != SCAN_FAILED) {
        unsigned int unit = crt_scan_unit(&format, format.at);

        if (!unit)
            break;
        format.at++;
        if (crt_is_blank_unit((int)unit)) {
            crt_skip_blanks(input);
        } else if (unit != '%') {
            result = scan_literal(input, unit);
        } else {
            parse_spec(&format, &spec);
            if (!spec.conversion)
                break;
            result = scan_argument(input, &format, &spec, &arguments);
            converted |= result == SCAN_STORED || result == SCAN_CONVERTED;
            stored += result == SCAN_STORED;
        }
    }
    va_end(arguments.list);
    return result == SCAN_ENDED && !converted ? EOF : stored;
}
