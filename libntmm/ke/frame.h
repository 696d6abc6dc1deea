// SPDX-License-Identifier: MIT
// frame: a thread's try blocks, from the innermost outwards.
#ifndef NTMM_KE_FRAME_H
#define NTMM_KE_FRAME_H

#include "ob/status.h"

#include <stdbool.h>

/*
 * Frames lie on the stack, in the functions whose try blocks they are, and each names the next one
 * outwards. An exception is offered to them in two phases:
 *
 *     1. the filters, from the inside outwards, until one has an answer
 *     2. only if it is EXECUTE_HANDLER: the __finally blocks between, in the same order; then the
 *        handler, from where there is no way back
 *
 * Filters and blocks run below the exception on the same stack. All frames stay in the list during
 * phase 1: an exception in a filter is offered to them again. In phase 2 each is taken off first.
 */

/* Is this thread inside a try block? */
bool ke_frame_any(void);

/*
 * True: a filter says to go on. False: none has an answer. Does not return when one chose its
 * handler.
 */
bool ke_frame_dispatch(EXCEPTION_POINTERS *pointers);

/* Both leave try blocks and run their __finally blocks: all; those deeper than this. */
void ke_frame_unwind_all(void);
void ke_frame_unwind_below(const void *stack_pointer);

/* Leaves them all without: the thread ends where it is. */
void ke_frame_forget(void);

#endif
