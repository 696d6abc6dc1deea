// SPDX-License-Identifier: MIT
// exception: raising exceptions and finding who handles them.
#ifndef NTMM_KE_EXCEPTION_H
#define NTMM_KE_EXCEPTION_H

#include "ob/status.h"
#include "sys/fault.h"

#include <stdbool.h>

/*
 * The order in which a fault or a raised exception is offered:
 *
 *     vectored handlers -> frames -> the unhandled filter -> the program's own signal handler
 *     -> death by the signal at the faulting instruction
 *
 * Handlers run on the thread's own stack, outside the signal, so they may call anything.
 */

/* Ends the process with this exit code. */
typedef void ke_exception_end(NTSTATUS code);

void ke_exception_init(ke_exception_end *end);

enum ke_vector { KE_VECTOR_EXCEPTION, KE_VECTOR_CONTINUE };

/* A handle for ke_vector_remove, or NULL: no memory. */
PVOID ke_vector_add(enum ke_vector list, bool first, PVECTORED_EXCEPTION_HANDLER handler);

/* False: no such handler. One that runs just now ends its run. */
bool ke_vector_remove(enum ke_vector list, PVOID handle);

/* The filter that was set before. */
LPTOP_LEVEL_EXCEPTION_FILTER ke_exception_set_filter(LPTOP_LEVEL_EXCEPTION_FILTER filter);

/*
 * Offers the exception to everybody. True: go on as the context says. False: nobody took it.
 * When the filter decided for the process's end, it does not return.
 */
bool ke_exception_dispatch(EXCEPTION_RECORD *record, CONTEXT *context);

/* For sys/fault: sends a fault that nobody mended to the dispatcher, if anybody listens. */
bool ke_exception_deliver(const struct sys_fault *fault, void *signal_context);

void ke_exception_fork_prepare(void);
void ke_exception_fork_done(void);

#endif
