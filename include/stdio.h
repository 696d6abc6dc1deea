/* SPDX-License-Identifier: MIT */
/*
 * Streams: glibc's, with Microsoft's format rules in front and Microsoft's names added.
 */
#ifndef NTMM_STDIO_H
#define NTMM_STDIO_H

#pragma GCC system_header

#include <corecrt.h>
#include <features.h>
#include <bits/types/FILE.h>

/*
 * Declared before glibc's header, so that its inline functions use these too. glibc must not
 * rename the scanf family to __isoc99_*scanf then, which it does where %a is an allocation.
 */
__ntmm_begin_c
extern int printf(const char *format, ...) __ntmm_crt(printf);
extern int fprintf(FILE *stream, const char *format, ...) __ntmm_crt(fprintf);
extern int sprintf(char *buffer, const char *format, ...) __ntmm_crt_nothrow(sprintf);
extern int snprintf(char *buffer, size_t size, const char *format, ...)
    __ntmm_crt_nothrow(snprintf);
extern int vprintf(const char *format, __builtin_va_list list) __ntmm_crt(vprintf);
extern int vfprintf(FILE *stream, const char *format, __builtin_va_list list)
    __ntmm_crt(vfprintf);
extern int vsprintf(char *buffer, const char *format, __builtin_va_list list)
    __ntmm_crt_nothrow(vsprintf);
extern int vsnprintf(char *buffer, size_t size, const char *format, __builtin_va_list list)
    __ntmm_crt_nothrow(vsnprintf);
extern int scanf(const char *format, ...) __ntmm_crt(scanf);
extern int fscanf(FILE *stream, const char *format, ...) __ntmm_crt(fscanf);
extern int sscanf(const char *text, const char *format, ...) __ntmm_crt_nothrow(sscanf);
extern int vscanf(const char *format, __builtin_va_list list) __ntmm_crt(vscanf);
extern int vfscanf(FILE *stream, const char *format, __builtin_va_list list)
    __ntmm_crt(vfscanf);
extern int vsscanf(const char *text, const char *format, __builtin_va_list list)
    __ntmm_crt_nothrow(vsscanf);
extern int fclose(FILE *stream) __ntmm_crt(fclose);
extern int remove(const char *path) __ntmm_crt_nothrow(remove);
extern int rename(const char *from, const char *to) __ntmm_crt_nothrow(rename);
#ifndef __USE_FILE_OFFSET64
extern FILE *fopen(const char *path, const char *mode) __ntmm_crt(fopen);
extern FILE *freopen(const char *path, const char *mode, FILE *stream) __ntmm_crt(freopen);
#endif
__ntmm_end_c

#pragma push_macro("__GLIBC_USE_DEPRECATED_SCANF")
#undef __GLIBC_USE_DEPRECATED_SCANF
#define __GLIBC_USE_DEPRECATED_SCANF 1
#include_next <stdio.h>
#pragma pop_macro("__GLIBC_USE_DEPRECATED_SCANF")

__ntmm_begin_c

/* printf into memory: -1 and no terminator when it does not fit, as opposed to snprintf */
extern int _snprintf(char *buffer, size_t size, const char *format, ...) __ntmm_crt(_snprintf);
extern int _vsnprintf(char *buffer, size_t size, const char *format, __builtin_va_list list)
    __ntmm_crt(_vsnprintf);
/* the length that the output would have */
extern int _scprintf(const char *format, ...) __ntmm_crt(_scprintf);
extern int _vscprintf(const char *format, __builtin_va_list list) __ntmm_crt(_vscprintf);

/* checking variants: output that does not fit goes to the invalid parameter handler */
extern int printf_s(const char *format, ...) __ntmm_crt(printf_s);
extern int fprintf_s(FILE *stream, const char *format, ...) __ntmm_crt(fprintf_s);
extern int vprintf_s(const char *format, __builtin_va_list list) __ntmm_crt(vprintf_s);
extern int vfprintf_s(FILE *stream, const char *format, __builtin_va_list list)
    __ntmm_crt(vfprintf_s);
extern int sprintf_s(char *buffer, size_t size, const char *format, ...) __ntmm_crt(sprintf_s);
extern int vsprintf_s(char *buffer, size_t size, const char *format, __builtin_va_list list)
    __ntmm_crt(vsprintf_s);
extern int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...)
    __ntmm_crt(_snprintf_s);
extern int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format,
                        __builtin_va_list list) __ntmm_crt(_vsnprintf_s);

/* in the _s scanf family %s, %c and %[ take the size of the buffer (unsigned) behind it */
extern int scanf_s(const char *format, ...) __ntmm_crt(scanf_s);
extern int fscanf_s(FILE *stream, const char *format, ...) __ntmm_crt(fscanf_s);
extern int sscanf_s(const char *text, const char *format, ...) __ntmm_crt(sscanf_s);
extern int vsscanf_s(const char *text, const char *format, __builtin_va_list list)
    __ntmm_crt(vsscanf_s);

extern errno_t fopen_s(FILE **stream, const char *path, const char *mode) __ntmm_crt(fopen_s);
extern errno_t freopen_s(FILE **stream, const char *path, const char *mode, FILE *old)
    __ntmm_crt(freopen_s);
extern errno_t tmpfile_s(FILE **stream) __ntmm_crt(tmpfile_s);
extern FILE *_fdopen(int fd, const char *mode) __ntmm_crt(_fdopen);
extern int _fileno(FILE *stream) __ntmm_crt(_fileno);
extern int _fseeki64(FILE *stream, long long offset, int origin) __ntmm_crt(_fseeki64);
extern long long _ftelli64(FILE *stream) __ntmm_crt(_ftelli64);
extern int _flushall(void) __ntmm_crt(_flushall);
extern int _unlink(const char *path) __ntmm_crt(_unlink);
extern FILE *_popen(const char *command, const char *mode) __ntmm_crt(_popen);
extern int _pclose(FILE *stream) __ntmm_crt(_pclose);

__ntmm_end_c

#ifdef __cplusplus
extern "C++" {
template <size_t N, typename... A>
inline int sprintf_s(char (&buffer)[N], const char *format, A... arguments)
{
    return sprintf_s(buffer, N, format, arguments...);
}
template <size_t N>
inline int vsprintf_s(char (&buffer)[N], const char *format, __builtin_va_list list)
{
    return vsprintf_s(buffer, N, format, list);
}
template <size_t N, typename... A>
inline int _snprintf_s(char (&buffer)[N], size_t count, const char *format, A... arguments)
{
    return _snprintf_s(buffer, N, count, format, arguments...);
}
}
#endif

#include <corecrt_wstdio.h>

#endif
