// SPDX-License-Identifier: MIT
// far: handles and names of another process, read out of its memory.
#ifndef NTMM_OB_FAR_H
#define NTMM_OB_FAR_H

#include "ob/object.h"
#include "ob/path.h"

/* Where things are in a process whose library is laid out like this one's. */
struct ob_far {
    int pid;
    uint64_t table; /* the handle table */
    uint64_t pools; /* the first pool of unnamed objects' states */
    uint64_t kinds; /* the list of types that others can take */
};

bool ob_far_read(const struct ob_far *there, uint64_t address, void *to, size_t size);

/* What the table has under a handle. */
struct ob_far_entry {
    uint64_t object; /* its address; 0: no such handle */
    ACCESS_MASK access;
    ULONG attributes;
    uint32_t serial; /* another one for the next handle of the same number */
};

/* Where this process's table is. */
uint64_t ob_far_table(void);

/* Another number where the table is laid out in another way. */
uint64_t ob_far_layout(void);

/* The other process may change its table meanwhile. False: it cannot be read. */
bool ob_far_entry(const struct ob_far *there, HANDLE handle, struct ob_far_entry *entry);

/* The leaf of the name at the address. */
bool ob_far_leaf(const struct ob_far *there, uint64_t name, char leaf[OB_LEAF_MAX]);

#endif
