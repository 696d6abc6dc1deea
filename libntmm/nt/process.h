// SPDX-License-Identifier: MIT
// process: starting a process, below CreateProcess, and its rights.
#ifndef NTMM_NT_PROCESS_H
#define NTMM_NT_PROCESS_H

#include "ps/create.h"

/* The handles of a new process and its first thread. */
struct nt_process_made {
    HANDLE process, thread;
    ULONG process_id, thread_id;
};

/* The attributes are OBJ_ bits of the two handles. Statuses are those of ps_create. */
NTSTATUS nt_process_create(const struct ps_create *create, ULONG process_attributes,
                           ULONG thread_attributes, struct nt_process_made *made);

/* A limited right is part of the right it was taken from. */
ACCESS_MASK nt_process_access(ACCESS_MASK access);

#endif
