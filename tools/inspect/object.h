// SPDX-License-Identifier: MIT
// object: a named object as its file in /dev/shm tells, which anybody may have written.
#ifndef NTMM_INSPECT_OBJECT_H
#define NTMM_INSPECT_OBJECT_H

#include "mm/section_record.h"
#include "name.h"
#include "ob/record.h"

enum object_life {
    OBJECT_HELD,
    OBJECT_DEAD,    /* nobody holds it: whoever meets it next removes it */
    OBJECT_LEAVING, /* somebody is removing it */
};

struct object {
    char leaf[NAME_MAX + 1];
    char *name;        /* safe to print; of what is no object the leaf */
    bool named;        /* the leaf is one that an object can have */
    const char *fault; /* no object, but ...; else NULL: */
    enum object_life life;
    enum ob_kind kind;
    unsigned user;
    uint64_t device, inode;
    uint64_t size;     /* of sections and images, in bytes; 0: not known */
    uint32_t protection, attributes; /* of sections: mm_pte; SEC_, 0: not known */
};

/* False: there is no such file. Of another user's file it is only what the size says. */
bool object_read(const char *leaf, struct object *object);
void object_release(struct object *object);

/* All of them in the order of their leaves. */
size_t object_list(struct object **objects);
void object_list_free(struct object *objects, size_t count);

/* The record in a section's file. False: it changed. */
bool object_section(const struct object *object, int fd, struct mm_section_record *record);

/* The object's file, for reading, or -1: it is not what it was. */
int object_open(const struct object *object);

const char *object_kind_text(enum ob_kind kind);

/* `READWRITE`, `READWRITE,NOCACHE`, ... */
const char *object_protection_text(uint32_t protection);

#endif
