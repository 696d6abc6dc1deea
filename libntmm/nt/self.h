// SPDX-License-Identifier: MIT
// self: process handles that have to mean the caller's own process.
#ifndef NTMM_NT_SELF_H
#define NTMM_NT_SELF_H

#include "ob/status.h"

/* STATUS_SUCCESS for this process; STATUS_NOT_SUPPORTED for another; those of a bad handle. */
NTSTATUS nt_self_require(HANDLE process);

#endif
