// SPDX-License-Identifier: MIT
// exception: raising exceptions and finding who handles them.
#include "ke/exception.h"

#include "ke/context.h"
#include "ke/frame.h"
#include "sys/arch.h"
#include "sys/lock.h"

#include <stdatomic.h>
#include <stdlib.h>

struct vector {
    struct vector *next;
    PVECTORED_EXCEPTION_HANDLER handler;
    unsigned runs;  /* threads that call it just now */
    bool removed;   /* to be freed by the last of those */
};

static struct sys_lock vectors_lock = SYS_LOCK_INIT; /* protects the lists */
static struct vector *vectors[2];
static _Atomic(LPTOP_LEVEL_EXCEPTION_FILTER) top_filter;
static ke_exception_end *end_process; /* set before any thread runs */
static atomic_uint listeners; /* vectored handlers, and the filter: is there anybody at all? */

void ke_exception_init(ke_exception_end *end)
{
    end_process = end;
}

void ke_exception_fork_prepare(void)
{
    sys_lock_acquire(&vectors_lock);
}

void ke_exception_fork_done(void)
{
    sys_lock_release(&vectors_lock);
}

PVOID ke_vector_add(enum ke_vector list, bool first, PVECTORED_EXCEPTION_HANDLER handler)
{
    struct vector *vector = calloc(1, sizeof *vector), **link = &vectors[list];

    if (!vector)
        return NULL;
    vector->handler = handler;
    sys_lock_acquire(&vectors_lock);
    while (!first && *link)
        link = &(*link)->next;
    vector->next = *link;
    *link = vector;
    atomic_fetch_add(&listeners, 1);
    sys_lock_release(&vectors_lock);
    return vector;
}

/* The lock is held; nobody runs it. */
static void vector_unlink(enum ke_vector list, struct vector *vector)
{
    struct vector **link = &vectors[list];

    while (*link != vector)
        link = &(*link)->next;
    *link = vector->next;
    free(vector);
}

bool ke_vector_remove(enum ke_vector list, PVOID handle)
{
    struct vector *vector;

    sys_lock_acquire(&vectors_lock);
    vector = vectors[list];
    while (vector && (vector != handle || vector->removed))
        vector = vector->next;
    if (vector) {
        vector->removed = true;
        atomic_fetch_sub(&listeners, 1);
        if (vector->runs == 0)
            vector_unlink(list, vector);
    }
    sys_lock_release(&vectors_lock);
    return vector != NULL;
}

/*
 * Calls the handlers in order until one says to go on. A handler is called without the lock: it
 * may fault itself, add handlers, or remove itself; it stays in the list while it runs.
 */
static bool call_vectors(enum ke_vector list, EXCEPTION_POINTERS *pointers)
{
    bool taken = false;

    sys_lock_acquire(&vectors_lock);
    for (struct vector *vector = vectors[list], *next; vector && !taken; vector = next) {
        if (vector->removed) {
            next = vector->next;
            continue;
        }
        vector->runs++;
        sys_lock_release(&vectors_lock);
        taken = vector->handler(pointers) == EXCEPTION_CONTINUE_EXECUTION;
        sys_lock_acquire(&vectors_lock);
        vector->runs--;
        next = vector->next;
        if (vector->removed && vector->runs == 0)
            vector_unlink(list, vector);
    }
    sys_lock_release(&vectors_lock);
    return taken;
}

LPTOP_LEVEL_EXCEPTION_FILTER ke_exception_set_filter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    LPTOP_LEVEL_EXCEPTION_FILTER before = atomic_exchange(&top_filter, filter);

    if (!before && filter)
        atomic_fetch_add(&listeners, 1);
    else if (before && !filter)
        atomic_fetch_sub(&listeners, 1);
    return before;
}

/* Going on after an exception that allows no going on is an exception of its own. */
static bool refuse_to_continue(EXCEPTION_RECORD *cause, CONTEXT *context)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)STATUS_NONCONTINUABLE_EXCEPTION,
        .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
        .ExceptionRecord = cause,
        .ExceptionAddress = cause->ExceptionAddress,
    };

    /* a handler that insists does not get a third chance */
    if (cause->ExceptionCode == (DWORD)STATUS_NONCONTINUABLE_EXCEPTION)
        return false;
    return ke_exception_dispatch(&record, context);
}

bool ke_exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = { record, context };
    LPTOP_LEVEL_EXCEPTION_FILTER filter;
    bool taken = call_vectors(KE_VECTOR_EXCEPTION, &pointers) || ke_frame_dispatch(&pointers);

    if (!taken) {
        filter = atomic_load(&top_filter);
        switch (filter ? filter(&pointers) : EXCEPTION_CONTINUE_SEARCH) {
        case EXCEPTION_CONTINUE_EXECUTION:
            taken = true;
            break;
        case EXCEPTION_EXECUTE_HANDLER: /* the system's own handler, which ends the process */
            ke_frame_unwind_all();
            end_process((NTSTATUS)record->ExceptionCode);
            break;
        }
    }
    if (taken && (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE))
        return refuse_to_continue(record, context);
    if (taken)
        call_vectors(KE_VECTOR_CONTINUE, &pointers);
    return taken;
}

/* A fault that was offered to all and taken by nobody comes once more, for the host. */
static _Thread_local struct {
    bool pending;
    uintptr_t instruction, address;
} refused __attribute__((__tls_model__("initial-exec")));

static const NTSTATUS trap_codes[] = {
    [SYS_TRAP_BREAKPOINT] = STATUS_BREAKPOINT,
    [SYS_TRAP_STEP] = STATUS_SINGLE_STEP,
    [SYS_TRAP_ILLEGAL] = STATUS_ILLEGAL_INSTRUCTION,
    [SYS_TRAP_PRIVILEGED] = STATUS_PRIVILEGED_INSTRUCTION,
    [SYS_TRAP_DIVIDE_BY_ZERO] = STATUS_INTEGER_DIVIDE_BY_ZERO,
    [SYS_TRAP_DIVIDE_OVERFLOW] = STATUS_INTEGER_OVERFLOW,
    [SYS_TRAP_FLOAT_DIVIDE_BY_ZERO] = STATUS_FLOAT_DIVIDE_BY_ZERO,
    [SYS_TRAP_FLOAT_OVERFLOW] = STATUS_FLOAT_OVERFLOW,
    [SYS_TRAP_FLOAT_UNDERFLOW] = STATUS_FLOAT_UNDERFLOW,
    [SYS_TRAP_FLOAT_INEXACT] = STATUS_FLOAT_INEXACT_RESULT,
    [SYS_TRAP_FLOAT_INVALID] = STATUS_FLOAT_INVALID_OPERATION,
};

static void tell_touch(const struct sys_fault *fault, EXCEPTION_RECORD *record)
{
    record->ExceptionCode = (DWORD)(fault->lost ? STATUS_IN_PAGE_ERROR
                                  : fault->guard ? STATUS_GUARD_PAGE_VIOLATION
                                  : STATUS_ACCESS_VIOLATION);
    record->NumberParameters = fault->lost ? 3 : 2;
    record->ExceptionInformation[0] = fault->access;
    record->ExceptionInformation[1] = fault->address;
    if (fault->lost)
        record->ExceptionInformation[2] = (ULONG)fault->reason;
}

static void record_of(const struct sys_fault *fault, EXCEPTION_RECORD *record)
{
    *record = (EXCEPTION_RECORD) { .ExceptionAddress = (PVOID)fault->instruction };
    if (fault->trap == SYS_TRAP_TOUCH)
        tell_touch(fault, record);
    else
        record->ExceptionCode = (DWORD)trap_codes[fault->trap];
    if (fault->trap == SYS_TRAP_BREAKPOINT)
        record->NumberParameters = 1; /* 0: not a print or a load for a debugger */
    if (fault->stack_end)
        record->ExceptionCode = (DWORD)STATUS_STACK_OVERFLOW;
}

/* On the thread's own stack unless that is at its end, as if the instruction had called it. */
static void dispatch_fault(const struct sys_fault *fault, void *host)
{
    EXCEPTION_RECORD record;
    CONTEXT context;

    record_of(fault, &record);
    ke_context_from_host(&context, host);
    if (ke_exception_dispatch(&record, &context)) {
        ke_context_to_host(&context, host);
    } else if (fault->guard || fault->trap == SYS_TRAP_STEP) { /* it would not come again */
        end_process((NTSTATUS)record.ExceptionCode);
    } else {
        refused.pending = true;
        refused.instruction = fault->instruction;
        refused.address = fault->address;
    }
    sys_arch_resume(host);
}

bool ke_exception_deliver(const struct sys_fault *fault, void *signal_context)
{
    bool again = refused.pending && refused.instruction == fault->instruction &&
                 refused.address == fault->address;

    refused.pending = false;
    return !again && (atomic_load(&listeners) || ke_frame_any()) &&
           sys_arch_redirect(signal_context, fault, dispatch_fault);
}
