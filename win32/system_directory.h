// SPDX-License-Identifier: MIT
// system directory: where the files of the system's modules are.
#ifndef NTMM_WIN32_SYSTEM_DIRECTORY_H
#define NTMM_WIN32_SYSTEM_DIRECTORY_H

#include <stddef.h>

#define WIN32_SYSTEM_DIRECTORY_SIZE 4096

/* In Windows' form, without a separator at the end; its length. */
size_t win32_system_directory(char path[WIN32_SYSTEM_DIRECTORY_SIZE]);

#endif
