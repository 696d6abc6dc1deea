/* SPDX-License-Identifier: MIT */
/*
 * mingw-w64's configuration header, told that the host is not MinGW.
 *
 * How sources are compiled, in the library and by ntmm-cc:
 *
 *     -fshort-wchar -I INCLUDE -idirafter MINGW -include _ntmm.h
 *
 * where INCLUDE is this folder and MINGW the folder of mingw-w64's headers. -idirafter lets
 * glibc's stdio.h, string.h, stdlib.h and the compiler's own headers win; what mingw-w64 ties
 * to the Microsoft C runtime is replaced by the files here.
 */
#ifndef NTMM__MINGW_H
#define NTMM__MINGW_H

#pragma GCC system_header

#include <_ntmm.h>

/* Which Windows: 10, unless the program says otherwise, and then all of its headers. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#ifndef WINVER
#define WINVER _WIN32_WINNT
#endif
#if !defined(NTDDI_VERSION) && _WIN32_WINNT >= 0x0A00
#define NTDDI_VERSION 0x0A00000B
#endif

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

/*
 * There is no thread block behind a segment register. mingw-w64 would read one inline; declared
 * without a body they are link errors that name the function.
 */
#ifdef __cplusplus
extern "C" {
#endif
unsigned char __readgsbyte(unsigned int offset);
unsigned short __readgsword(unsigned int offset);
unsigned int __readgsdword(unsigned int offset);
unsigned long long __readgsqword(unsigned int offset);
unsigned char __readfsbyte(unsigned int offset);
unsigned short __readfsword(unsigned int offset);
unsigned int __readfsdword(unsigned int offset);
unsigned long long __readfsqword(unsigned int offset);
void __writegsbyte(unsigned int offset, unsigned char value);
void __writegsword(unsigned int offset, unsigned short value);
void __writegsdword(unsigned int offset, unsigned int value);
void __writegsqword(unsigned int offset, unsigned long long value);
void __writefsbyte(unsigned int offset, unsigned char value);
void __writefsword(unsigned int offset, unsigned short value);
void __writefsdword(unsigned int offset, unsigned int value);
void __writefsqword(unsigned int offset, unsigned long long value);
#ifdef __cplusplus
}
#endif
#define __INTRINSIC_DEFINED___readgsbyte
#define __INTRINSIC_DEFINED___readgsword
#define __INTRINSIC_DEFINED___readgsdword
#define __INTRINSIC_DEFINED___readgsqword
#define __INTRINSIC_DEFINED___readfsbyte
#define __INTRINSIC_DEFINED___readfsword
#define __INTRINSIC_DEFINED___readfsdword
#define __INTRINSIC_DEFINED___readfsqword
#define __INTRINSIC_DEFINED___writegsbyte
#define __INTRINSIC_DEFINED___writegsword
#define __INTRINSIC_DEFINED___writegsdword
#define __INTRINSIC_DEFINED___writegsqword
#define __INTRINSIC_DEFINED___writefsbyte
#define __INTRINSIC_DEFINED___writefsword
#define __INTRINSIC_DEFINED___writefsdword
#define __INTRINSIC_DEFINED___writefsqword

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
