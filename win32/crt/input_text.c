// SPDX-License-Identifier: MIT
// Formatted input: characters and strings.
#include "input_spec.h"

#include "utf.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Where text goes, and what of it is still incomplete: bytes of one sequence or half a pair. */
struct sink {
    void *to; // NULL: dropped
    bool wide;
    size_t room; // units
    size_t used;
    bool overflow;
    char bytes[4];
    size_t byte_count;
    wchar_t high;
};

static bool is_wide_text(const struct crt_input *input, const struct scan_spec *spec)
{
    if (spec->narrow_text || spec->wide_text)
        return spec->wide_text;
    return (spec->conversion != 'S' && spec->conversion != 'C') == input->wide;
}

static void sink_put_unit(struct sink *sink, unsigned int unit)
{
    if (!sink->to)
        return;
    if (sink->used >= sink->room) {
        sink->overflow = true;
        return;
    }
    if (sink->wide)
        ((wchar_t *)sink->to)[sink->used++] = (wchar_t)unit;
    else
        ((char *)sink->to)[sink->used++] = (char)unit;
}

static void sink_put_point(struct sink *sink, uint32_t point)
{
    wchar_t units[2];
    char bytes[4];
    size_t count = sink->wide ? crt_utf16_put(units, point) : crt_utf8_put(bytes, point);

    for (size_t i = 0; i < count; i++)
        sink_put_unit(sink, sink->wide ? units[i] : (unsigned char)bytes[i]);
}

static void sink_decode(struct sink *sink)
{
    uint32_t point;
    size_t taken;

    while (sink->byte_count) {
        taken = crt_utf8_get(sink->bytes, sink->byte_count, &point);
        sink_put_point(sink, point);
        sink->byte_count -= taken;
        memmove(sink->bytes, sink->bytes + taken, sink->byte_count);
    }
}

static void sink_put(struct sink *sink, bool from_wide, int unit)
{
    if (from_wide == sink->wide) {
        sink_put_unit(sink, (unsigned int)unit);
    } else if (from_wide) {
        wchar_t pair[2] = {sink->high, (wchar_t)unit};
        uint32_t point = (uint32_t)unit;

        if (sink->high && crt_is_low(point))
            crt_utf16_get(pair, 2, &point);
        else if (sink->high)
            sink_put_point(sink, sink->high);
        sink->high = crt_is_high(point) ? (wchar_t)point : 0;
        if (!sink->high)
            sink_put_point(sink, point);
    } else {
        sink->bytes[sink->byte_count++] = (char)unit;
        if (sink->byte_count >= crt_utf8_length((unsigned char)sink->bytes[0]))
            sink_decode(sink);
    }
}

static void sink_end(struct sink *sink, bool terminated)
{
    sink_decode(sink);
    if (sink->high)
        sink_put_point(sink, sink->high);
    if (terminated)
        sink_put_unit(sink, 0);
}

static bool in_set(const struct scan_format *format, const struct scan_spec *spec, int unit)
{
    unsigned int wanted = (unsigned int)unit;

    for (size_t i = spec->set_begin; i < spec->set_end; i++) {
        unsigned int first = crt_scan_unit(format, i), last = first;

        if (i + 2 < spec->set_end && crt_scan_unit(format, i + 1) == '-') {
            last = crt_scan_unit(format, i + 2);
            i += 2;
            if (last < first) {
                unsigned int swap = first;

                first = last;
                last = swap;
            }
        }
        if (wanted >= first && wanted <= last)
            return !spec->set_negated;
    }
    return spec->set_negated;
}

static bool belongs(const struct scan_format *format, const struct scan_spec *spec, int unit)
{
    if (spec->conversion == 's' || spec->conversion == 'S')
        return !crt_is_blank_unit(unit);
    return spec->conversion != '[' || in_set(format, spec, unit);
}

enum scan_result crt_scan_text(struct crt_input *input, const struct scan_format *format,
                               const struct scan_spec *spec, struct scan_arguments *arguments)
{
    bool single = spec->conversion == 'c' || spec->conversion == 'C';
    struct sink sink = {.wide = is_wide_text(input, spec), .room = SIZE_MAX};
    int limit = single && spec->width == INT32_MAX ? 1 : spec->width;
    int taken = 0, unit = CRT_INPUT_END;

    if (!spec->dropped) {
        sink.to = va_arg(arguments->list, void *);
        if (arguments->checked)
            sink.room = va_arg(arguments->list, unsigned int);
    }
    for (; taken < limit; taken++) {
        unit = crt_take(input);
        if (unit == CRT_INPUT_END)
            break;
        if (!belongs(format, spec, unit)) {
            crt_give_back(input, unit);
            break;
        }
        sink_put(&sink, input->wide, unit);
    }
    if (taken == 0)
        return unit == CRT_INPUT_END ? SCAN_ENDED : SCAN_FAILED;
    if (single && spec->width != INT32_MAX && taken < limit)
        return unit == CRT_INPUT_END ? SCAN_ENDED : SCAN_FAILED;
    if (spec->dropped)
        return SCAN_CONVERTED;
    sink_end(&sink, !single);
    if (sink.overflow) { // only a checked one has a limit
        sink.used = 0;
        sink.overflow = false;
        sink_put_unit(&sink, 0);
        errno = ENOMEM;
        return SCAN_FAILED;
    }
    return SCAN_STORED;
}
