/* SPDX-License-Identifier: MIT */
/*
 * Basic types of the Microsoft C runtime, in terms of glibc's.
 */
#ifndef NTMM_CORECRT_H
#define NTMM_CORECRT_H

#pragma GCC system_header
#define _INC_CORECRT

#include <_ntmm.h>
#include <stddef.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>
#include <bits/types/time_t.h>

#ifndef _CRT_PACKING
#define _CRT_PACKING 8
#endif

/* The types above are glibc's; these words keep mingw-w64's headers from defining them again. */
#define _SIZE_T_DEFINED
#define _SSIZE_T_DEFINED
#define _PTRDIFF_T_DEFINED
#define _INTPTR_T_DEFINED
#define _UINTPTR_T_DEFINED
#define _WCHAR_T_DEFINED
#define _WCTYPE_T_DEFINED
#define _TIME_T_DEFINED
#define _RSIZE_T_DEFINED
#define _ERRCODE_DEFINED
#define _TIME32_T_DEFINED
#define _TIME64_T_DEFINED
#ifndef _VA_LIST_DEFINED
#define _VA_LIST_DEFINED
#endif

/*
 * Functions of the Microsoft C runtime carry the symbol ntmm_NAME: many share their name, but not
 * their meaning, with one of glibc's (a 16-bit wcslen must not reach other libraries).
 */
#define __ntmm_crt(name) __asm__("ntmm_" #name)
#ifdef __cplusplus
#define __ntmm_crt_nothrow(name) __THROW __ntmm_crt(name)
#else
#define __ntmm_crt_nothrow(name) __ntmm_crt(name) __THROW
#endif

/* Around declarations of the library's functions: visible, also where the default is hidden. */
#ifdef __cplusplus
#define __ntmm_begin_c _Pragma("GCC visibility push(default)") extern "C" {
#define __ntmm_end_c } _Pragma("GCC visibility pop")
#else
#define __ntmm_begin_c _Pragma("GCC visibility push(default)")
#define __ntmm_end_c _Pragma("GCC visibility pop")
#endif

typedef size_t rsize_t;
typedef int errno_t;
typedef int errcode;
typedef int __time32_t;
typedef long long __time64_t;

#ifndef _COUNTOF_DEFINED
#define _COUNTOF_DEFINED
#ifdef __cplusplus
extern "C++" template <typename T, size_t N> char (&__ntmm_countof(T (&)[N]))[N];
#define _countof(array) (sizeof(__ntmm_countof(array)) + 0)
#else
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#endif

#define _TRUNCATE ((size_t)-1)
#define STRUNCATE 80
#ifndef _CRT_STRINGIZE
#define __CRT_STRINGIZE(value) #value
#define _CRT_STRINGIZE(value) __CRT_STRINGIZE(value)
#endif
#ifndef _CRT_WIDE
#define __CRT_WIDE(text) L##text
#define _CRT_WIDE(text) __CRT_WIDE(text)
#endif
#ifndef _CRTNOALIAS
#define _CRTNOALIAS
#endif
#ifndef _CRTRESTRICT
#define _CRTRESTRICT
#endif

#endif
