/* SPDX-License-Identifier: MIT */
/*
 * File status: the host's, and Microsoft's names of the modes for _open and _creat.
 */
#ifndef NTMM_SYS_STAT_H
#define NTMM_SYS_STAT_H

#pragma GCC system_header

#include_next <sys/stat.h>

#define _S_IFMT S_IFMT
#define _S_IFDIR S_IFDIR
#define _S_IFCHR S_IFCHR
#define _S_IFREG S_IFREG
#define _S_IREAD S_IRUSR
#define _S_IWRITE S_IWUSR
#define _S_IEXEC S_IXUSR

#endif
