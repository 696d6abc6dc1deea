// SPDX-License-Identifier: MIT
// handle: the process's handle table.
#ifndef NTMM_OB_HANDLE_H
#define NTMM_OB_HANDLE_H

#include "ob/object.h"

/* Handle attributes: OBJ_INHERIT and OBJ_PROTECT_CLOSE, as in OBJECT_ATTRIBUTES. */
#ifndef OBJ_PROTECT_CLOSE
#define OBJ_PROTECT_CLOSE 0x1
#endif
#ifndef DUPLICATE_SAME_ATTRIBUTES
#define DUPLICATE_SAME_ATTRIBUTES 0x4
#endif
#define OB_HANDLE_ATTRIBUTES (OBJ_INHERIT | OBJ_PROTECT_CLOSE)

/*
 * Makes a handle; the handle takes a reference of its own. `access` is asked in any form:
 * GENERIC_* and MAXIMUM_ALLOWED are mapped by the object's type.
 * STATUS_INSUFFICIENT_RESOURCES when the table cannot grow.
 */
NTSTATUS ob_handle_create(struct ob_object *object, ACCESS_MASK access, ULONG attributes,
                          HANDLE *handle);

/*
 * The object behind a handle, with a reference for the caller. `type` NULL accepts any kind;
 * `granted` may be NULL. The pseudo handles of the process and the thread work too.
 * STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED when a right of
 * `wanted` is missing.
 */
NTSTATUS ob_handle_reference(HANDLE handle, const struct ob_type *type, ACCESS_MASK wanted,
                             struct ob_object **object, ACCESS_MASK *granted);

/* STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE. */
NTSTATUS ob_handle_close(HANDLE handle);

/* DuplicateHandle within the process: NtDuplicateObject's access, attributes and DUPLICATE_*. */
NTSTATUS ob_handle_duplicate(HANDLE source, ACCESS_MASK access, ULONG attributes, ULONG options,
                             HANDLE *target);

NTSTATUS ob_handle_get_attributes(HANDLE handle, ULONG *attributes);

/* Sets the attributes in `mask` to those in `attributes`. */
NTSTATUS ob_handle_set_attributes(HANDLE handle, ULONG mask, ULONG attributes);

/*
 * Whom a pseudo handle (-1, -2) means, when the calling thread uses it; no reference is counted.
 * Set once, before any other thread runs.
 */
typedef NTSTATUS ob_pseudo_find(struct ob_object **object);

void ob_handle_set_pseudo(HANDLE pseudo, ob_pseudo_find *find);

/* Makes a handle of this value: inherited, or chosen by another process, which counted it. */
NTSTATUS ob_handle_install(HANDLE handle, struct ob_object *object, ACCESS_MASK access,
                           ULONG attributes);

/*
 * What processes share of one's table: which numbers are given away, so that others can make
 * handles in it, and how many letters they wrote about them.
 */
struct ob_handle_shared {
    uint32_t own;              /* numbers below are the process's from the start */
    _Atomic uint32_t numbers;  /* those below are taken; each is taken once */
    _Atomic uint32_t letters;
    _Atomic uint32_t count;    /* handles that there are, in letters as well */
};

/* Which number a handle that was made here or there has. */
uint32_t ob_handle_number(HANDLE handle);

/* Takes a number in another process's table. NULL: there is none left. */
HANDLE ob_handle_take_number(struct ob_handle_shared *shared);

/* How many are taken in this process's. */
uint32_t ob_handle_numbers(void);

/* From now on the table's numbers are these; NULL: nobody else's. While no other thread runs. */
void ob_handle_share(struct ob_handle_shared *shared);

/* ob_handle_close() for a letter: no other letter is read before. */
NTSTATUS ob_handle_remove(HANDLE handle);

/*
 * Calls `visit` for each handle with OBJ_INHERIT, under the table's lock: it may pack the object
 * but make, close or look up no handle. Stops at the first failure and returns it.
 */
NTSTATUS ob_handle_visit_inheritable(NTSTATUS (*visit)(void *context, HANDLE handle,
                                                       struct ob_object *object,
                                                       ACCESS_MASK access, ULONG attributes),
                                     void *context);

/* GENERIC_* and MAXIMUM_ALLOWED to the type's own rights. */
ACCESS_MASK ob_access_map(const struct ob_type *type, ACCESS_MASK access);

/* fork() takes the table's lock before and releases it after, in both processes. */
void ob_handle_fork_prepare(void);
void ob_handle_fork_done(void);

#endif
