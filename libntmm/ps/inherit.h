// SPDX-License-Identifier: MIT
// inherit: the handles that a child gets, from the parent's table into its record and out of it.
#ifndef NTMM_PS_INHERIT_H
#define NTMM_PS_INHERIT_H

#include "ps/record.h"

struct ps_inherit_handle {
    HANDLE handle;
    ACCESS_MASK access;
    ULONG attributes;
    size_t object; /* index */
};

struct ps_inherit_object {
    struct ob_object *object; /* with a reference */
    size_t type;
    struct ob_image image;
};

/* What the parent collected. */
struct ps_inherit {
    const HANDLE *list;   /* NULL: whatever is inheritable */
    size_t list_count;
    struct ps_inherit_handle *handles;
    size_t handle_count, handle_room;
    struct ps_inherit_object *objects;
    size_t object_count, object_room;
};

/*
 * Collects the inheritable handles, or those of the list if there is one. STATUS_NOT_SUPPORTED: one
 * is of a kind that cannot be inherited; STATUS_INVALID_PARAMETER: the list has one that is not
 * inheritable. Free it in any case.
 */
NTSTATUS ps_inherit_collect(struct ps_inherit *inherit, const HANDLE *list, size_t count);
void ps_inherit_free(struct ps_inherit *inherit);

/* Was it collected? */
bool ps_inherit_has(const struct ps_inherit *inherit, HANDLE handle);

/* The descriptors that the child needs, of which there are up to two for each object. */
size_t ps_inherit_descriptors(const struct ps_inherit *inherit, int *descriptors);

/* Writes them into a record that was made with the room. */
void ps_inherit_write(const struct ps_inherit *inherit, struct ps_record *record);

/*
 * The types that can go to other processes, by their index; NULL: no more. And where their list is.
 */
const struct ob_type *ps_inherit_kind(size_t index);
uint64_t ps_inherit_kinds(void);

/* The numbers below this are the child's own. */
uint32_t ps_inherit_numbers(const struct ps_inherit *inherit);

/* In the child: makes the objects and the handles. */
NTSTATUS ps_inherit_read(struct ps_record *record);

/*
 * One object for another process: what the handle, which stays, has; with descriptors to be
 * discarded when it is sent.
 */
NTSTATUS ps_inherit_pack(HANDLE handle, struct ps_record_object *packed, uint32_t *access);
void ps_inherit_discard(const struct ps_record_object *packed);

/* And in the other one, with a reference. The descriptors are taken, whatever comes. */
NTSTATUS ps_inherit_unpack(const struct ps_record_object *packed, struct ob_object **object);

#endif
