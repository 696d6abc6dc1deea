// SPDX-License-Identifier: MIT
// dispatcher: what the native calls on events, mutants, semaphores and timers have in common.
#ifndef NTMM_NT_DISPATCHER_H
#define NTMM_NT_DISPATCHER_H

#include "ke/dispatcher.h"

#include <winternl.h>

struct nt_dispatcher_create {
    const struct ob_type *type;
    enum ke_kind kind;
    uint32_t count;
    uint32_t limit;
    bool owned; /* a mutant that starts as this thread's, unless the name existed */
};

/* Captures and makes, or finds by name, as NtCreate calls do. */
NTSTATUS nt_dispatcher_create(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                              const struct nt_dispatcher_create *create);

NTSTATUS nt_dispatcher_open(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                            const struct ob_type *type);

NTSTATUS nt_dispatcher_reference(HANDLE handle, const struct ob_type *type, ACCESS_MASK wanted,
                                 struct ke_dispatcher **dispatcher);

/* Where a call that changes something may put the state before; NULL: nowhere. */
NTSTATUS nt_dispatcher_probe(LONG *user);

/* The one answer that each of their query calls has. */
NTSTATUS nt_dispatcher_answer(const void *answer, ULONG size, PVOID user, ULONG *returned);

#endif
