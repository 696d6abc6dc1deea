// SPDX-License-Identifier: MIT
// message: expands FormatMessage's templates.
#include "win32/message.h"

#include "sys/text.h"
#include "sys/utf.h"
#include "win32/string.h"

#include <stdlib.h>
#include <string.h>

#define INSERTS 99
#define WIDTH_LIMIT 4096 /* of one insert: no more is believed */

/* The text as it grows. */
struct text {
    WCHAR *at;
    size_t length;
    size_t room;
    size_t line;  /* where the last line starts */
    size_t blank; /* its last blank, where it could be broken; 0: none */
    DWORD width;  /* 0: lines stay as they are; FORMAT_MESSAGE_MAX_WIDTH_MASK: one line */
    DWORD error;
};

struct arguments {
    struct win32_message_arguments from;
    DWORD_PTR taken[INSERTS + 2]; /* from the list, which can be read in order only */
    unsigned count;
};

/* --- text ---------------------------------------------------------------------------------- */

static bool text_reserve(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 128;
    WCHAR *grown;

    if (text->error)
        return false;
    while (room < text->length + more)
        room *= 2;
    if (room == text->room)
        return true;
    grown = realloc(text->at, room * sizeof *grown);
    if (!grown) {
        text->error = ERROR_NOT_ENOUGH_MEMORY;
        return false;
    }
    text->at = grown;
    text->room = room;
    return true;
}

static void text_break(struct text *text)
{
    if (!text_reserve(text, 2))
        return;
    text->at[text->length++] = '\r';
    text->at[text->length++] = '\n';
    text->line = text->length;
    text->blank = 0;
}

/* Before a line becomes too long: it is broken at its last blank, or, without one, right here. */
static void text_wrap(struct text *text)
{
    size_t rest;

    if (!text->width || text->width == FORMAT_MESSAGE_MAX_WIDTH_MASK ||
        text->length - text->line < text->width)
        return;
    if (!text->blank) {
        text_break(text);
        return;
    }
    if (!text_reserve(text, 1))
        return;
    rest = text->length - text->blank - 1;
    memmove(text->at + text->blank + 2, text->at + text->blank + 1, rest * sizeof *text->at);
    text->at[text->blank] = '\r';
    text->at[text->blank + 1] = '\n';
    text->length++;
    text->line = text->blank + 2;
    text->blank = 0;
}

static void text_put(struct text *text, WCHAR unit)
{
    if (unit != ' ')
        text_wrap(text);
    if (!text_reserve(text, 1))
        return;
    if (unit == ' ' && text->length > text->line)
        text->blank = text->length;
    text->at[text->length++] = unit;
}

static void text_pad(struct text *text, WCHAR unit, size_t count)
{
    while (count--)
        text_put(text, unit);
}

/* --- inserts ------------------------------------------------------------------------------- */

static bool argument(struct arguments *arguments, unsigned number, DWORD_PTR *value)
{
    if (number < 1 || number > INSERTS + 2)
        return false;
    if (arguments->from.array) {
        *value = arguments->from.array[number - 1];
        return true;
    }
    if (!arguments->from.list)
        return false;
    while (arguments->count < number)
        arguments->taken[arguments->count++] = va_arg(*arguments->from.list, DWORD_PTR);
    *value = arguments->taken[number - 1];
    return true;
}

enum size { SIZE_INT, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_WIDE };

/* What stands between the exclamation marks: a specification of printf's, without its %. */
struct format {
    bool left, plus, space, zero, prefix;
    unsigned width;
    bool precise;
    unsigned precision;
    enum size size;
    char type;
};

/* Digits, or an asterisk that takes an argument; false: a number that cannot be. */
static bool parse_number(const WCHAR **at, struct arguments *arguments, unsigned *number,
                         unsigned *value)
{
    DWORD_PTR given;

    *value = 0;
    if (**at == '*') {
        (*at)++;
        if (!argument(arguments, (*number)++, &given))
            return false;
        *value = (unsigned)given;
    } else {
        for (; **at >= '0' && **at <= '9' && *value < WIDTH_LIMIT; (*at)++)
            *value = *value * 10 + (unsigned)(**at - '0');
    }
    return *value < WIDTH_LIMIT;
}

static void parse_flags(const WCHAR **at, struct format *format)
{
    for (;; (*at)++) {
        switch (**at) {
        case '-': format->left = true; break;
        case '+': format->plus = true; break;
        case ' ': format->space = true; break;
        case '0': format->zero = true; break;
        case '#': format->prefix = true; break;
        default: return;
        }
    }
}

static void parse_size(const WCHAR **at, struct format *format)
{
    const WCHAR *p = *at;

    if (p[0] == 'I' && p[1] == '6' && p[2] == '4') {
        format->size = SIZE_64;
        p += 3;
    } else if (p[0] == 'I' && p[1] == '3' && p[2] == '2') {
        p += 3;
    } else if (p[0] == 'I' || (p[0] == 'l' && p[1] == 'l')) {
        format->size = SIZE_64;
        p += p[0] == 'I' ? 1 : 2;
    } else if (p[0] == 'l' || p[0] == 'h' || p[0] == 'w') {
        format->size = p[0] == 'l' ? SIZE_LONG : p[0] == 'h' ? SIZE_SHORT : SIZE_WIDE;
        p++;
    }
    *at = p;
}

/* From behind the first exclamation mark to behind the second. */
static bool parse_format(const WCHAR **at, struct arguments *arguments, unsigned *number,
                         struct format *format)
{
    *format = (struct format) { 0 };
    parse_flags(at, format);
    if (!parse_number(at, arguments, number, &format->width))
        return false;
    if (**at == '.') {
        (*at)++;
        format->precise = true;
        if (!parse_number(at, arguments, number, &format->precision))
            return false;
    }
    parse_size(at, format);
    if (!**at || **at > 127 || !strchr("diuxXocCsSp", **at))
        return false;
    format->type = (char)*(*at)++;
    return *(*at)++ == '!';
}

static void put_units(struct text *text, const struct format *format, const WCHAR *units,
                      size_t length)
{
    size_t padding = format->width > length ? format->width - length : 0;

    if (!format->left)
        text_pad(text, ' ', padding);
    for (size_t i = 0; i < length; i++)
        text_put(text, units[i]);
    if (format->left)
        text_pad(text, ' ', padding);
}

static void put_bytes(struct text *text, const struct format *format, const char *bytes)
{
    size_t length = format->precise ? strnlen(bytes, format->precision) : strlen(bytes);
    WCHAR *units = malloc((length + 1) * sizeof *units);

    if (!units) {
        text->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    put_units(text, format, units, sys_utf_from_host(bytes, length, units));
    free(units);
}

/* %s is as wide as the function is; %S is the other; a size decides for itself. */
static bool is_narrow(const struct format *format, bool narrow)
{
    if (format->size == SIZE_SHORT)
        return true;
    if (format->size == SIZE_LONG || format->size == SIZE_WIDE)
        return false;
    return (format->type == 's' || format->type == 'c') == narrow;
}

static void put_string(struct text *text, const struct format *format, DWORD_PTR value,
                       bool narrow)
{
    const WCHAR *units = (const WCHAR *)value;
    size_t length = 0;

    if (!value) {
        put_units(text, format, L"(null)", 6);
        return;
    }
    if (is_narrow(format, narrow)) {
        put_bytes(text, format, (const char *)value);
        return;
    }
    while ((!format->precise || length < format->precision) && units[length])
        length++;
    put_units(text, format, units, length);
}

static void put_character(struct text *text, const struct format *format, DWORD_PTR value,
                          bool narrow)
{
    WCHAR unit = (WCHAR)value;

    if (is_narrow(format, narrow)) {
        char byte = (char)value;

        sys_utf_from_host(&byte, 1, &unit);
    }
    put_units(text, format, &unit, 1);
}

/* The sign or prefix, and the value without it. */
static const char *number_prefix(const struct format *format, DWORD_PTR *value)
{
    bool is_signed = format->type == 'd' || format->type == 'i';
    LONGLONG number;

    if (format->type == 'p')
        return "";
    number = format->size == SIZE_64 ? (LONGLONG)*value
           : format->size == SIZE_SHORT ? (SHORT)*value : (LONG)*value;
    if (is_signed) {
        *value = number < 0 ? -(ULONGLONG)number : (ULONGLONG)number;
        return number < 0 ? "-" : format->plus ? "+" : format->space ? " " : "";
    }
    *value = format->size == SIZE_64 ? *value
           : format->size == SIZE_SHORT ? (USHORT)*value : (ULONG)*value;
    if (!format->prefix || !*value)
        return "";
    return format->type == 'x' ? "0x" : format->type == 'X' ? "0X" : format->type == 'o' ? "0" : "";
}

static void put_number(struct text *text, const struct format *format, DWORD_PTR value)
{
    const char *prefix = number_prefix(format, &value);
    unsigned base = strchr("xXp", format->type) ? 16 : format->type == 'o' ? 8 : 10;
    bool upper = format->type == 'X' || format->type == 'p';
    unsigned least = format->precise ? format->precision : format->type == 'p' ? 16 : 1;
    size_t length, zeros, padding;
    char digits[72];

    length = (size_t)(sys_text_number(digits, value, base, 1) - digits);
    if (!value && format->precise && !format->precision)
        length = 0;
    zeros = least > length ? least - length : 0;
    length += strlen(prefix);
    padding = format->width > length + zeros ? format->width - length - zeros : 0;
    if (format->zero && !format->left && !format->precise) {
        zeros += padding;
        padding = 0;
    }
    if (!format->left)
        text_pad(text, ' ', padding);
    length -= strlen(prefix);
    while (*prefix)
        text_put(text, (WCHAR)*prefix++);
    text_pad(text, '0', zeros);
    for (size_t i = 0; i < length; i++)
        text_put(text, (WCHAR)(upper && digits[i] >= 'a' ? digits[i] - 'a' + 'A' : digits[i]));
    if (format->left)
        text_pad(text, ' ', padding);
}

/*
 * Windows forgets an argument of a list after a format with asterisks, and programs number their
 * inserts by that: "%1!*.*s! %3" prints the fourth argument behind the first three.
 */
static void forget_argument(struct arguments *arguments, unsigned number)
{
    if (arguments->from.list && !arguments->from.array && arguments->count == number)
        arguments->count--;
}

/* `at` is behind the percent sign, on the number's first digit; returns what is behind it all. */
static const WCHAR *expand_insert(struct text *text, const WCHAR *at, struct arguments *arguments)
{
    struct format format = { .type = 's' };
    unsigned number = (unsigned)(*at++ - '0'), first;
    DWORD_PTR value;

    if (*at >= '0' && *at <= '9')
        number = number * 10 + (unsigned)(*at++ - '0');
    first = number;
    if (*at == '!') {
        at++;
        if (!parse_format(&at, arguments, &number, &format)) {
            text->error = ERROR_INVALID_PARAMETER;
            return at;
        }
    }
    if (!argument(arguments, number, &value))
        text->error = ERROR_INVALID_PARAMETER;
    else if (format.type == 's' || format.type == 'S')
        put_string(text, &format, value, arguments->from.narrow);
    else if (format.type == 'c' || format.type == 'C')
        put_character(text, &format, value, arguments->from.narrow);
    else
        put_number(text, &format, value);
    if (number != first)
        forget_argument(arguments, number);
    return at;
}

/* --- templates ----------------------------------------------------------------------------- */

/* `at` is behind a percent sign; returns what is behind the escape, NULL at the text's end. */
static const WCHAR *expand_escape(struct text *text, const WCHAR *at, DWORD flags,
                                  struct arguments *arguments)
{
    if (*at >= '1' && *at <= '9') {
        if (!(flags & FORMAT_MESSAGE_IGNORE_INSERTS))
            return expand_insert(text, at, arguments);
        text_put(text, '%');
        text_put(text, *at);
        return at + 1;
    }
    switch (*at) {
    case 0:
        text->error = ERROR_INVALID_PARAMETER;
        return NULL;
    case '0':
        return NULL;
    case 'n':
        text_break(text);
        break;
    case 'r':
        text_put(text, '\r');
        break;
    case 't':
        text_put(text, '\t');
        break;
    default: /* %% and the like */
        if (flags & FORMAT_MESSAGE_IGNORE_INSERTS)
            text_put(text, '%');
        text_put(text, *at);
    }
    return at + 1;
}

static void expand(struct text *text, const WCHAR *at, DWORD flags, struct arguments *arguments)
{
    while (at && *at && !text->error) {
        WCHAR unit = *at++;

        if (unit == '%') {
            at = expand_escape(text, at, flags, arguments);
        } else if (unit == '\r' || unit == '\n') {
            if (unit == '\r' && *at == '\n')
                at++;
            if (text->width)
                text_put(text, ' ');
            else
                text_break(text);
        } else {
            text_put(text, unit);
        }
    }
}

DWORD win32_message_expand(const WCHAR *template, DWORD flags,
                           struct win32_message_arguments arguments, WCHAR **result,
                           size_t *length)
{
    struct text text = { .width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK };
    struct arguments *all = malloc(sizeof *all);

    if (!all)
        return ERROR_NOT_ENOUGH_MEMORY;
    all->from = arguments;
    all->count = 0;
    expand(&text, template, flags, all);
    free(all);
    if (text_reserve(&text, 1))
        text.at[text.length] = 0;
    if (text.error) {
        free(text.at);
        return text.error;
    }
    *result = text.at;
    *length = text.length;
    return ERROR_SUCCESS;
}
