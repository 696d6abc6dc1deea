/* SPDX-License-Identifier: MIT */
/*
 * Strings: glibc's, with Microsoft's names added.
 */
#ifndef NTMM_STRING_H
#define NTMM_STRING_H

#pragma GCC system_header

#include_next <string.h>
#include <corecrt.h>

__ntmm_begin_c

/* the same functions under another name */
extern char *_strdup(const char *text) __asm__("strdup");
extern int _stricmp(const char *a, const char *b) __asm__("strcasecmp");
extern int _strcmpi(const char *a, const char *b) __asm__("strcasecmp");
extern int stricmp(const char *a, const char *b) __asm__("strcasecmp");
extern int strcmpi(const char *a, const char *b) __asm__("strcasecmp");
extern int _strnicmp(const char *a, const char *b, size_t count) __asm__("strncasecmp");
extern int strnicmp(const char *a, const char *b, size_t count) __asm__("strncasecmp");
extern int _stricoll(const char *a, const char *b) __asm__("strcasecmp");
extern char *strtok_s(char *text, const char *set, char **next) __asm__("strtok_r");
extern size_t strnlen_s(const char *text, size_t limit) __ntmm_crt(strnlen_s);
extern void *_memccpy(void *to, const void *from, int character, size_t count)
    __asm__("memccpy");

extern int _memicmp(const void *a, const void *b, size_t count) __ntmm_crt(_memicmp);
extern int memicmp(const void *a, const void *b, size_t count) __ntmm_crt(_memicmp);
extern char *_strlwr(char *text) __ntmm_crt(_strlwr);
extern char *_strupr(char *text) __ntmm_crt(_strupr);
extern char *strlwr(char *text) __ntmm_crt(_strlwr);
extern char *strupr(char *text) __ntmm_crt(_strupr);
extern errno_t _strlwr_s(char *text, size_t size) __ntmm_crt(_strlwr_s);
extern errno_t _strupr_s(char *text, size_t size) __ntmm_crt(_strupr_s);
extern char *_strrev(char *text) __ntmm_crt(_strrev);
extern char *strrev(char *text) __ntmm_crt(_strrev);
extern char *_strset(char *text, int character) __ntmm_crt(_strset);
extern char *_strnset(char *text, int character, size_t count) __ntmm_crt(_strnset);

/* what does not fit, or a null pointer, goes to the invalid parameter handler */
extern errno_t strcpy_s(char *to, size_t size, const char *from) __ntmm_crt(strcpy_s);
extern errno_t strcat_s(char *to, size_t size, const char *from) __ntmm_crt(strcat_s);
extern errno_t strncpy_s(char *to, size_t size, const char *from, size_t count)
    __ntmm_crt(strncpy_s);
extern errno_t strncat_s(char *to, size_t size, const char *from, size_t count)
    __ntmm_crt(strncat_s);
extern errno_t memcpy_s(void *to, size_t size, const void *from, size_t count)
    __ntmm_crt(memcpy_s);
extern errno_t memmove_s(void *to, size_t size, const void *from, size_t count)
    __ntmm_crt(memmove_s);
extern errno_t strerror_s(char *to, size_t size, int error) __ntmm_crt(strerror_s);

__ntmm_end_c

#ifdef __cplusplus
extern "C++" {
template <size_t N> inline errno_t strcpy_s(char (&to)[N], const char *from)
{
    return strcpy_s(to, N, from);
}
template <size_t N> inline errno_t strcat_s(char (&to)[N], const char *from)
{
    return strcat_s(to, N, from);
}
template <size_t N> inline errno_t strncpy_s(char (&to)[N], const char *from, size_t count)
{
    return strncpy_s(to, N, from, count);
}
template <size_t N> inline errno_t strncat_s(char (&to)[N], const char *from, size_t count)
{
    return strncat_s(to, N, from, count);
}
}
#endif

#include <corecrt_wstring.h>

#endif
