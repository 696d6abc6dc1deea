// SPDX-License-Identifier: MIT
// string_out: answers that are a UNICODE_STRING with its text behind it.
#ifndef NTMM_NT_STRING_OUT_H
#define NTMM_NT_STRING_OUT_H

#include "ob/status.h"

#include <stddef.h>

/*
 * The string and, behind it, the text with a closing 0; no text: an empty string without a buffer.
 * *size: what that takes. STATUS_INFO_LENGTH_MISMATCH: no room for the string; else
 * STATUS_BUFFER_OVERFLOW: none for the text. STATUS_ACCESS_VIOLATION.
 */
NTSTATUS nt_string_out(PVOID user, SIZE_T length, const WCHAR *text, size_t units, SIZE_T *size);

/* A path of the host's as a device's, the volume being the one of all drives (win32/volume.c). */
enum { NT_DEVICE_MOST = 32 }; /* units in front of the path */
size_t nt_device_path(const char *path, size_t bytes, WCHAR *text);

#endif
