// SPDX-License-Identifier: MIT
// string: the text of the A functions, which is UTF-8, to and from the W functions'.
#ifndef NTMM_WIN32_STRING_H
#define NTMM_WIN32_STRING_H

#include "ob/status.h"

#include <stdbool.h>

/*
 * An argument of an A function for its W function. Short strings need no memory of their own.
 * Bytes that are no UTF-8 survive (sys/utf.h), so that every file of the host can be named.
 */
struct win32_wide {
    WCHAR *string; /* NULL for NULL */
    WCHAR buffer[MAX_PATH];
};

/* False: no memory, and last error says so; nothing is to be freed then. */
bool win32_wide_init(struct win32_wide *wide, const char *text);

void win32_wide_free(struct win32_wide *wide);

/* The other direction, for results and for the host. */
struct win32_narrow {
    char *string; /* NULL for NULL */
    char buffer[MAX_PATH];
};

bool win32_narrow_init(struct win32_narrow *narrow, const WCHAR *text);

void win32_narrow_free(struct win32_narrow *narrow);

/* How many units come before the closing 0. */
size_t win32_length(const WCHAR *text);

/*
 * Results in a caller's buffer, which has room for `size` characters, as most functions give them:
 * the length without the closing 0, or, where that does not fit, the size needed with it, and
 * nothing is written.
 */
DWORD win32_give(const WCHAR *text, size_t length, WCHAR *buffer, DWORD size);
DWORD win32_give_narrow(const WCHAR *text, size_t length, char *buffer, DWORD size);

/* From text of the host. */
DWORD win32_give_host(const char *text, size_t length, WCHAR *buffer, DWORD size);
DWORD win32_give_host_narrow(const char *text, size_t length, char *buffer, DWORD size);

#endif
