/* SPDX-License-Identifier: MIT */
/*
 * One conversion of formatted output: what the format string says about it, and who writes it.
 */
#ifndef CRT_OUTPUT_SPEC_H
#define CRT_OUTPUT_SPEC_H

#include "output.h"

enum size {
    SIZE_INT, // none, l, I32
    SIZE_CHAR,
    SIZE_SHORT,
    SIZE_64, // ll, I64, I, j, z, t
    SIZE_LONG_DOUBLE,
};

struct spec {
    bool left, plus, blank, alternate, zero;
    bool narrow_text, wide_text; // h; l or w
    int width;
    int precision; // -1: none
    enum size size;
    unsigned int conversion;
};

/* va_list can be an array: to hand it down by reference it needs a struct around it. */
struct arguments {
    va_list list;
};

/* output_put.c */
void crt_put_units(struct crt_output *output, const void *units, size_t count);
void crt_put_ascii(struct crt_output *output, const char *text, size_t count);
void crt_put_fill(struct crt_output *output, char fill, long count);

/* Padding in front of, and behind, a text of this length. */
void crt_put_before(struct crt_output *output, const struct spec *spec, size_t length);
void crt_put_after(struct crt_output *output, const struct spec *spec, size_t length);

/* output_text.c: c C s S Z */
void crt_format_character(struct crt_output *output, struct spec *spec,
                          struct arguments *arguments);
void crt_format_string(struct crt_output *output, struct spec *spec, struct arguments *arguments);
void crt_format_counted(struct crt_output *output, struct spec *spec,
                        struct arguments *arguments);

/* output_number.c: d i, u o x X, p, a A e E f F g G, n */
void crt_format_signed(struct crt_output *output, struct spec *spec, struct arguments *arguments);
void crt_format_unsigned(struct crt_output *output, struct spec *spec,
                         struct arguments *arguments);
void crt_format_pointer(struct crt_output *output, struct spec *spec,
                        struct arguments *arguments);
void crt_format_float(struct crt_output *output, struct spec *spec, struct arguments *arguments);
void crt_format_count(struct crt_output *output, struct spec *spec, struct arguments *arguments);

#endif
