// SPDX-License-Identifier: MIT
// message: FormatMessage's templates, and the texts of the system's errors.
#ifndef NTMM_WIN32_MESSAGE_H
#define NTMM_WIN32_MESSAGE_H

#include "ob/status.h"

#include <stdarg.h>
#include <stdbool.h>

/* The system's text for an error, without its line end; NULL: there is none. */
const char *win32_message_text(DWORD error);

/* Where the inserts come from: one of the two, or neither. */
struct win32_message_arguments {
    const DWORD_PTR *array;
    va_list *list;
    bool narrow; /* %s is a string of bytes */
};

/*
 * Expands a template. `flags` are FormatMessage's: FORMAT_MESSAGE_IGNORE_INSERTS and the width.
 * The text is for free(), with a closing 0 that is not part of *length.
 * ERROR_SUCCESS, ERROR_INVALID_PARAMETER (an insert without arguments, or its format is none),
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD win32_message_expand(const WCHAR *template, DWORD flags,
                           struct win32_message_arguments arguments, WCHAR **text,
                           size_t *length);

#endif
