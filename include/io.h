/* SPDX-License-Identifier: MIT */
/*
 * Files by descriptor: the host's descriptors under Microsoft's names.
 */
#ifndef NTMM_IO_H
#define NTMM_IO_H

#pragma GCC system_header

#include <corecrt.h>
#include <fcntl.h>
#include <bits/types/FILE.h>

__ntmm_begin_c

extern int _access(const char *path, int mode) __ntmm_crt(_access);
extern int _waccess(const wchar_t *path, int mode) __ntmm_crt(_waccess);
extern int _open(const char *path, int flags, ...) __ntmm_crt(_open);
extern int _wopen(const wchar_t *path, int flags, ...) __ntmm_crt(_wopen);
extern int _creat(const char *path, int mode) __ntmm_crt(_creat);
extern int _close(int fd) __ntmm_crt(_close);
extern int _read(int fd, void *buffer, unsigned int size) __ntmm_crt(_read);
extern int _write(int fd, const void *buffer, unsigned int size) __ntmm_crt(_write);
extern long _lseek(int fd, long offset, int origin) __asm__("lseek64");
extern long long _lseeki64(int fd, long long offset, int origin) __asm__("lseek64");
extern long _tell(int fd) __ntmm_crt(_telli64);
extern long long _telli64(int fd) __ntmm_crt(_telli64);
extern long _filelength(int fd) __ntmm_crt(_filelengthi64);
extern long long _filelengthi64(int fd) __ntmm_crt(_filelengthi64);
extern int _chsize(int fd, long size) __ntmm_crt(_chsize);
extern errno_t _chsize_s(int fd, long long size) __ntmm_crt(_chsize_s);
extern int _commit(int fd) __ntmm_crt(_commit);
extern int _dup(int fd) __asm__("dup");
extern int _dup2(int from, int to) __ntmm_crt(_dup2);
extern int _isatty(int fd) __asm__("isatty");
extern int _eof(int fd) __ntmm_crt(_eof);
extern int _setmode(int fd, int mode) __ntmm_crt(_setmode);
extern int _unlink(const char *path) __ntmm_crt(_unlink);
extern int _wunlink(const wchar_t *path) __ntmm_crt(_wunlink);
extern int _fileno(FILE *stream) __ntmm_crt(_fileno);

/* Descriptor and handle of one file: in the library as soon as it can do both ways. */
extern intptr_t _get_osfhandle(int fd) __ntmm_crt(_get_osfhandle);
extern int _open_osfhandle(intptr_t handle, int flags) __ntmm_crt(_open_osfhandle);

__ntmm_end_c

#endif
