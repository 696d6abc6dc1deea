/* SPDX-License-Identifier: MIT */
/*
 * Numbers to and from 16-bit text, and wide access to the environment.
 */
#ifndef NTMM_CORECRT_WSTDLIB_H
#define NTMM_CORECRT_WSTDLIB_H

#pragma GCC system_header

#include <corecrt.h>

__ntmm_begin_c

/* long is the host's, of 64 bits; where Windows counts on 32, the parameter is an int. */
extern long wcstol(const wchar_t *text, wchar_t **end, int base) __ntmm_crt(wcstol);
extern unsigned long wcstoul(const wchar_t *text, wchar_t **end, int base) __ntmm_crt(wcstoul);
extern long long wcstoll(const wchar_t *text, wchar_t **end, int base) __ntmm_crt(wcstoll);
extern unsigned long long wcstoull(const wchar_t *text, wchar_t **end, int base)
    __ntmm_crt(wcstoull);
extern long long _wcstoi64(const wchar_t *text, wchar_t **end, int base) __ntmm_crt(wcstoll);
extern unsigned long long _wcstoui64(const wchar_t *text, wchar_t **end, int base)
    __ntmm_crt(wcstoull);
extern double wcstod(const wchar_t *text, wchar_t **end) __ntmm_crt(wcstod);
extern float wcstof(const wchar_t *text, wchar_t **end) __ntmm_crt(wcstof);
extern long double wcstold(const wchar_t *text, wchar_t **end) __ntmm_crt(wcstold);
extern int _wtoi(const wchar_t *text) __ntmm_crt(_wtoi);
extern long _wtol(const wchar_t *text) __ntmm_crt(_wtol);
extern long long _wtoi64(const wchar_t *text) __ntmm_crt(_wtoi64);
extern long long _wtoll(const wchar_t *text) __ntmm_crt(_wtoi64);
extern double _wtof(const wchar_t *text) __ntmm_crt(_wtof);

extern wchar_t *_itow(int value, wchar_t *buffer, int radix) __ntmm_crt(_itow);
extern wchar_t *_ltow(int value, wchar_t *buffer, int radix) __ntmm_crt(_itow);
extern wchar_t *_ultow(unsigned int value, wchar_t *buffer, int radix) __ntmm_crt(_ultow);
extern wchar_t *_i64tow(long long value, wchar_t *buffer, int radix) __ntmm_crt(_i64tow);
extern wchar_t *_ui64tow(unsigned long long value, wchar_t *buffer, int radix)
    __ntmm_crt(_ui64tow);
extern errno_t _itow_s(int value, wchar_t *buffer, size_t size, int radix) __ntmm_crt(_itow_s);
extern errno_t _ltow_s(int value, wchar_t *buffer, size_t size, int radix) __ntmm_crt(_itow_s);
extern errno_t _ultow_s(unsigned int value, wchar_t *buffer, size_t size, int radix)
    __ntmm_crt(_ultow_s);
extern errno_t _i64tow_s(long long value, wchar_t *buffer, size_t size, int radix)
    __ntmm_crt(_i64tow_s);
extern errno_t _ui64tow_s(unsigned long long value, wchar_t *buffer, size_t size, int radix)
    __ntmm_crt(_ui64tow_s);

extern wchar_t *_wgetenv(const wchar_t *name) __ntmm_crt(_wgetenv);
extern int _wputenv(const wchar_t *assignment) __ntmm_crt(_wputenv);
extern int _wsystem(const wchar_t *command) __ntmm_crt(_wsystem);

__ntmm_end_c

#endif
