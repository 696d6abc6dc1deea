// SPDX-License-Identifier: MIT
// Where formatted output goes: streams and memory.
#include "output.h"

#include "encoding.h"
#include "utf.h"

#include <string.h>

struct stream_output {
    struct crt_output base;
    FILE *stream;
    bool utf16;
    wchar_t high; // first half of a surrogate pair whose second half is still to come
    size_t used;
    char chunk[512];
};

struct memory_output {
    struct crt_output base;
    char *to;
    size_t room; // units
};

static void stream_flush(struct stream_output *output)
{
    if (fwrite_unlocked(output->chunk, 1, output->used, output->stream) != output->used)
        output->base.failed = true;
    output->used = 0;
}

static void stream_put(struct stream_output *output, uint32_t point)
{
    if (sizeof output->chunk - output->used < 4)
        stream_flush(output);
    output->used += crt_utf8_put(output->chunk + output->used, point);
}

static void stream_write_bytes(struct stream_output *output, const void *bytes, size_t count)
{
    if (count > sizeof output->chunk - output->used)
        stream_flush(output);
    if (count > sizeof output->chunk) {
        if (fwrite_unlocked(bytes, 1, count, output->stream) != count)
            output->base.failed = true;
        return;
    }
    memcpy(output->chunk + output->used, bytes, count);
    output->used += count;
}

static void stream_write_wide(struct crt_output *base, const void *units, size_t count)
{
    struct stream_output *output = (struct stream_output *)base;
    const wchar_t *text = units;

    if (output->utf16) {
        stream_write_bytes(output, units, count * sizeof *text);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        wchar_t pair[2] = {output->high, text[i]};
        uint32_t point = text[i];

        if (output->high && crt_is_low(text[i]))
            crt_utf16_get(pair, 2, &point);
        else if (output->high)
            stream_put(output, output->high);
        output->high = crt_is_high(point) ? (wchar_t)point : 0;
        if (!output->high)
            stream_put(output, point);
    }
}

static void stream_write_narrow(struct crt_output *base, const void *units, size_t count)
{
    stream_write_bytes((struct stream_output *)base, units, count);
}

static void stream_init(struct stream_output *output, FILE *stream, bool wide)
{
    output->base = (struct crt_output){wide ? stream_write_wide : stream_write_narrow, wide,
                                       false, 0};
    output->stream = stream;
    output->utf16 = wide && crt_stream_is_utf16(stream);
    output->high = 0;
    output->used = 0;
}

static void stream_end(struct stream_output *output)
{
    if (output->high)
        stream_put(output, output->high);
    stream_flush(output);
}

int crt_format_stream(FILE *stream, bool wide, const void *format, va_list list)
{
    struct stream_output output;
    int result;

    stream_init(&output, stream, wide);
    flockfile(stream);
    result = crt_format(&output.base, format, list);
    stream_end(&output);
    funlockfile(stream);
    return output.base.failed ? -1 : result;
}

int crt_write_wide(FILE *stream, const wchar_t *text, size_t count)
{
    struct stream_output output;

    stream_init(&output, stream, true);
    flockfile(stream);
    stream_write_wide(&output.base, text, count);
    stream_end(&output);
    funlockfile(stream);
    return output.base.failed ? -1 : 0;
}

static void memory_write(struct crt_output *base, const void *units, size_t count)
{
    struct memory_output *output = (struct memory_output *)base;
    size_t unit = base->wide ? sizeof(wchar_t) : 1;
    size_t fits = count < output->room ? count : output->room;

    if (fits == 0)
        return;
    memcpy(output->to, units, fits * unit);
    output->to += fits * unit;
    output->room -= fits;
}

int crt_format_memory(void *to, size_t size, bool wide, const void *format, va_list list)
{
    struct memory_output output = {{memory_write, wide, false, 0}, to, size};

    return crt_format(&output.base, format, list);
}
