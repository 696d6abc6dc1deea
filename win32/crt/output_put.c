// SPDX-License-Identifier: MIT
// Formatted output: units and padding.
#include "output_spec.h"

#include <string.h>

void crt_put_units(struct crt_output *output, const void *units, size_t count)
{
    output->total += count;
    if (count)
        output->write(output, units, count);
}

void crt_put_ascii(struct crt_output *output, const char *text, size_t count)
{
    wchar_t chunk[64];

    if (!output->wide) {
        crt_put_units(output, text, count);
        return;
    }
    while (count) {
        size_t n = count < 64 ? count : 64;

        for (size_t i = 0; i < n; i++)
            chunk[i] = (unsigned char)text[i];
        crt_put_units(output, chunk, n);
        text += n;
        count -= n;
    }
}

void crt_put_fill(struct crt_output *output, char fill, long count)
{
    char chunk[64];

    memset(chunk, fill, sizeof chunk);
    for (; count > 0; count -= (long)sizeof chunk)
        crt_put_ascii(output, chunk, count < (long)sizeof chunk ? (size_t)count : sizeof chunk);
}

void crt_put_before(struct crt_output *output, const struct spec *spec, size_t length)
{
    if (!spec->left)
        crt_put_fill(output, spec->zero ? '0' : ' ', spec->width - (long)length);
}

void crt_put_after(struct crt_output *output, const struct spec *spec, size_t length)
{
    if (spec->left)
        crt_put_fill(output, ' ', spec->width - (long)length);
}
