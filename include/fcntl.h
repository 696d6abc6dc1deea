/* SPDX-License-Identifier: MIT */
/*
 * Modes of open: the host's under Microsoft's names. There is no text mode.
 */
#ifndef NTMM_FCNTL_H
#define NTMM_FCNTL_H

#pragma GCC system_header

#include_next <fcntl.h>

#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_APPEND O_APPEND
#define _O_CREAT O_CREAT
#define _O_TRUNC O_TRUNC
#define _O_EXCL O_EXCL
#define _O_NOINHERIT O_CLOEXEC
#define _O_SEQUENTIAL 0
#define _O_RANDOM 0
/* High bits that the host does not use: _open and _setmode know and drop them. */
#define _O_TEXT 0x10000000
#define _O_BINARY 0x20000000
#define _O_WTEXT 0x30000000
#define _O_U16TEXT 0x40000000
#define _O_U8TEXT 0x50000000
#define _O_RAW _O_BINARY
#ifndef O_BINARY
#define O_BINARY 0
#define O_TEXT 0
#endif

#endif
