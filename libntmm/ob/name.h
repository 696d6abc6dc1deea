// SPDX-License-Identifier: MIT
// name: the named objects of this process, and opening and inserting objects by name.
#ifndef NTMM_OB_NAME_H
#define NTMM_OB_NAME_H

#include "ob/claim.h"
#include "ob/object.h"
#include "ob/path.h"
#include "ob/record.h"

/* How a kind of object is written for other processes, and made again from what they wrote. */
struct ob_publisher {
    enum ob_kind kind;
    const struct ob_type *type;
    /*
     * Writes what must be known of the object into the new file and returns in *size the size
     * that publishes it.
     */
    NTSTATUS (*publish)(struct ob_object *object, int fd, uint64_t *size);
    /* Makes the object from a published file; the descriptor stays the name's. */
    NTSTATUS (*adopt)(const struct ob_type *type, int fd, uint64_t size,
                      struct ob_object **object);
};

void ob_publisher_register(const struct ob_publisher *publisher);

struct ob_insert {
    const struct ob_path *path; /* NULL: unnamed */
    ACCESS_MASK access;
    ULONG attributes;           /* OBJ_INHERIT, OBJ_OPENIF */
    bool everyone;              /* a new object in the machine's namespace is for every user */
};

/*
 * Makes a handle for a new object under its name, as NtCreate calls do. STATUS_OBJECT_NAME_EXISTS
 * (a success): the name was there, OBJ_OPENIF was given and the handle is the existing object's.
 * STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED, ...
 */
NTSTATUS ob_name_insert(struct ob_object *object, const struct ob_insert *insert, HANDLE *handle);

/* STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED, ... */
NTSTATUS ob_name_open(const struct ob_path *path, const struct ob_type *type, ACCESS_MASK access,
                      ULONG attributes, HANDLE *handle);

/* By the leaf of a name that another process has. STATUS_NOT_SUPPORTED: a very long name. */
NTSTATUS ob_name_open_leaf(const char *leaf, const struct ob_type *type, ACCESS_MASK access,
                           HANDLE *handle);

/*
 * Another description of the file behind the object's name, for its data: it holds no lock, so it
 * may be mapped. -EBADF when the object has no name (any more), or another -errno.
 */
int ob_name_reopen(struct ob_object *object);

/*
 * The object's path, as NtQueryObject reports it: its length, or 0 for an object without a name.
 * The text is for free(); NULL: no memory.
 */
size_t ob_name_query(struct ob_object *object, WCHAR **text);

/* The process's last handle is gone: gives the name up unless a new handle was made meanwhile. */
void ob_name_release(struct ob_object *object);

/* For a child that inherits the object: from now on two processes share the description. */
void ob_name_pack(struct ob_object *object, struct ob_image *image);

/* The object that this process has under the name already, with a reference, or NULL. */
struct ob_object *ob_name_known(const char *leaf, const struct ob_type *type);

/* In the child: the object goes by the name whose descriptor it inherited. */
NTSTATUS ob_name_unpack(struct ob_object *object, const struct ob_image *image);

/*
 * Removes what dead processes of this user left. Creating names does so at first, now and then, and
 * when there is no room.
 */
void ob_name_sweep(void);

/* The process ends: gives up every name. */
void ob_name_exit(void);

/* In between no name of this process comes or goes: for who packs what it has no handle of. */
void ob_name_lock(void);
void ob_name_unlock(void);

void ob_name_fork_prepare(void);
void ob_name_fork_parent(void);
void ob_name_fork_child(void);

#endif
