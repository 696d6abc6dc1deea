// SPDX-License-Identifier: MIT
// census: the processes that this one knows, by number.
#ifndef NTMM_PS_CENSUS_H
#define NTMM_PS_CENSUS_H

#include "ps/process.h"

/*
 * The process object of a number, with a reference: there is one for each process.
 * STATUS_INVALID_CID when there is no such process: a dead one is there as long as this process has
 * an object of it. STATUS_ACCESS_DENIED: another user's. STATUS_NO_MEMORY,
 * STATUS_TOO_MANY_OPENED_FILES.
 */
NTSTATUS ps_census_open(uint32_t number, struct ps_process **process);

/*
 * Its record. One that was opened before this library began in it has none yet: then it is looked
 * for again. NULL: there is none.
 */
struct ps_record *ps_census_record(struct ps_process *process);

/* An object that was just made, and one that is about to go. */
void ps_census_add(struct ps_process *process);
void ps_census_remove(struct ps_process *process);

/* A child whose object goes while it runs; its memory is the census's from now on. */
void ps_census_abandon(struct ps_process *process);

/* Forgets the abandoned children that ended. */
void ps_census_reap(void);

void ps_census_fork_prepare(void);
void ps_census_fork_parent(void);
void ps_census_fork_child(void);

#endif
