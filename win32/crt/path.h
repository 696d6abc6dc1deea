/* SPDX-License-Identifier: MIT */
/*
 * Paths of Windows for the host's calls.
 */
#ifndef CRT_PATH_H
#define CRT_PATH_H

#include <wchar.h>

/*
 * The host's path for a Windows one: \ is /, a drive letter and \\?\ are left out, NUL and CON are
 * devices. In memory from malloc; NULL with errno for NULL or without memory.
 */
char *crt_path(const char *path);
char *crt_path_wide(const wchar_t *path);

#endif
