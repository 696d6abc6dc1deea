/* SPDX-License-Identifier: MIT */
/*
 * Strings of 16-bit characters.
 */
#ifndef NTMM_CORECRT_WSTRING_H
#define NTMM_CORECRT_WSTRING_H

#pragma GCC system_header

#include <corecrt.h>
#include <bits/types/wint_t.h>

__ntmm_begin_c

extern size_t wcslen(const wchar_t *text) __ntmm_crt(wcslen);
extern size_t wcsnlen(const wchar_t *text, size_t limit) __ntmm_crt(wcsnlen);
extern size_t wcsnlen_s(const wchar_t *text, size_t limit) __ntmm_crt(wcsnlen_s);
extern wchar_t *wcscpy(wchar_t *to, const wchar_t *from) __ntmm_crt(wcscpy);
extern wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t count) __ntmm_crt(wcsncpy);
extern wchar_t *wcscat(wchar_t *to, const wchar_t *from) __ntmm_crt(wcscat);
extern wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t count) __ntmm_crt(wcsncat);
extern int wcscmp(const wchar_t *a, const wchar_t *b) __ntmm_crt(wcscmp);
extern int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count) __ntmm_crt(wcsncmp);
extern int wcscoll(const wchar_t *a, const wchar_t *b) __ntmm_crt(wcscoll);
extern size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t size) __ntmm_crt(wcsxfrm);
extern size_t wcsspn(const wchar_t *text, const wchar_t *set) __ntmm_crt(wcsspn);
extern size_t wcscspn(const wchar_t *text, const wchar_t *set) __ntmm_crt(wcscspn);

#ifdef __cplusplus
extern "C++" {
const wchar_t *wcschr(const wchar_t *text, wchar_t character) __ntmm_crt(wcschr);
wchar_t *wcschr(wchar_t *text, wchar_t character) __ntmm_crt(wcschr);
const wchar_t *wcsrchr(const wchar_t *text, wchar_t character) __ntmm_crt(wcsrchr);
wchar_t *wcsrchr(wchar_t *text, wchar_t character) __ntmm_crt(wcsrchr);
const wchar_t *wcsstr(const wchar_t *text, const wchar_t *part) __ntmm_crt(wcsstr);
wchar_t *wcsstr(wchar_t *text, const wchar_t *part) __ntmm_crt(wcsstr);
const wchar_t *wcspbrk(const wchar_t *text, const wchar_t *set) __ntmm_crt(wcspbrk);
wchar_t *wcspbrk(wchar_t *text, const wchar_t *set) __ntmm_crt(wcspbrk);
const wchar_t *wmemchr(const wchar_t *text, wchar_t character, size_t count)
    __ntmm_crt(wmemchr);
wchar_t *wmemchr(wchar_t *text, wchar_t character, size_t count) __ntmm_crt(wmemchr);
/* the old form, which remembers where it was */
wchar_t *wcstok(wchar_t *text, const wchar_t *set) __ntmm_crt(_wcstok);
}
#else
extern wchar_t *wcschr(const wchar_t *text, wchar_t character) __ntmm_crt(wcschr);
extern wchar_t *wcsrchr(const wchar_t *text, wchar_t character) __ntmm_crt(wcsrchr);
extern wchar_t *wcsstr(const wchar_t *text, const wchar_t *part) __ntmm_crt(wcsstr);
extern wchar_t *wcspbrk(const wchar_t *text, const wchar_t *set) __ntmm_crt(wcspbrk);
extern wchar_t *wmemchr(const wchar_t *text, wchar_t character, size_t count)
    __ntmm_crt(wmemchr);
#endif
extern wchar_t *wcstok(wchar_t *text, const wchar_t *set, wchar_t **next) __ntmm_crt(wcstok);
extern wchar_t *wcstok_s(wchar_t *text, const wchar_t *set, wchar_t **next) __ntmm_crt(wcstok);
/* the old form in C: for _tcstok, and for wcstok where the program asks for it */
extern wchar_t *__ntmm_wcstok(wchar_t *text, const wchar_t *set) __ntmm_crt(_wcstok);
#if defined(_CRT_NON_CONFORMING_WCSTOK) && !defined(__cplusplus)
#define wcstok __ntmm_wcstok
#endif

extern wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t count) __ntmm_crt(wmemcpy);
extern wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count) __ntmm_crt(wmemmove);
extern wchar_t *wmemset(wchar_t *to, wchar_t character, size_t count) __ntmm_crt(wmemset);
extern int wmemcmp(const wchar_t *a, const wchar_t *b, size_t count) __ntmm_crt(wmemcmp);
extern errno_t wmemcpy_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
    __ntmm_crt(wmemcpy_s);
extern errno_t wmemmove_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
    __ntmm_crt(wmemmove_s);

extern wchar_t *_wcsdup(const wchar_t *text) __ntmm_crt(_wcsdup);
extern int _wcsicmp(const wchar_t *a, const wchar_t *b) __ntmm_crt(_wcsicmp);
extern int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t count) __ntmm_crt(_wcsnicmp);
extern int _wcsicoll(const wchar_t *a, const wchar_t *b) __ntmm_crt(_wcsicmp);
extern wchar_t *_wcslwr(wchar_t *text) __ntmm_crt(_wcslwr);
extern wchar_t *_wcsupr(wchar_t *text) __ntmm_crt(_wcsupr);
extern errno_t _wcslwr_s(wchar_t *text, size_t size) __ntmm_crt(_wcslwr_s);
extern errno_t _wcsupr_s(wchar_t *text, size_t size) __ntmm_crt(_wcsupr_s);
extern wchar_t *_wcsrev(wchar_t *text) __ntmm_crt(_wcsrev);
extern wchar_t *_wcsset(wchar_t *text, wchar_t character) __ntmm_crt(_wcsset);
extern wchar_t *_wcsnset(wchar_t *text, wchar_t character, size_t count) __ntmm_crt(_wcsnset);
extern wchar_t *_wcserror(int error) __ntmm_crt(_wcserror);

extern errno_t wcscpy_s(wchar_t *to, size_t size, const wchar_t *from) __ntmm_crt(wcscpy_s);
extern errno_t wcscat_s(wchar_t *to, size_t size, const wchar_t *from) __ntmm_crt(wcscat_s);
extern errno_t wcsncpy_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
    __ntmm_crt(wcsncpy_s);
extern errno_t wcsncat_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
    __ntmm_crt(wcsncat_s);

/* names from before the underscore */
extern wchar_t *wcsdup(const wchar_t *text) __ntmm_crt(_wcsdup);
extern int wcsicmp(const wchar_t *a, const wchar_t *b) __ntmm_crt(_wcsicmp);
extern int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t count) __ntmm_crt(_wcsnicmp);
extern wchar_t *wcslwr(wchar_t *text) __ntmm_crt(_wcslwr);
extern wchar_t *wcsupr(wchar_t *text) __ntmm_crt(_wcsupr);
extern wchar_t *wcsrev(wchar_t *text) __ntmm_crt(_wcsrev);

__ntmm_end_c

#ifdef __cplusplus
extern "C++" {
template <size_t N> inline errno_t wcscpy_s(wchar_t (&to)[N], const wchar_t *from)
{
    return wcscpy_s(to, N, from);
}
template <size_t N> inline errno_t wcscat_s(wchar_t (&to)[N], const wchar_t *from)
{
    return wcscat_s(to, N, from);
}
template <size_t N>
inline errno_t wcsncpy_s(wchar_t (&to)[N], const wchar_t *from, size_t count)
{
    return wcsncpy_s(to, N, from, count);
}
template <size_t N>
inline errno_t wcsncat_s(wchar_t (&to)[N], const wchar_t *from, size_t count)
{
    return wcsncat_s(to, N, from, count);
}
}
#endif

#endif
