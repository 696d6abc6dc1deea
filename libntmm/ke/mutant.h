// SPDX-License-Identifier: MIT
// mutant: an object that a thread owns, and that tells the next owner when it died.
#ifndef NTMM_KE_MUTANT_H
#define NTMM_KE_MUTANT_H

#include "ke/dispatcher.h"

extern const struct ob_type ke_mutant_type;

/* For this thread. STATUS_SUCCESS; STATUS_ABANDONED: taken, too; STATUS_TIMEOUT: another has it. */
NTSTATUS ke_mutant_try(struct ke_dispatcher *mutant);

/* The same, waiting until the deadline. STATUS_MUTANT_LIMIT_EXCEEDED. */
NTSTATUS ke_mutant_wait(struct ke_dispatcher *mutant, int64_t deadline);

/* Could this thread take it now? */
bool ke_mutant_ready(const struct ke_dispatcher *mutant);

/* STATUS_MUTANT_NOT_OWNED; *before: 1 when it was free, else minus its depth, plus 1. */
NTSTATUS ke_mutant_release(struct ke_dispatcher *mutant, LONG *before);

bool ke_mutant_is_own(const struct ke_dispatcher *mutant);
bool ke_mutant_is_abandoned(const struct ke_dispatcher *mutant);
LONG ke_mutant_count(const struct ke_dispatcher *mutant);

/* The calling thread ends: abandons all that it owns. */
void ke_mutant_abandon_all(void);

/* In a fork child, for its only thread: what the parent's owned. */
void ke_mutant_fork_child(void);

#endif
