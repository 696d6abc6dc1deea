// SPDX-License-Identifier: MIT
// table: which object each of the process's handles means.
#ifndef NTMM_OB_TABLE_H
#define NTMM_OB_TABLE_H

#include "ob/object.h"

/* Handle attributes: OBJ_INHERIT and OBJ_PROTECT_CLOSE, as in OBJECT_ATTRIBUTES. */
#ifndef OBJ_PROTECT_CLOSE
#define OBJ_PROTECT_CLOSE 0x1
#endif
#define OB_HANDLE_ATTRIBUTES (OBJ_INHERIT | OBJ_PROTECT_CLOSE)

/* What the table has under a handle; access is in the type's own rights. */
struct ob_entry {
    struct ob_object *object;
    ACCESS_MASK access;
    ULONG attributes;
};

/* A new handle; it takes a reference of its own. NULL: there is no memory or no number left. */
HANDLE ob_table_insert(const struct ob_entry *entry);

/*
 * A handle of this value: inherited, or chosen by another process, which counted it.
 * STATUS_INVALID_HANDLE: there is one, or it is no handle's; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_table_install(HANDLE handle, const struct ob_entry *entry);

/* With a reference of the object. False: not a handle. */
bool ob_table_look_up(HANDLE handle, struct ob_entry *entry);

/* Sets the attributes in `mask` to those in `attributes`. False: not a handle. */
bool ob_table_set_attributes(HANDLE handle, ULONG mask, ULONG attributes);

/*
 * What the handle meant is the caller's, with its reference. STATUS_INVALID_HANDLE,
 * STATUS_HANDLE_NOT_CLOSABLE.
 */
NTSTATUS ob_table_remove(HANDLE handle, struct ob_object **object);

/*
 * Calls `visit` for each handle with OBJ_INHERIT, under the table's lock: it may pack the object
 * but make, close or look up no handle. Stops at the first failure and returns it.
 */
NTSTATUS ob_table_visit_inheritable(NTSTATUS (*visit)(void *context, HANDLE handle,
                                                      const struct ob_entry *entry),
                                    void *context);

/* Does what other processes wrote about the table so far (letter.h). */
void ob_table_collect(void);

/* --- numbers ------------------------------------------------------------------------------- */

/*
 * What processes share of one's table: which numbers are given away, so that others can make
 * handles in it, and how many letters they wrote about them.
 */
struct ob_table_shared {
    uint32_t own;              /* numbers below are the process's from the start */
    _Atomic uint32_t numbers;  /* those below are taken; each is taken once */
    _Atomic uint32_t letters;
    _Atomic uint32_t count;    /* handles that there are, in letters as well */
};

/* Which number a handle that was made here or there has. */
uint32_t ob_table_number(HANDLE handle);

/* Takes a number in another process's table. NULL: there is none left. */
HANDLE ob_table_take_number(struct ob_table_shared *shared);

/* How many are taken in this process's. */
uint32_t ob_table_numbers(void);

/* From now on the table's numbers are these; NULL: nobody else's. While no other thread runs. */
void ob_table_share(struct ob_table_shared *shared);

/* fork() takes the table's lock before and releases it after, in both processes. */
void ob_table_fork_prepare(void);
void ob_table_fork_done(void);

#endif
