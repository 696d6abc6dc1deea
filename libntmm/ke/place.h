// SPDX-License-Identifier: MIT
// place: where the states of named objects lie, in files that are not this process's alone.
#ifndef NTMM_KE_PLACE_H
#define NTMM_KE_PLACE_H

#include "ke/state.h"

/*
 * A place is a page of the file and a private one behind it. The state is where the first ends, so
 * that the links of its lock begin the second (robust.h). Other users may write into the shared
 * part what they like, or cut the file.
 */
#define KE_PLACE_PAGE 4096u
#define KE_PLACE_OFFSET (KE_PLACE_PAGE - KE_STATE_SHARED) /* of the state, in the file */

/* Maps the first page of the file. -ENOMEM, or what mapping says. */
int ke_place_take(int fd, struct ke_state **state);

void ke_place_give(struct ke_state *state);

/*
 * For a touch of what was cut: makes it memory of this process's own, where nothing is signalled
 * any more. False: it is no place. For signal handlers, on a thread that may hold any lock.
 */
bool ke_place_mend(uintptr_t address);

void ke_place_fork_prepare(void);
void ke_place_fork_done(void);

#endif
