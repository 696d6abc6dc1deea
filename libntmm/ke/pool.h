// SPDX-License-Identifier: MIT
// pool: memory for the states of unnamed objects, which children may share.
#ifndef NTMM_KE_POOL_H
#define NTMM_KE_POOL_H

#include "ke/state.h"
#include "ob/far.h"

/* A slot for one process, this one; what is in it is not defined. NULL: no memory. */
struct ke_state *ke_pool_take(void);

/* This process has it no more. */
void ke_pool_give(struct ke_state *state);

/*
 * Where another process finds the slot, which is its own as long as it has the descriptor, or a
 * duplicate; and there:
 */
NTSTATUS ke_pool_pack(struct ke_state *state, int *fd, uint64_t *offset);
NTSTATUS ke_pool_unpack(int fd, uint64_t offset, struct ke_state **state);

/*
 * For one that another process has; *fd is its descriptor. The slot is held for this process when
 * it is unpacked: ke_pool_hold().
 */
bool ke_pool_pack_far(const struct ob_far *there, uint64_t state, int *fd, uint64_t *offset);
NTSTATUS ke_pool_hold(struct ke_state *state);

/* Where the list of this process's pools begins. */
uint64_t ke_pool_far_list(void);

/* A fork child has all that its parent has. */
void ke_pool_fork_prepare(void);
void ke_pool_fork_parent(void);
void ke_pool_fork_child(void);

#endif
