/* SPDX-License-Identifier: MIT */
/*
 * The compiler's side of Windows: what a Windows compiler knows before it reads the first line.
 *
 * Included by force in front of every source (gcc -include), because programs use these words
 * (__declspec, __int64, __cdecl, _WIN32 ...) in front of their first #include or without one.
 * It declares no function and includes nothing but _mingw.h's macros on demand.
 */
#ifndef NTMM__NTMM_H
#define NTMM__NTMM_H

#pragma GCC system_header

#define __NTMM__ 1

#if !defined(__LP64__)
#error libntmm is for 64-bit targets only
#endif
#if __SIZEOF_WCHAR_T__ != 2
#error libntmm needs -fshort-wchar: WCHAR is wchar_t and has 16 bits (compile with ntmm-cc)
#endif

#ifndef _WIN32
#define _WIN32 1
#endif
#ifndef _WIN64
#define _WIN64 1
#endif
#ifndef WIN32
#define WIN32 1
#endif

/* The checking printf of a fortified glibc header would go past the one of this library. */
#undef _FORTIFY_SOURCE

#if defined(__x86_64__)
#ifndef _M_AMD64
#define _M_AMD64 100
#endif
#ifndef _M_X64
#define _M_X64 100
#endif
#ifndef _AMD64_
#define _AMD64_ 1
#endif
#elif defined(__aarch64__)
#ifndef _M_ARM64
#define _M_ARM64 1
#endif
#ifndef _ARM64_
#define _ARM64_ 1
#endif
#else
#error libntmm knows x86-64 and aarch64 only
#endif

#ifndef __ASSEMBLER__

/* One calling convention: the host's. WINAPI code and libc code call each other freely. */
#define __cdecl
#define __stdcall
#define __fastcall
#define __thiscall
#define __vectorcall
#define __clrcall
#define _cdecl
#define _stdcall
#define _fastcall
#define __pascal
#define _pascal

#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define _int8 char
#define _int16 short
#define _int32 int
#define _int64 long long

#define __ptr32
#define __ptr64
#define __unaligned
#define __w64
#define __sptr
#define __uptr

#define _inline __inline__
#define _forceinline __forceinline
#ifdef __cplusplus
#define __forceinline inline __attribute__((__always_inline__))
#else
#define __forceinline __inline__ __attribute__((__always_inline__))
#endif

/*
 * __declspec(x) is a GNU attribute list; each x becomes attributes, or nothing. An x that is
 * not in this list is an unknown attribute, which the compiler warns about by name.
 */
#define __declspec(x) __attribute__((__ntmm_declspec_##x))
#define _declspec(x) __declspec(x)
#define __ntmm_declspec_dllimport __visibility__("default")
#define __ntmm_declspec_dllexport __visibility__("default")
#define __ntmm_declspec_noreturn __noreturn__
#define __ntmm_declspec_noinline __noinline__
#define __ntmm_declspec_nothrow __nothrow__
#define __ntmm_declspec_noalias
#define __ntmm_declspec_restrict
#define __ntmm_declspec_allocator
#define __ntmm_declspec_novtable
#define __ntmm_declspec_naked __naked__
#define __ntmm_declspec_selectany __weak__
#define __ntmm_declspec_deprecated __deprecated__
#define __ntmm_declspec_align(n) __aligned__(n)
#define __ntmm_declspec_allocate(section) __section__(section)
#define __ntmm_declspec_uuid(text)
#define __ntmm_declspec_property(accessors)
#define __ntmm_declspec_empty_bases
#define __ntmm_declspec_guard(kind)
#define __ntmm_declspec_code_seg(section)
#define __ntmm_declspec_safebuffers
#define __ntmm_declspec_no_sanitize_address __no_sanitize_address__
/* Not an attribute in GNU C: step out of the list for one word. */
#ifdef __cplusplus
#define __ntmm_declspec_thread )) thread_local __attribute__((
#else
#define __ntmm_declspec_thread )) _Thread_local __attribute__((
#endif

/* 64-bit Windows macros that only Microsoft's compiler has and that cost nothing. */
#define __assume(condition) ((void)((condition) ? 0 : (__builtin_unreachable(), 0)))
#define __noop(...) ((void)0)
#define __alignof __alignof__
#define _alignof __alignof__

/*
 * Structured exception handling needs ntmm-cc's help: it rewrites sources with __try, and says so.
 * Where it did not, a program with __try must not compile: run without its handlers it would be
 * another program.
 */
#ifdef __NTMM_SEH__
#include <_ntmm_seh.h>
#else
#ifdef __cplusplus
#define __try _Pragma("GCC error \"libntmm: __try is for C sources only\"") __ntmm_no_seh_try
#else
#define __try \
    _Pragma("GCC error \"libntmm: __try from a macro or without ntmm-cc: compile with ntmm-cc --seh\"") \
    __ntmm_no_seh_try
#endif
#define __except(filter) __ntmm_no_seh_except(filter)
#define __finally __ntmm_no_seh_finally
#define __leave __ntmm_no_seh_leave
#endif

#endif /* __ASSEMBLER__ */
#endif
