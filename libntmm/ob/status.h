// SPDX-License-Identifier: MIT
// status: the one place where a system error becomes an NTSTATUS.
#ifndef NTMM_OB_STATUS_H
#define NTMM_OB_STATUS_H

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

/* Takes what sys/ returns: 0 or a positive value is STATUS_SUCCESS, -errno its NTSTATUS. */
NTSTATUS ob_status(int result);

#endif
