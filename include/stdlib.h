/* SPDX-License-Identifier: MIT */
/*
 * General utilities: glibc's, with Microsoft's names added.
 */
#ifndef NTMM_STDLIB_H
#define NTMM_STDLIB_H

#pragma GCC system_header

#include <corecrt.h>
#include <corecrt_multibyte.h>
#include_next <stdlib.h>

#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256

#if !defined(__cplusplus) && !defined(NOMINMAX)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

__ntmm_begin_c

extern long long _atoi64(const char *text) __asm__("atoll");
extern long long _strtoi64(const char *text, char **end, int base) __asm__("strtoll");
extern unsigned long long _strtoui64(const char *text, char **end, int base)
    __asm__("strtoull");

extern char *_itoa(int value, char *buffer, int radix) __ntmm_crt(_itoa);
extern char *itoa(int value, char *buffer, int radix) __ntmm_crt(_itoa);
extern char *_ltoa(int value, char *buffer, int radix) __ntmm_crt(_itoa);
extern char *ltoa(int value, char *buffer, int radix) __ntmm_crt(_itoa);
extern char *_ultoa(unsigned int value, char *buffer, int radix) __ntmm_crt(_ultoa);
extern char *ultoa(unsigned int value, char *buffer, int radix) __ntmm_crt(_ultoa);
extern char *_i64toa(long long value, char *buffer, int radix) __ntmm_crt(_i64toa);
extern char *_ui64toa(unsigned long long value, char *buffer, int radix) __ntmm_crt(_ui64toa);
extern errno_t _itoa_s(int value, char *buffer, size_t size, int radix) __ntmm_crt(_itoa_s);
extern errno_t _ltoa_s(int value, char *buffer, size_t size, int radix) __ntmm_crt(_itoa_s);
extern errno_t _ultoa_s(unsigned int value, char *buffer, size_t size, int radix)
    __ntmm_crt(_ultoa_s);
extern errno_t _i64toa_s(long long value, char *buffer, size_t size, int radix)
    __ntmm_crt(_i64toa_s);
extern errno_t _ui64toa_s(unsigned long long value, char *buffer, size_t size, int radix)
    __ntmm_crt(_ui64toa_s);

extern void _exit(int status) __attribute__((__noreturn__));
extern char **environ;
extern int *_errno(void) __asm__("__errno_location");
extern errno_t _set_errno(int value) __ntmm_crt(_set_errno);
extern errno_t _get_errno(int *value) __ntmm_crt(_get_errno);

extern errno_t mbstowcs_s(size_t *converted, wchar_t *to, size_t size, const char *from,
                          size_t count) __ntmm_crt(mbstowcs_s);
extern errno_t wcstombs_s(size_t *converted, char *to, size_t size, const wchar_t *from,
                          size_t count) __ntmm_crt(wcstombs_s);
extern errno_t getenv_s(size_t *length, char *to, size_t size, const char *name)
    __ntmm_crt(getenv_s);
extern int _putenv(const char *assignment) __ntmm_crt(_putenv);
extern char *_fullpath(char *to, const char *path, size_t size) __ntmm_crt(_fullpath);

typedef void (*_invalid_parameter_handler)(const wchar_t *expression, const wchar_t *function,
                                           const wchar_t *file, unsigned int line,
                                           uintptr_t reserved);
extern _invalid_parameter_handler _set_invalid_parameter_handler(
    _invalid_parameter_handler handler) __ntmm_crt(_set_invalid_parameter_handler);
extern _invalid_parameter_handler _get_invalid_parameter_handler(void)
    __ntmm_crt(_get_invalid_parameter_handler);

extern int __argc __ntmm_crt(__argc);
extern char **__argv __ntmm_crt(__argv);
extern wchar_t **__wargv __ntmm_crt(__wargv);

__ntmm_end_c

#ifdef __cplusplus
extern "C++" {
template <size_t N> inline errno_t _itoa_s(int value, char (&to)[N], int radix)
{
    return _itoa_s(value, to, N, radix);
}
template <size_t N>
inline errno_t mbstowcs_s(size_t *converted, wchar_t (&to)[N], const char *from, size_t count)
{
    return mbstowcs_s(converted, to, N, from, count);
}
template <size_t N>
inline errno_t wcstombs_s(size_t *converted, char (&to)[N], const wchar_t *from, size_t count)
{
    return wcstombs_s(converted, to, N, from, count);
}
}
#endif

#define __max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))
#define _environ environ

#include <corecrt_wstdlib.h>

#endif
