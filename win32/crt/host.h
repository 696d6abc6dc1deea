/* SPDX-License-Identifier: MIT */
/*
 * Functions of glibc whose names mean the Microsoft runtime's in these sources.
 */
#ifndef CRT_HOST_H
#define CRT_HOST_H

#include <locale.h>
#include <stdio.h>

int host_snprintf(char *buffer, size_t size, const char *format, ...) __asm__("snprintf");
int host_fclose(FILE *stream) __asm__("fclose");
FILE *host_fopen(const char *path, const char *mode) __asm__("fopen");
FILE *host_freopen(const char *path, const char *mode, FILE *stream) __asm__("freopen");

/* glibc's wide characters have 32 bits: one is a code point. */
unsigned int host_towlower_l(unsigned int point, locale_t locale) __asm__("towlower_l");
unsigned int host_towupper_l(unsigned int point, locale_t locale) __asm__("towupper_l");
unsigned long host_wctype_l(const char *name, locale_t locale) __asm__("wctype_l");
int host_iswctype_l(unsigned int point, unsigned long type, locale_t locale)
    __asm__("iswctype_l");

#endif
