// SPDX-License-Identifier: MIT
// thread: starting a thread, below CreateThread.
#ifndef NTMM_NT_THREAD_H
#define NTMM_NT_THREAD_H

#include "ps/thread.h"

struct nt_thread_create {
    ps_thread_routine *routine;
    void *context;
    size_t stack; /* bytes; `exactly`: no more than that */
    bool exactly;
    bool suspended;
    ULONG attributes; /* OBJ_ bits of the handle */
};

/* STATUS_NO_MEMORY, and no thread. `id` may be NULL. */
NTSTATUS nt_thread_create(const struct nt_thread_create *create, HANDLE *handle, ULONG *id);

#endif
