// SPDX-License-Identifier: MIT
// far: what other processes find in the memory of this one, and this one in theirs.
#ifndef NTMM_PS_FAR_H
#define NTMM_PS_FAR_H

#include "ps/process.h"

/* Of the source: what it grants, and its attributes. */
struct ps_far_source {
    ACCESS_MASK access;
    ULONG attributes;
};

/*
 * A handle here for what another process has under one, with the same access; that process takes no
 * part in it. STATUS_INVALID_HANDLE: it has none, STATUS_PROCESS_IS_TERMINATING,
 * STATUS_NOT_SUPPORTED: a program of another library, a thread, a very long name;
 * STATUS_ACCESS_DENIED: the system does not let this process.
 */
NTSTATUS ps_far_open(struct ps_process *process, HANDLE handle, struct ps_far_source *source,
                     HANDLE *made);

/* Is its memory laid out as this process's? */
bool ps_far_is_known(struct ps_process *process);

/* In the process itself: the record tells where everything is. */
void ps_far_publish(struct ps_record *record);

#endif
