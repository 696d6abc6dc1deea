/* SPDX-License-Identifier: MIT */
/*
 * Directories under Microsoft's names.
 */
#ifndef NTMM_DIRECT_H
#define NTMM_DIRECT_H

#pragma GCC system_header

#include <corecrt.h>

__ntmm_begin_c

extern int _chdir(const char *path) __ntmm_crt(_chdir);
extern int _mkdir(const char *path) __ntmm_crt(_mkdir);
extern int _rmdir(const char *path) __ntmm_crt(_rmdir);
extern char *_getcwd(char *to, int size) __ntmm_crt(_getcwd);
extern int _wchdir(const wchar_t *path) __ntmm_crt(_wchdir);
extern int _wmkdir(const wchar_t *path) __ntmm_crt(_wmkdir);
extern int _wrmdir(const wchar_t *path) __ntmm_crt(_wrmdir);
extern wchar_t *_wgetcwd(wchar_t *to, int size) __ntmm_crt(_wgetcwd);

__ntmm_end_c

#endif
