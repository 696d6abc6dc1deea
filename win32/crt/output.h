/* SPDX-License-Identifier: MIT */
/*
 * Formatted output: one formatter for all of printf's relatives, and where it can write.
 */
#ifndef CRT_OUTPUT_H
#define CRT_OUTPUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct crt_output {
    /* Takes count units: bytes of UTF-8, or wchar_t if the output is wide. */
    void (*write)(struct crt_output *output, const void *units, size_t count);
    bool wide;
    bool failed;
    size_t total; /* units written, or that would have been */
};

/*
 * Formats by Microsoft's rules; format is wide exactly if the output is. What a conversion of
 * the other width writes is converted. Returns output->total, or -1 (errno set) on failure.
 */
int crt_format(struct crt_output *output, const void *format, va_list list);

/* To a stream, as one locked operation; wide: the format is, the stream gets UTF-8. */
int crt_format_stream(FILE *stream, bool wide, const void *format, va_list list);

/*
 * To memory of size units, of which all may be filled: there is no terminator. Returns what the
 * whole output has; more than size: it was cut.
 */
int crt_format_memory(void *to, size_t size, bool wide, const void *format, va_list list);

/* Bytes of UTF-8 for wide text to a stream; -1 on failure. */
int crt_write_wide(FILE *stream, const wchar_t *text, size_t count);

#endif
