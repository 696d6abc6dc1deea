// SPDX-License-Identifier: MIT
// handle: the process's handle table.
#include "ob/handle.h"

#include "ob/far.h"
#include "ob/letter.h"
#include "ob/name.h"
#include "sys/lock.h"

#include <stdlib.h>

/* Windows' own limit on the handles of one process. */
#define MAX_HANDLES (1u << 24)

#define PSEUDO_COUNT 2 /* -1: the process, -2: the thread */

struct entry {
    struct ob_object *object; /* NULL: free */
    ACCESS_MASK access;
    ULONG attributes; /* and a serial number above; of a free entry: the next free one's index */
};

#define SERIAL_SHIFT 8 /* two handles that follow each other are told apart from outside by it */

#define NO_ENTRY UINT32_MAX

static struct sys_lock table_lock = SYS_LOCK_INIT; /* protects all of: */
static uint32_t capacity;             /* of `entries` */

static struct table {
    struct entry *entries;
    uint32_t used; /* entries that are initialised: [0, used) */
} table;
static uint32_t free_head = NO_ENTRY; /* the free ones among those */
static uint32_t serial;
static uint32_t free_below;           /* entries from here on are others' until they are taken */

/* Each number is taken once; from then on it is the table's, in use or free. */
static struct ob_handle_shared own_numbers;
static struct ob_handle_shared *shared = &own_numbers;

static ob_pseudo_find *pseudo[PSEUDO_COUNT];

static HANDLE handle_of(uint32_t index)
{
    return (HANDLE)(((uintptr_t)index + 1) * 4);
}

/* The two lowest bits of a handle are the program's to use; Windows ignores them. */
static uint32_t index_of(HANDLE handle)
{
    uintptr_t value = (uintptr_t)handle & ~(uintptr_t)3;

    return value == 0 || value / 4 > MAX_HANDLES ? NO_ENTRY : (uint32_t)(value / 4 - 1);
}

/* The table's lock is held. NULL: not a handle. */
static struct entry *entry_of(HANDLE handle)
{
    uint32_t index = index_of(handle);

    return index < table.used && table.entries[index].object ? &table.entries[index] : NULL;
}

/* NULL: not a pseudo handle. */
static ob_pseudo_find *pseudo_find(HANDLE handle)
{
    uintptr_t index = ~(uintptr_t)handle;

    return index < PSEUDO_COUNT ? pseudo[index] : NULL;
}

static NTSTATUS pseudo_reference(ob_pseudo_find *find, struct ob_object **object,
                                 ACCESS_MASK *access)
{
    NTSTATUS status = find(object);

    if (!NT_SUCCESS(status))
        return status;
    ob_object_reference(*object);
    *access = (*object)->type->all_access;
    return STATUS_SUCCESS;
}

static NTSTATUS entry_reference(HANDLE handle, struct ob_object **object, ACCESS_MASK *access)
{
    struct entry *entry;

    ob_letter_collect(shared);
    sys_lock_acquire(&table_lock);
    entry = entry_of(handle);
    if (entry) {
        *object = entry->object;
        *access = entry->access;
        ob_object_reference(*object);
    }
    sys_lock_release(&table_lock);
    return entry ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* The table's lock is held. */
static bool table_grow(uint32_t wanted)
{
    uint32_t size = capacity ? capacity : 64;
    struct entry *grown;

    if (wanted <= capacity)
        return true;
    if (wanted > MAX_HANDLES)
        return false;
    while (size < wanted)
        size *= 2;
    grown = realloc(table.entries, size * sizeof *grown);
    if (!grown)
        return false;
    table.entries = grown;
    capacity = size;
    return true;
}

/* The table's lock is held. */
static void entry_free(uint32_t index)
{
    table.entries[index] = (struct entry) { .attributes = free_head };
    free_head = index;
}

/* The table's lock is held. Makes the entry one of the table's; false: no memory. */
static bool table_reach(uint32_t index)
{
    if (!table_grow(index + 1))
        return false;
    while (table.used <= index) {
        if (table.used < free_below)
            entry_free(table.used++);
        else
            table.entries[table.used++] = (struct entry) { .object = NULL };
    }
    return true;
}

/* The table's lock is held. */
static void entry_fill(uint32_t index, struct ob_object *object, ACCESS_MASK access,
                       ULONG attributes)
{
    table.entries[index] = (struct entry) {
        .object = object, .access = access,
        .attributes = (attributes & OB_HANDLE_ATTRIBUTES) | serial++ << SERIAL_SHIFT
    };
    ob_object_reference(object);
    atomic_fetch_add_explicit(&object->handles, 1, memory_order_relaxed);
}

/* NO_ENTRY: there is none left. */
static uint32_t take_number(struct ob_handle_shared *from)
{
    uint32_t index = atomic_load_explicit(&from->numbers, memory_order_relaxed);

    do
        if (index >= MAX_HANDLES)
            return NO_ENTRY;
    while (!atomic_compare_exchange_weak(&from->numbers, &index, index + 1));
    return index;
}

uint32_t ob_handle_number(HANDLE handle)
{
    return index_of(handle);
}

HANDLE ob_handle_take_number(struct ob_handle_shared *from)
{
    uint32_t index = take_number(from);

    return index == NO_ENTRY ? NULL : handle_of(index);
}

/* The table's lock is held; access is in the type's own rights. NULL: no memory. */
static HANDLE table_insert(struct ob_object *object, ACCESS_MASK access, ULONG attributes)
{
    uint32_t index = free_head;

    if (index != NO_ENTRY) {
        free_head = table.entries[index].attributes;
    } else {
        index = take_number(shared);
        if (index == NO_ENTRY || !table_reach(index))
            return NULL;
    }
    entry_fill(index, object, access, attributes);
    atomic_fetch_add_explicit(&shared->count, 1, memory_order_relaxed);
    return handle_of(index);
}

/* The handle is out of the table already: its share in the object goes. */
static void object_release_handle(struct ob_object *object)
{
    if (atomic_fetch_sub_explicit(&object->handles, 1, memory_order_acq_rel) == 1) {
        ob_name_release(object);
        if (object->type->close)
            object->type->close(object);
    }
    ob_object_dereference(object);
}

ACCESS_MASK ob_access_map(const struct ob_type *type, ACCESS_MASK access)
{
    static const ACCESS_MASK generic =
        GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED;
    ACCESS_MASK mapped = access & ~generic;

    if (access & GENERIC_READ)
        mapped |= type->mapping.GenericRead;
    if (access & GENERIC_WRITE)
        mapped |= type->mapping.GenericWrite;
    if (access & GENERIC_EXECUTE)
        mapped |= type->mapping.GenericExecute;
    if (access & (GENERIC_ALL | MAXIMUM_ALLOWED))
        mapped |= type->mapping.GenericAll;
    return mapped & type->all_access;
}

NTSTATUS ob_handle_create(struct ob_object *object, ACCESS_MASK access, ULONG attributes,
                          HANDLE *handle)
{
    HANDLE made;

    access = ob_access_map(object->type, access);
    sys_lock_acquire(&table_lock);
    made = table_insert(object, access, attributes);
    sys_lock_release(&table_lock);
    if (!made)
        return STATUS_INSUFFICIENT_RESOURCES;
    *handle = made;
    return STATUS_SUCCESS;
}

NTSTATUS ob_handle_reference(HANDLE handle, const struct ob_type *type, ACCESS_MASK wanted,
                             struct ob_object **object, ACCESS_MASK *granted)
{
    ob_pseudo_find *find = pseudo_find(handle);
    struct ob_object *found;
    ACCESS_MASK access;
    NTSTATUS status;

    status = find ? pseudo_reference(find, &found, &access)
                  : entry_reference(handle, &found, &access);
    if (!NT_SUCCESS(status))
        return status;
    if ((type && found->type != type) || (access & wanted) != wanted) {
        status = type && found->type != type ? STATUS_OBJECT_TYPE_MISMATCH : STATUS_ACCESS_DENIED;
        ob_object_dereference(found);
        return status;
    }
    *object = found;
    if (granted)
        *granted = access;
    return STATUS_SUCCESS;
}

NTSTATUS ob_handle_remove(HANDLE handle)
{
    struct ob_object *object = NULL;
    NTSTATUS status = STATUS_INVALID_HANDLE;
    struct entry *entry;

    sys_lock_acquire(&table_lock);
    entry = entry_of(handle);
    if (entry && (entry->attributes & OBJ_PROTECT_CLOSE)) {
        status = STATUS_HANDLE_NOT_CLOSABLE;
    } else if (entry) {
        object = entry->object;
        entry_free(index_of(handle));
        atomic_fetch_sub_explicit(&shared->count, 1, memory_order_relaxed);
        status = STATUS_SUCCESS;
    }
    sys_lock_release(&table_lock);
    if (object)
        object_release_handle(object);
    return status;
}

NTSTATUS ob_handle_close(HANDLE handle)
{
    if (pseudo_find(handle))
        return STATUS_SUCCESS;
    ob_letter_collect(shared);
    return ob_handle_remove(handle);
}

/*
 * Rights beyond the source handle's are granted as the object's security would: to its owner,
 * so all of them, but never for a file, whose rights are those of its descriptor.
 */
static NTSTATUS duplicate_access(const struct ob_type *type, ACCESS_MASK granted, ULONG options,
                                 ACCESS_MASK *access)
{
    ACCESS_MASK asked;

    if (options & DUPLICATE_SAME_ACCESS) {
        *access = granted;
        return STATUS_SUCCESS;
    }
    asked = ob_access_map(type, *access);
    if (*access & MAXIMUM_ALLOWED)
        asked = granted;
    if ((asked & ~granted) && type->fixed_access)
        return STATUS_ACCESS_DENIED;
    *access = asked;
    return STATUS_SUCCESS;
}

NTSTATUS ob_handle_duplicate(HANDLE source, ACCESS_MASK access, ULONG attributes, ULONG options,
                             HANDLE *target)
{
    struct ob_object *object;
    ACCESS_MASK granted;
    NTSTATUS status = ob_handle_reference(source, NULL, 0, &object, &granted);

    if (NT_SUCCESS(status)) {
        if (options & DUPLICATE_SAME_ATTRIBUTES)
            if (!NT_SUCCESS(ob_handle_get_attributes(source, &attributes)))
                attributes = 0; /* a pseudo handle has none */
        status = duplicate_access(object->type, granted, options, &access);
        if (NT_SUCCESS(status) && target)
            status = ob_handle_create(object, access, attributes, target);
        ob_object_dereference(object);
    }
    if (options & DUPLICATE_CLOSE_SOURCE)
        ob_handle_close(source);
    return status;
}

NTSTATUS ob_handle_get_attributes(HANDLE handle, ULONG *attributes)
{
    struct entry *entry;

    ob_letter_collect(shared);
    sys_lock_acquire(&table_lock);
    entry = entry_of(handle);
    if (entry)
        *attributes = entry->attributes & OB_HANDLE_ATTRIBUTES;
    sys_lock_release(&table_lock);
    return entry ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS ob_handle_set_attributes(HANDLE handle, ULONG mask, ULONG attributes)
{
    struct entry *entry;

    mask &= OB_HANDLE_ATTRIBUTES;
    ob_letter_collect(shared);
    sys_lock_acquire(&table_lock);
    entry = entry_of(handle);
    if (entry)
        entry->attributes = (entry->attributes & ~mask) | (attributes & mask);
    sys_lock_release(&table_lock);
    return entry ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

void ob_handle_set_pseudo(HANDLE handle, ob_pseudo_find *find)
{
    pseudo[~(uintptr_t)handle] = find;
}

/* The table's lock is held. A number that somebody else took is not in the list. */
static void free_list_remove(uint32_t index)
{
    uint32_t *link = &free_head;

    while (*link != index && *link != NO_ENTRY)
        link = &table.entries[*link].attributes;
    if (*link == index)
        *link = table.entries[index].attributes;
}

NTSTATUS ob_handle_install(HANDLE handle, struct ob_object *object, ACCESS_MASK access,
                           ULONG attributes)
{
    uint32_t index = index_of(handle);
    NTSTATUS status = STATUS_SUCCESS;

    if (index == NO_ENTRY)
        return STATUS_INVALID_HANDLE;
    sys_lock_acquire(&table_lock);
    if (index < table.used && table.entries[index].object) {
        status = STATUS_INVALID_HANDLE;
    } else if (!table_reach(index)) {
        status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        free_list_remove(index);
        entry_fill(index, object, access, attributes);
    }
    sys_lock_release(&table_lock);
    return status;
}

uint32_t ob_handle_numbers(void)
{
    return atomic_load(&shared->numbers);
}

void ob_handle_share(struct ob_handle_shared *with)
{
    uint32_t numbers, count = atomic_load(&shared->count);

    if (!with) {
        with = &own_numbers;
        atomic_store(&with->numbers, 0);
        atomic_store(&with->count, 0);
    }
    numbers = atomic_load(&with->numbers);
    atomic_fetch_add(&with->count, count);
    /* after fork() this process has all numbers of its parent */
    while (numbers < table.used &&
           !atomic_compare_exchange_weak(&with->numbers, &numbers, table.used))
        ;
    free_below = with->own;
    shared = with;
}

NTSTATUS ob_handle_visit_inheritable(NTSTATUS (*visit)(void *context, HANDLE handle,
                                                       struct ob_object *object,
                                                       ACCESS_MASK access, ULONG attributes),
                                     void *context)
{
    NTSTATUS status = STATUS_SUCCESS;

    ob_letter_collect(shared);
    sys_lock_acquire(&table_lock);
    for (uint32_t i = 0; i < table.used && NT_SUCCESS(status); i++)
        if (table.entries[i].object && (table.entries[i].attributes & OBJ_INHERIT))
            status = visit(context, handle_of(i), table.entries[i].object,
                           table.entries[i].access,
                           table.entries[i].attributes & OB_HANDLE_ATTRIBUTES);
    sys_lock_release(&table_lock);
    return status;
}

void ob_handle_fork_prepare(void)
{
    sys_lock_acquire(&table_lock);
}

void ob_handle_fork_done(void)
{
    sys_lock_release(&table_lock);
}

/* --- as others see it ------------------------------------------------------------------------ */

uint64_t ob_far_table(void)
{
    return (uintptr_t)&table;
}

bool ob_far_entry(const struct ob_far *there, HANDLE handle, struct ob_far_entry *found)
{
    uint32_t index = index_of(handle);
    struct table its;
    struct entry entry = { .object = NULL };

    if (!ob_far_read(there, there->table, &its, sizeof its))
        return false;
    if (index < its.used &&
        !ob_far_read(there, (uintptr_t)(its.entries + index), &entry, sizeof entry))
        return false;
    *found = (struct ob_far_entry) {
        .object = (uintptr_t)entry.object, .access = entry.access,
        .attributes = entry.attributes & OB_HANDLE_ATTRIBUTES,
        .serial = entry.attributes >> SERIAL_SHIFT
    };
    return true;
}
