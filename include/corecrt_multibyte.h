/* SPDX-License-Identifier: MIT */
/*
 * Multibyte text to wide and back, declared before glibc's stdlib.h. Multibyte text is UTF-8.
 */
#ifndef NTMM_CORECRT_MULTIBYTE_H
#define NTMM_CORECRT_MULTIBYTE_H

#pragma GCC system_header

#include <corecrt.h>
#include <features.h>

__ntmm_begin_c

extern int mblen(const char *text, size_t size) __ntmm_crt_nothrow(mblen);
extern int mbtowc(wchar_t *to, const char *from, size_t size) __ntmm_crt_nothrow(mbtowc);
extern int wctomb(char *to, wchar_t character) __ntmm_crt_nothrow(wctomb);
extern size_t mbstowcs(wchar_t *to, const char *from, size_t size) __ntmm_crt_nothrow(mbstowcs);
extern size_t wcstombs(char *to, const wchar_t *from, size_t size) __ntmm_crt_nothrow(wcstombs);

__ntmm_end_c

#endif
