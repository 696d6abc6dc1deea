// SPDX-License-Identifier: MIT
// standard: the handles of standard input, output and errors.
#ifndef NTMM_WIN32_STANDARD_H
#define NTMM_WIN32_STANDARD_H

#include "ob/status.h"

#include <stdbool.h>

/* True: the program set the handle with this number (0, 1, 2) itself. */
bool win32_standard_was_set(int number, HANDLE *handle);

#endif
