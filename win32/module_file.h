// SPDX-License-Identifier: MIT
// module file: a DLL's or program's file mapped for what it holds, not to be run.
#ifndef NTMM_WIN32_MODULE_FILE_H
#define NTMM_WIN32_MODULE_FILE_H

#include "ob/status.h"

#include <stdbool.h>

/* The LoadLibraryEx flags that ask for such a module. */
#define WIN32_MODULE_AS_FILE (LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE | \
                              LOAD_LIBRARY_AS_IMAGE_RESOURCE)

/*
 * Where LoadLibraryEx looks for the name by these flags: the file's path, for free(). NULL with
 * last error: no memory, or no such file, which is ERROR_FILE_NOT_FOUND for those flags and else
 * ERROR_MOD_NOT_FOUND.
 */
WCHAR *win32_module_file_search(const WCHAR *name, DWORD flags);

/*
 * The module's handle tells by its low bits how the file is mapped. NULL with last error; it is
 * ERROR_BAD_EXE_FORMAT for what is no PE file.
 */
HMODULE win32_module_file_map(const WCHAR *path, DWORD flags);

/* Of a handle with low bits. FALSE with last error. */
BOOL win32_module_file_unmap(HMODULE module);

#endif
