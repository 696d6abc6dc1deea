/* SPDX-License-Identifier: MIT */
/*
 * Classes of 16-bit characters.
 */
#ifndef NTMM_WCTYPE_H
#define NTMM_WCTYPE_H

#pragma GCC system_header

#include <corecrt.h>
#include <bits/types/wint_t.h>

#ifndef WEOF
#define WEOF ((wint_t)0xFFFF)
#endif

typedef unsigned short wctype_t;
typedef unsigned short wctrans_t;

__ntmm_begin_c

extern int iswalnum(wint_t character) __ntmm_crt(iswalnum);
extern int iswalpha(wint_t character) __ntmm_crt(iswalpha);
extern int iswblank(wint_t character) __ntmm_crt(iswblank);
extern int iswcntrl(wint_t character) __ntmm_crt(iswcntrl);
extern int iswdigit(wint_t character) __ntmm_crt(iswdigit);
extern int iswgraph(wint_t character) __ntmm_crt(iswgraph);
extern int iswlower(wint_t character) __ntmm_crt(iswlower);
extern int iswprint(wint_t character) __ntmm_crt(iswprint);
extern int iswpunct(wint_t character) __ntmm_crt(iswpunct);
extern int iswspace(wint_t character) __ntmm_crt(iswspace);
extern int iswupper(wint_t character) __ntmm_crt(iswupper);
extern int iswxdigit(wint_t character) __ntmm_crt(iswxdigit);
extern int iswascii(wint_t character) __ntmm_crt(iswascii);
extern wint_t towlower(wint_t character) __ntmm_crt(towlower);
extern wint_t towupper(wint_t character) __ntmm_crt(towupper);
extern wctype_t wctype(const char *name) __ntmm_crt(wctype);
extern int iswctype(wint_t character, wctype_t type) __ntmm_crt(iswctype);
extern wctrans_t wctrans(const char *name) __ntmm_crt(wctrans);
extern wint_t towctrans(wint_t character, wctrans_t mapping) __ntmm_crt(towctrans);

__ntmm_end_c

#endif
