// SPDX-License-Identifier: MIT
// <tchar.h> with wide characters.
#define UNICODE
#define _UNICODE
#define TCHAR_TEST crt_tchar_wide
#define TCHAR_SIZE 2

#include "crt_tchar.c"
