// SPDX-License-Identifier: MIT
// object: the header that every object starts with, and its reference counts.
#ifndef NTMM_OB_OBJECT_H
#define NTMM_OB_OBJECT_H

#include "ob/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ob_far;
struct ob_object;
struct ob_name;
struct ke_state;

/*
 * What a process that is started with inherited handles needs to make the object again: descriptors
 * (which exist there under the same numbers; -1 where unused) and the type's own words.
 */
struct ob_image {
    int fd[2];
    uint64_t word[8];
    char leaf[256]; /* the name's file, "" for an unnamed object */
};

/* One constant per kind of object. `close`, `waits` and the image calls may be NULL. */
struct ob_type {
    const WCHAR *name;       /* as NtQueryObject reports it */
    ACCESS_MASK all_access;  /* every right that the kind knows */
    GENERIC_MAPPING mapping; /* GENERIC_* to the kind's own rights */
    bool fixed_access;       /* a duplicate cannot have more rights than its source */
    /* The process's last handle is gone; views or other references may live on. */
    void (*close)(struct ob_object *object);
    /* The last reference is gone: release everything, the memory of the object included. */
    void (*destroy)(struct ob_object *object);
    /* For a child process. An object whose kind has no `pack` cannot be inherited. */
    NTSTATUS (*pack)(struct ob_object *object, struct ob_image *image);
    NTSTATUS (*unpack)(const struct ob_image *image, struct ob_object **object);
    /*
     * For another process that takes it, from a copy of the object's `size` bytes: pointers and
     * descriptors are those of that process. NULL: pack() looks at nothing but the copy.
     */
    size_t size;
    NTSTATUS (*pack_far)(const struct ob_far *there, struct ob_object *copy,
                         struct ob_image *image);
    /* What a thread that waits for the object waits on. NULL: one cannot wait for this kind. */
    NTSTATUS (*waits)(struct ob_object *object, struct ke_state **state);
};

struct ob_object {
    const struct ob_type *type;
    atomic_uint references; /* handles, views and calls under way */
    atomic_uint handles;    /* handles of this process; changed under the handle table's lock */
    struct ob_name *name;   /* NULL: unnamed */
};

/* The object starts with one reference, which belongs to the caller, and no handle. */
void ob_object_init(struct ob_object *object, const struct ob_type *type);

void ob_object_reference(struct ob_object *object);

/* False: the object is about to be destroyed; whoever asks keeps its memory from going. */
bool ob_object_try_reference(struct ob_object *object);

/* May destroy the object. */
void ob_object_dereference(struct ob_object *object);

#endif
