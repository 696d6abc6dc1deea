// SPDX-License-Identifier: MIT
// resource: the tree of resources in a PE image: types, in them names, in those languages.
#include "win32/resource.h"

#include <string.h>
#include <windows.h>
#include <winternl.h>

#define READABLE (PAGE_READONLY | PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READ | \
                  PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)

/* How many of the bytes can be read: a file can be shorter than its headers say. */
static SIZE_T readable(const UCHAR *at, SIZE_T size)
{
    MEMORY_BASIC_INFORMATION region;
    SIZE_T done = 0;

    while (done < size) {
        if (!VirtualQuery(at + done, &region, sizeof region) || region.State != MEM_COMMIT ||
            (region.Protect & PAGE_GUARD) || !(region.Protect & READABLE))
            return done;
        done = (SIZE_T)((const UCHAR *)region.BaseAddress + region.RegionSize - at);
    }
    return size;
}

bool win32_resources_open(HMODULE module, struct win32_resources *resources)
{
    ULONG size;

    resources->root = RtlImageDirectoryEntryToData(module, TRUE, IMAGE_DIRECTORY_ENTRY_RESOURCE,
                                                   &size);
    if (!resources->root)
        return false;
    resources->size = readable(resources->root, size);
    return resources->size > 0;
}

static bool is_inside(const struct win32_resources *resources, ULONG offset, SIZE_T size)
{
    return offset <= resources->size && size <= resources->size - offset;
}

bool win32_resource_key_init(struct win32_resource_key *key, const WCHAR *name)
{
    ULONG number = 0;

    *key = (struct win32_resource_key){ .number = (WORD)(ULONG_PTR)name };
    if (IS_INTRESOURCE(name))
        return true;
    if (*name == '#') {
        for (name++; *name >= '0' && *name <= '9' && number <= MAXWORD; name++)
            number = 10 * number + (*name - '0');
        key->number = (WORD)number;
        return number <= MAXWORD;
    }
    key->string = name;
    while (name[key->length] && key->length < MAXWORD)
        key->length++;
    return true;
}

static WCHAR upper(WCHAR unit)
{
    return unit >= 'a' && unit <= 'z' ? (WCHAR)(unit - 32) : unit;
}

/* Strings are compared without case, as far as letters of ASCII go. */
static bool is_same(const struct win32_resource_key *one, const struct win32_resource_key *other)
{
    if (!one->string || !other->string)
        return !one->string && !other->string && one->number == other->number;
    if (one->length != other->length)
        return false;
    for (USHORT i = 0; i < one->length; i++) {
        WCHAR a, b;

        memcpy(&a, one->string + i, sizeof a);
        memcpy(&b, other->string + i, sizeof b);
        if (upper(a) != upper(b))
            return false;
    }
    return true;
}

static bool open_folder(const struct win32_resources *resources, ULONG offset,
                        struct win32_resource_folder *folder)
{
    IMAGE_RESOURCE_DIRECTORY header;

    if (!is_inside(resources, offset, sizeof header))
        return false;
    memcpy(&header, resources->root + offset, sizeof header);
    folder->entries = offset + (ULONG)sizeof header;
    folder->count = (ULONG)header.NumberOfNamedEntries + header.NumberOfIdEntries;
    return is_inside(resources, folder->entries,
                     folder->count * sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY));
}

/* A string in the tree: its length in units, then the units. */
static bool read_string(const struct win32_resources *resources, ULONG offset,
                        struct win32_resource_key *key)
{
    if (!is_inside(resources, offset, sizeof key->length))
        return false;
    memcpy(&key->length, resources->root + offset, sizeof key->length);
    key->string = (const WCHAR *)(resources->root + offset + sizeof key->length);
    return is_inside(resources, offset, sizeof key->length + key->length * sizeof(WCHAR));
}

bool win32_resource_entry(const struct win32_resources *resources,
                          const struct win32_resource_folder *folder, ULONG index,
                          struct win32_resource_entry *entry)
{
    IMAGE_RESOURCE_DIRECTORY_ENTRY found;

    memcpy(&found, resources->root + folder->entries + index * sizeof found, sizeof found);
    entry->key = (struct win32_resource_key){ .number = found.Id };
    entry->folder = found.DataIsDirectory;
    entry->offset = found.OffsetToDirectory;
    return !found.NameIsString || read_string(resources, found.NameOffset, &entry->key);
}

static bool find(const struct win32_resources *resources,
                 const struct win32_resource_folder *folder, const struct win32_resource_key *key,
                 struct win32_resource_entry *entry)
{
    for (ULONG i = 0; i < folder->count; i++)
        if (win32_resource_entry(resources, folder, i, entry) && is_same(&entry->key, key))
            return true;
    return false;
}

DWORD win32_resources_descend(const struct win32_resources *resources,
                              const struct win32_resource_key *keys, unsigned count,
                              struct win32_resource_folder *folder)
{
    static const DWORD errors[] = { ERROR_RESOURCE_TYPE_NOT_FOUND, ERROR_RESOURCE_NAME_NOT_FOUND };
    struct win32_resource_entry entry;

    if (!open_folder(resources, 0, folder))
        return ERROR_RESOURCE_DATA_NOT_FOUND;
    for (unsigned level = 0; level < count; level++)
        if (!find(resources, folder, &keys[level], &entry) || !entry.folder ||
            !open_folder(resources, entry.offset, folder))
            return errors[level];
    return ERROR_SUCCESS;
}

bool win32_resource_read(const struct win32_resources *resources, const void *resource,
                         IMAGE_RESOURCE_DATA_ENTRY *entry)
{
    ULONG_PTR offset = (ULONG_PTR)resource - (ULONG_PTR)resources->root;

    if (offset > MAXDWORD || !is_inside(resources, (ULONG)offset, sizeof *entry))
        return false;
    memcpy(entry, resource, sizeof *entry);
    return true;
}

static const void *resource_of(const struct win32_resources *resources,
                               const struct win32_resource_entry *entry)
{
    return !entry->folder && is_inside(resources, entry->offset, sizeof(IMAGE_RESOURCE_DATA_ENTRY))
               ? resources->root + entry->offset : NULL;
}

/*
 * What stands in for a language: the same in no country, then none at all. Who asked for none gets
 * the system's, which is US English, and in the end the first that there is.
 */
const void *win32_resource_in_language(const struct win32_resources *resources,
                                       const struct win32_resource_folder *folder, WORD language)
{
    const WORD wanted[] = {
        language,
        MAKELANGID(PRIMARYLANGID(language), SUBLANG_NEUTRAL),
        MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL),
        MAKELANGID(LANG_ENGLISH, SUBLANG_DEFAULT),
        MAKELANGID(LANG_ENGLISH, SUBLANG_NEUTRAL),
    };
    bool any = PRIMARYLANGID(language) == LANG_NEUTRAL;
    struct win32_resource_entry entry;

    for (size_t i = 0; i < (any ? sizeof wanted / sizeof *wanted : 3); i++) {
        struct win32_resource_key key = { .number = wanted[i] };

        if (find(resources, folder, &key, &entry))
            return resource_of(resources, &entry);
    }
    if (any && folder->count && win32_resource_entry(resources, folder, 0, &entry))
        return resource_of(resources, &entry);
    return NULL;
}

const void *win32_resource_bytes(HMODULE module, const IMAGE_RESOURCE_DATA_ENTRY *entry)
{
    UCHAR *base = (UCHAR *)((ULONG_PTR)module & ~(ULONG_PTR)3);
    const UCHAR *bytes = base + entry->OffsetToData;

    if (LDR_IS_DATAFILE(module))
        bytes = RtlImageRvaToVa(RtlImageNtHeader(base), base, entry->OffsetToData, NULL);
    return bytes && readable(bytes, entry->Size) == entry->Size ? bytes : NULL;
}
