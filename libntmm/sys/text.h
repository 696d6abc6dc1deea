// SPDX-License-Identifier: MIT
// text: building short names without stdio, whose format rules are Microsoft's in this library.
#ifndef NTMM_SYS_TEXT_H
#define NTMM_SYS_TEXT_H

#include <stdint.h>
#include <string.h>

/* Both write at `at`, close with a 0 and return where it is. The caller has the room. */
static inline char *sys_text_put(char *at, const char *text)
{
    return stpcpy(at, text);
}

/* At least `digits` digits, lower case. */
static inline char *sys_text_number(char *at, uint64_t value, unsigned base, unsigned digits)
{
    char reversed[64];
    unsigned count = 0;

    do {
        reversed[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value || count < digits);
    while (count)
        *at++ = reversed[--count];
    *at = 0;
    return at;
}

#endif
