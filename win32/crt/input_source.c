// SPDX-License-Identifier: MIT
// What formatted input reads: streams and strings.
#include "input.h"

#include <wchar.h>

struct stream_input {
    struct crt_input base;
    FILE *stream;
};

struct string_input {
    struct crt_input base;
    const void *text;
    size_t at;
};

static int stream_get(struct crt_input *base)
{
    struct stream_input *input = (struct stream_input *)base;

    if (base->wide) {
        wint_t unit = fgetwc(input->stream);

        return unit == WEOF ? CRT_INPUT_END : unit;
    }
    return getc_unlocked(input->stream);
}

static void stream_unget(struct crt_input *base, int unit)
{
    struct stream_input *input = (struct stream_input *)base;

    if (base->wide)
        ungetwc((wint_t)unit, input->stream);
    else
        ungetc(unit, input->stream);
}

static int string_get(struct crt_input *base)
{
    struct string_input *input = (struct string_input *)base;
    int unit = base->wide ? ((const wchar_t *)input->text)[input->at]
                          : ((const unsigned char *)input->text)[input->at];

    if (unit == 0)
        return CRT_INPUT_END;
    input->at++;
    return unit;
}

static void string_unget(struct crt_input *base, int unit)
{
    (void)unit;
    ((struct string_input *)base)->at--;
}

int crt_scan_stream(FILE *stream, bool wide, bool checked, const void *format, va_list list)
{
    struct stream_input input = {{stream_get, stream_unget, wide, 0}, stream};
    int result;

    flockfile(stream);
    result = crt_scan(&input.base, checked, format, list);
    funlockfile(stream);
    return result;
}

int crt_scan_string(const void *text, bool wide, bool checked, const void *format, va_list list)
{
    struct string_input input = {{string_get, string_unget, wide, 0}, text, 0};

    return crt_scan(&input.base, checked, format, list);
}
