/* SPDX-License-Identifier: MIT */
/*
 * Wide characters of 16 bits. glibc's header is not included: its functions have 32.
 */
#ifndef NTMM_WCHAR_H
#define NTMM_WCHAR_H

#pragma GCC system_header

#include <corecrt.h>
#include <bits/types/mbstate_t.h>
#include <bits/types/wint_t.h>

#ifndef WCHAR_MIN
#define WCHAR_MIN 0
#define WCHAR_MAX 0xFFFF
#endif

/* libstdc++ asks: wcschr and the like have their const and non-const forms already. */
#ifdef __cplusplus
#define __CORRECT_ISO_CPP_WCHAR_H_PROTO
#endif

#include <corecrt_wstdio.h>
#include <corecrt_wstdlib.h>
#include <corecrt_wstring.h>
#include <wctype.h>

struct tm;

__ntmm_begin_c

/* Multibyte text is UTF-8, whatever the locale says, as for the A functions of Windows. */
extern wint_t btowc(int character) __ntmm_crt(btowc);
extern int wctob(wint_t character) __ntmm_crt(wctob);
extern int mbsinit(const mbstate_t *state) __ntmm_crt(mbsinit);
extern size_t mbrlen(const char *text, size_t size, mbstate_t *state) __ntmm_crt(mbrlen);
extern size_t mbrtowc(wchar_t *to, const char *from, size_t size, mbstate_t *state)
    __ntmm_crt(mbrtowc);
extern size_t wcrtomb(char *to, wchar_t character, mbstate_t *state) __ntmm_crt(wcrtomb);
extern size_t mbsrtowcs(wchar_t *to, const char **from, size_t size, mbstate_t *state)
    __ntmm_crt(mbsrtowcs);
extern size_t wcsrtombs(char *to, const wchar_t **from, size_t size, mbstate_t *state)
    __ntmm_crt(wcsrtombs);
extern size_t wcsftime(wchar_t *to, size_t size, const wchar_t *format, const struct tm *time)
    __ntmm_crt(wcsftime);

__ntmm_end_c

#endif
