// SPDX-License-Identifier: MIT
// address: threads of this process wait for a change of what is at an address.
#ifndef NTMM_KE_ADDRESS_H
#define NTMM_KE_ADDRESS_H

#include "ob/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Waits while the bytes are those of `compare`, until the deadline on the steady clock; negative:
 * for ever. STATUS_SUCCESS: they were others, or somebody woke this thread; STATUS_TIMEOUT. Both
 * addresses are the caller's memory; the size is 1, 2, 4 or 8 bytes.
 */
NTSTATUS ke_address_wait(const volatile void *address, const void *compare, size_t size,
                         int64_t deadline);

/* Wakes those who wait at the address: as many as that, the first who came first. */
void ke_address_wake(const volatile void *address, unsigned most);

void ke_address_fork_prepare(void);
void ke_address_fork_parent(void);
void ke_address_fork_child(void);

#endif
