/* SPDX-License-Identifier: MIT */
/*
 * One conversion of formatted input: what the format string says about it, and who reads it.
 */
#ifndef CRT_INPUT_SPEC_H
#define CRT_INPUT_SPEC_H

#include "input.h"

#include <wchar.h>

struct scan_format {
    const void *units;
    bool wide;
    size_t at;
};

struct scan_spec {
    bool dropped;                /* '*': read and not stored */
    bool narrow_text, wide_text; /* h; l or w */
    bool is_double, is_long_double;
    bool set_negated;
    int width;
    int size; /* bytes of an integer */
    unsigned int conversion;
    size_t set_begin, set_end; /* of %[, in the format */
};

/* va_list can be an array: to hand it down by reference it needs a struct around it. */
struct scan_arguments {
    va_list list;
    bool checked;
};

enum scan_result {
    SCAN_MATCHED,   /* a literal or %n: counts for nothing */
    SCAN_CONVERTED, /* by a conversion that does not store */
    SCAN_STORED,
    SCAN_FAILED,
    SCAN_ENDED, /* the input, before anything matched */
};

/* input.c */
unsigned int crt_scan_unit(const struct scan_format *format, size_t at);
int crt_take(struct crt_input *input);
void crt_give_back(struct crt_input *input, int unit);
bool crt_is_blank_unit(int unit);
void crt_skip_blanks(struct crt_input *input);

/* input_number.c */
enum scan_result crt_scan_integer(struct crt_input *input, const struct scan_spec *spec,
                                  struct scan_arguments *arguments);
enum scan_result crt_scan_float(struct crt_input *input, const struct scan_spec *spec,
                                struct scan_arguments *arguments);
enum scan_result crt_scan_count(struct crt_input *input, const struct scan_spec *spec,
                                struct scan_arguments *arguments);

/* input_text.c */
enum scan_result crt_scan_text(struct crt_input *input, const struct scan_format *format,
                               const struct scan_spec *spec, struct scan_arguments *arguments);

#endif
