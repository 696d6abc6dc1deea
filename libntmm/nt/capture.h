// SPDX-License-Identifier: MIT
// capture: OBJECT_ATTRIBUTES and the name they point to, out of the caller's memory.
#ifndef NTMM_NT_CAPTURE_H
#define NTMM_NT_CAPTURE_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>

#define NT_CAPTURE_SHORT 256 /* units; longer names are read into memory of their own */

struct nt_capture {
    HANDLE root;
    ULONG attributes;  /* OBJ_ bits */
    bool named;        /* there is a name, though it may be empty */
    const WCHAR *name; /* not closed with a 0 */
    size_t length;     /* units */
    const void *security; /* in the caller's memory still */
    WCHAR *allocated;
    WCHAR small[NT_CAPTURE_SHORT];
};

/*
 * STATUS_INVALID_PARAMETER, STATUS_ACCESS_VIOLATION, STATUS_DATATYPE_MISALIGNMENT,
 * STATUS_OBJECT_NAME_INVALID (odd or too long), STATUS_NO_MEMORY. To be freed when it succeeded.
 */
NTSTATUS nt_capture(const OBJECT_ATTRIBUTES *user, struct nt_capture *capture);

void nt_capture_free(struct nt_capture *capture);

#endif
