/* SPDX-License-Identifier: MIT */
/*
 * Wide streams: 16-bit characters in memory, UTF-8 in the stream. They are glibc's byte streams.
 */
#ifndef NTMM_CORECRT_WSTDIO_H
#define NTMM_CORECRT_WSTDIO_H

#pragma GCC system_header

#include <corecrt.h>
#include <bits/types/FILE.h>
#include <bits/types/wint_t.h>

#ifndef WEOF
#define WEOF ((wint_t)0xFFFF)
#endif

__ntmm_begin_c

extern int wprintf(const wchar_t *format, ...) __ntmm_crt(wprintf);
extern int fwprintf(FILE *stream, const wchar_t *format, ...) __ntmm_crt(fwprintf);
extern int vwprintf(const wchar_t *format, __builtin_va_list list) __ntmm_crt(vwprintf);
extern int vfwprintf(FILE *stream, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(vfwprintf);
/* -1 when it does not fit; always terminated */
extern int swprintf(wchar_t *buffer, size_t size, const wchar_t *format, ...)
    __ntmm_crt(swprintf);
extern int vswprintf(wchar_t *buffer, size_t size, const wchar_t *format,
                     __builtin_va_list list) __ntmm_crt(vswprintf);
/* no size at all */
extern int _swprintf(wchar_t *buffer, const wchar_t *format, ...) __ntmm_crt(_swprintf);
extern int _vswprintf(wchar_t *buffer, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(_vswprintf);
/* -1 and no terminator when it does not fit */
extern int _snwprintf(wchar_t *buffer, size_t size, const wchar_t *format, ...)
    __ntmm_crt(_snwprintf);
extern int _vsnwprintf(wchar_t *buffer, size_t size, const wchar_t *format,
                       __builtin_va_list list) __ntmm_crt(_vsnwprintf);
extern int _scwprintf(const wchar_t *format, ...) __ntmm_crt(_scwprintf);
extern int _vscwprintf(const wchar_t *format, __builtin_va_list list) __ntmm_crt(_vscwprintf);

extern int wprintf_s(const wchar_t *format, ...) __ntmm_crt(wprintf_s);
extern int fwprintf_s(FILE *stream, const wchar_t *format, ...) __ntmm_crt(fwprintf_s);
extern int vwprintf_s(const wchar_t *format, __builtin_va_list list) __ntmm_crt(vwprintf_s);
extern int vfwprintf_s(FILE *stream, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(vfwprintf_s);
extern int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...)
    __ntmm_crt(swprintf_s);
extern int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format,
                       __builtin_va_list list) __ntmm_crt(vswprintf_s);
extern int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...)
    __ntmm_crt(_snwprintf_s);
extern int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format,
                         __builtin_va_list list) __ntmm_crt(_vsnwprintf_s);

extern int wscanf(const wchar_t *format, ...) __ntmm_crt(wscanf);
extern int fwscanf(FILE *stream, const wchar_t *format, ...) __ntmm_crt(fwscanf);
extern int swscanf(const wchar_t *text, const wchar_t *format, ...) __ntmm_crt(swscanf);
extern int vwscanf(const wchar_t *format, __builtin_va_list list) __ntmm_crt(vwscanf);
extern int vfwscanf(FILE *stream, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(vfwscanf);
extern int vswscanf(const wchar_t *text, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(vswscanf);
extern int wscanf_s(const wchar_t *format, ...) __ntmm_crt(wscanf_s);
extern int fwscanf_s(FILE *stream, const wchar_t *format, ...) __ntmm_crt(fwscanf_s);
extern int swscanf_s(const wchar_t *text, const wchar_t *format, ...) __ntmm_crt(swscanf_s);

extern wint_t fgetwc(FILE *stream) __ntmm_crt(fgetwc);
extern wint_t fputwc(wchar_t character, FILE *stream) __ntmm_crt(fputwc);
extern wint_t ungetwc(wint_t character, FILE *stream) __ntmm_crt(ungetwc);
extern wint_t getwc(FILE *stream) __ntmm_crt(fgetwc);
extern wint_t putwc(wchar_t character, FILE *stream) __ntmm_crt(fputwc);
extern wint_t getwchar(void) __ntmm_crt(getwchar);
extern wint_t putwchar(wchar_t character) __ntmm_crt(putwchar);
extern wint_t _fgetwchar(void) __ntmm_crt(getwchar);
extern wint_t _fputwchar(wchar_t character) __ntmm_crt(putwchar);
extern wchar_t *fgetws(wchar_t *buffer, int size, FILE *stream) __ntmm_crt(fgetws);
extern int fputws(const wchar_t *text, FILE *stream) __ntmm_crt(fputws);
extern int _putws(const wchar_t *text) __ntmm_crt(_putws);
extern wchar_t *_getws_s(wchar_t *buffer, size_t size) __ntmm_crt(_getws_s);
extern int fwide(FILE *stream, int mode) __ntmm_crt(fwide);

extern FILE *_wfopen(const wchar_t *path, const wchar_t *mode) __ntmm_crt(_wfopen);
extern FILE *_wfreopen(const wchar_t *path, const wchar_t *mode, FILE *stream)
    __ntmm_crt(_wfreopen);
extern errno_t _wfopen_s(FILE **stream, const wchar_t *path, const wchar_t *mode)
    __ntmm_crt(_wfopen_s);
extern FILE *_wfdopen(int fd, const wchar_t *mode) __ntmm_crt(_wfdopen);
extern int _wremove(const wchar_t *path) __ntmm_crt(_wremove);
extern int _wrename(const wchar_t *from, const wchar_t *to) __ntmm_crt(_wrename);
extern int _wunlink(const wchar_t *path) __ntmm_crt(_wunlink);
extern void _wperror(const wchar_t *text) __ntmm_crt(_wperror);

__ntmm_end_c

#if defined(_CRT_NON_CONFORMING_SWPRINTFS) && !defined(__cplusplus)
#define swprintf _swprintf
#define vswprintf _vswprintf
#endif

#ifdef __cplusplus
extern "C++" {
/* As Microsoft's headers do for C++ only: the old forms without a size. */
int swprintf(wchar_t *buffer, const wchar_t *format, ...) __ntmm_crt(_swprintf);
int vswprintf(wchar_t *buffer, const wchar_t *format, __builtin_va_list list)
    __ntmm_crt(_vswprintf);
template <size_t N, typename... A>
inline int swprintf_s(wchar_t (&buffer)[N], const wchar_t *format, A... arguments)
{
    return swprintf_s(buffer, N, format, arguments...);
}
template <size_t N>
inline int vswprintf_s(wchar_t (&buffer)[N], const wchar_t *format, __builtin_va_list list)
{
    return vswprintf_s(buffer, N, format, list);
}
template <size_t N, typename... A>
inline int _snwprintf_s(wchar_t (&buffer)[N], size_t count, const wchar_t *format,
                        A... arguments)
{
    return _snwprintf_s(buffer, N, count, format, arguments...);
}
}
#endif

#endif
