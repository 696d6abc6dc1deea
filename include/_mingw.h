/* SPDX-License-Identifier: MIT */
/*
 * mingw-w64's configuration header, told that the host is not MinGW.
 *
 * How sources are compiled, in the library and by ntmm-cc:
 *
 *     -fshort-wchar -isystem INCLUDE -idirafter MINGW -include _ntmm.h
 *
 * where INCLUDE is this folder and MINGW the folder of mingw-w64's headers. -idirafter lets
 * glibc's stdio.h, string.h, stdlib.h and the compiler's own headers win; what mingw-w64 ties
 * to the Microsoft C runtime is replaced by the files here.
 */
#ifndef NTMM__MINGW_H
#define NTMM__MINGW_H

#include <_ntmm.h>

/* Nothing is imported through a table: an import is a plain extern. */
#ifndef _CRTIMP
#define _CRTIMP
#endif
#ifndef __MINGW_IMPORT
#define __MINGW_IMPORT extern
#endif

/* _mingw.h defines these itself (unless they are) in a way that fits Windows targets. */
#define _INT128_DEFINED

/* glibc's types first: mingw-w64's checks for them then find them defined. */
#include <stddef.h>
#include <stdarg.h>
#include <sys/types.h>
#include <corecrt.h>

#include_next <_mingw.h>

#undef __ptr32
#undef __ptr64
#undef __forceinline
#define __ptr32
#define __ptr64
#ifdef __cplusplus
#define __forceinline inline __attribute__((__always_inline__))
#else
#define __forceinline __inline__ __attribute__((__always_inline__))
#endif

#endif
