/* SPDX-License-Identifier: MIT */
/*
 * Formatted input: one scanner for all of scanf's relatives, and what it can read.
 */
#ifndef CRT_INPUT_H
#define CRT_INPUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CRT_INPUT_END (-1)

struct crt_input {
    int (*get)(struct crt_input *input); /* a unit: byte or wchar_t; CRT_INPUT_END */
    void (*unget)(struct crt_input *input, int unit);
    bool wide;
    size_t taken; /* units */
};

/*
 * Scans by Microsoft's rules; format is wide exactly if the input is. checked: %s, %c and %[ have
 * the size of their buffer (unsigned int) behind it. Returns the conversions stored, or EOF.
 */
int crt_scan(struct crt_input *input, bool checked, const void *format, va_list list);

/* From a stream, as one locked operation; wide: the format is, the stream has UTF-8. */
int crt_scan_stream(FILE *stream, bool wide, bool checked, const void *format, va_list list);

/* From a string, which is wide exactly if the format is. */
int crt_scan_string(const void *text, bool wide, bool checked, const void *format, va_list list);

#endif
