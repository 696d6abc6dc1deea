// SPDX-License-Identifier: MIT
// handle: what a program holds of an object, with the rights to it.
#ifndef NTMM_OB_HANDLE_H
#define NTMM_OB_HANDLE_H

#include "ob/table.h"

#ifndef DUPLICATE_SAME_ATTRIBUTES
#define DUPLICATE_SAME_ATTRIBUTES 0x4
#endif

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

/* The same for a letter: no other letter is read before. */
NTSTATUS ob_handle_remove(HANDLE handle);

/* Another handle of this process; with `same` its access is the source's, whatever is asked. */
NTSTATUS ob_handle_duplicate(HANDLE source, ACCESS_MASK access, bool same, ULONG attributes,
                             HANDLE *target);

/* A pseudo handle has none, and STATUS_ACCESS_DENIED says that it cannot get any. */
NTSTATUS ob_handle_get_attributes(HANDLE handle, ULONG *attributes);
NTSTATUS ob_handle_set_attributes(HANDLE handle, ULONG mask, ULONG attributes);

/*
 * Whom a pseudo handle (-1, -2) means, when the calling thread uses it; no reference is counted.
 * Set once, before any other thread runs.
 */
typedef NTSTATUS ob_pseudo_find(struct ob_object **object);

void ob_handle_set_pseudo(HANDLE pseudo, ob_pseudo_find *find);

/* GENERIC_* and MAXIMUM_ALLOWED to the type's own rights. */
ACCESS_MASK ob_access_map(const struct ob_type *type, ACCESS_MASK access);

#endif
