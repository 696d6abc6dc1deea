// SPDX-License-Identifier: MIT
// time: the native calls on time, and the times that others are given.
#ifndef NTMM_NT_TIME_H
#define NTMM_NT_TIME_H

#include "ob/status.h"

#include <stdint.h>

/*
 * A timeout in nanoseconds from now on, -1 for none (`user` is NULL). In the caller's memory: units
 * of 100 ns, from now on if negative, since 1601 if not. STATUS_ACCESS_VIOLATION.
 */
NTSTATUS nt_time_capture(const LARGE_INTEGER *user, int64_t *nanoseconds);

#endif
