// SPDX-License-Identifier: MIT
// Formatted input: numbers.
#include "input_spec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int digit_value(int unit)
{
    if (unit >= '0' && unit <= '9')
        return unit - '0';
    if (unit >= 'a' && unit <= 'f')
        return unit - 'a' + 10;
    if (unit >= 'A' && unit <= 'F')
        return unit - 'A' + 10;
    return 99;
}

static void store_integer(struct scan_arguments *arguments, int size, uint64_t value)
{
    void *to = va_arg(arguments->list, void *);

    if (size == 8)
        *(uint64_t *)to = value;
    else if (size == 2)
        *(uint16_t *)to = (uint16_t)value;
    else if (size == 1)
        *(uint8_t *)to = (uint8_t)value;
    else
        *(uint32_t *)to = (uint32_t)value;
}

static int base_of(unsigned int conversion)
{
    switch (conversion) {
    case 'i':
        return 0;
    case 'o':
        return 8;
    case 'x':
    case 'X':
    case 'p':
        return 16;
    default:
        return 10;
    }
}

enum scan_result crt_scan_integer(struct crt_input *input, const struct scan_spec *spec,
                                  struct scan_arguments *arguments)
{
    int base = base_of(spec->conversion), width = spec->width;
    int unit = crt_take(input);
    bool negative = unit == '-', any = false;
    uint64_t value = 0;

    if (unit == CRT_INPUT_END)
        return SCAN_ENDED;
    if ((unit == '-' || unit == '+') && --width > 0)
        unit = crt_take(input);
    if (width > 0 && unit == '0' && (base == 0 || base == 16)) {
        any = true;
        unit = --width > 0 ? crt_take(input) : CRT_INPUT_END;
        if (unit == 'x' || unit == 'X') {
            base = 16;
            unit = --width > 0 ? crt_take(input) : CRT_INPUT_END;
        } else if (base == 0) {
            base = 8;
        }
    }
    if (base == 0)
        base = 10;
    for (; width > 0 && digit_value(unit) < base; width--) {
        value = value * (unsigned int)base + (unsigned int)digit_value(unit);
        any = true;
        unit = width > 1 ? crt_take(input) : CRT_INPUT_END;
    }
    if (unit != CRT_INPUT_END && width > 0)
        crt_give_back(input, unit);
    if (!any)
        return SCAN_FAILED;
    if (spec->dropped)
        return SCAN_CONVERTED;
    store_integer(arguments, spec->conversion == 'p' ? (int)sizeof(void *) : spec->size,
                  negative ? -value : value);
    return SCAN_STORED;
}

enum scan_result crt_scan_count(struct crt_input *input, const struct scan_spec *spec,
                                struct scan_arguments *arguments)
{
    if (!spec->dropped)
        store_integer(arguments, spec->size, input->taken);
    return SCAN_MATCHED;
}

/* The longest prefix of the input that can become a number, and the unit behind it. */
struct number {
    char text[512];
    size_t used;
    int width;
    int unit;
};

static void number_next(struct crt_input *input, struct number *number)
{
    if (number->used < sizeof number->text - 1)
        number->text[number->used++] = (char)number->unit;
    number->unit = --number->width > 0 ? crt_take(input) : CRT_INPUT_END;
}

static bool number_digits(struct crt_input *input, struct number *number, int base)
{
    bool any = false;

    for (; digit_value(number->unit) < base; any = true)
        number_next(input, number);
    return any;
}

static bool number_word(struct crt_input *input, struct number *number, const char *word)
{
    for (; *word; word++) {
        if ((number->unit | 0x20) != *word)
            return false;
        number_next(input, number);
    }
    return true;
}

/* Follows the grammar of strtod. False: what was read is the beginning of no number. */
static bool number_read(struct crt_input *input, struct number *number)
{
    int base = 10;
    bool any;

    if (number->unit == '-' || number->unit == '+')
        number_next(input, number);
    if ((number->unit | 0x20) == 'i') {
        if (!number_word(input, number, "inf"))
            return false;
        return (number->unit | 0x20) != 'i' || number_word(input, number, "inity");
    }
    if ((number->unit | 0x20) == 'n')
        return number_word(input, number, "nan");
    any = number->unit == '0';
    if (any) {
        number_next(input, number);
        if ((number->unit | 0x20) == 'x') {
            base = 16;
            any = false;
            number_next(input, number);
        }
    }
    any |= number_digits(input, number, base);
    if (number->unit == '.') {
        number_next(input, number);
        any |= number_digits(input, number, base);
    }
    if (any && number->unit != CRT_INPUT_END &&
        (number->unit | 0x20) == (base == 16 ? 'p' : 'e')) {
        number_next(input, number);
        if (number->unit == '-' || number->unit == '+')
            number_next(input, number);
        any = number_digits(input, number, 10);
    }
    return any;
}

enum scan_result crt_scan_float(struct crt_input *input, const struct scan_spec *spec,
                                struct scan_arguments *arguments)
{
    struct number number = {.width = spec->width};
    bool valid;
    void *to;

    number.unit = crt_take(input);
    if (number.unit == CRT_INPUT_END)
        return SCAN_ENDED;
    valid = number_read(input, &number);
    crt_give_back(input, number.unit);
    number.text[number.used] = 0;
    if (!valid)
        return SCAN_FAILED;
    if (spec->dropped)
        return SCAN_CONVERTED;
    to = va_arg(arguments->list, void *);
    if (spec->is_long_double)
        *(long double *)to = strtold(number.text, NULL);
    else if (spec->is_double)
        *(double *)to = strtod(number.text, NULL);
    else
        *(float *)to = strtof(number.text, NULL);
    return SCAN_STORED;
}
