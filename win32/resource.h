// SPDX-License-Identifier: MIT
// resource: the tree of resources in a PE image: types, in them names, in those languages.
#ifndef NTMM_WIN32_RESOURCE_H
#define NTMM_WIN32_RESOURCE_H

#include "ob/status.h"

#include <stdbool.h>

/* Only bytes that the directory claims and that can be read: of a broken tree the sound part. */
struct win32_resources {
    const UCHAR *root;
    SIZE_T size;
};

/* What resources of a level are called by: a number, or a string without a closing 0. */
struct win32_resource_key {
    const WCHAR *string; /* NULL: the number; may be at an odd address */
    USHORT length;       /* units */
    WORD number;
};

/* Offsets are from the root. */
struct win32_resource_folder {
    ULONG entries, count;
};

struct win32_resource_entry {
    struct win32_resource_key key;
    bool folder; /* else the resource itself: IMAGE_RESOURCE_DATA_ENTRY */
    ULONG offset;
};

/* False: the module has no resources. A handle is what LoadLibraryEx gives, or an image's base. */
bool win32_resources_open(HMODULE module, struct win32_resources *resources);

/* `name` is a number, "#number" or a string. False: the number is too large. */
bool win32_resource_key_init(struct win32_resource_key *key, const WCHAR *name);

/*
 * The folder below those with these keys, of which there are 0 to 2. Else the error that says which
 * level has no such key.
 */
DWORD win32_resources_descend(const struct win32_resources *resources,
                              const struct win32_resource_key *keys, unsigned count,
                              struct win32_resource_folder *folder);

/* By its place in the folder. False: it leads out of the tree. */
bool win32_resource_entry(const struct win32_resources *resources,
                          const struct win32_resource_folder *folder, ULONG index,
                          struct win32_resource_entry *entry);

/* The resource in this language or, failing that, in one that stands in for it; NULL: in none. */
const void *win32_resource_in_language(const struct win32_resources *resources,
                                       const struct win32_resource_folder *folder, WORD language);

/* What is written of a resource. False: that is none of the tree. */
bool win32_resource_read(const struct win32_resources *resources, const void *resource,
                         IMAGE_RESOURCE_DATA_ENTRY *entry);

/* NULL: the bytes are not all there. */
const void *win32_resource_bytes(HMODULE module, const IMAGE_RESOURCE_DATA_ENTRY *entry);

#endif
