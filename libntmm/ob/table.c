// SPDX-License-Identifier: MIT
// table: which object each of the process's handles means.
#include "ob/table.h"

#include "ob/far.h"
#include "ob/letter.h"
#include "sys/lock.h"

#include <stdlib.h>

/* Windows' own limit on the handles of one process. */
#define MAX_HANDLES (1u << 24)

struct slot {
    struct ob_object *object; /* NULL: free */
    ACCESS_MASK access;
    ULONG attributes; /* and a serial number above; of a free slot: the next free one's index */
};

#define SERIAL_SHIFT 8 /* two handles that follow each other are told apart from outside by it */

#define NO_SLOT UINT32_MAX

static struct sys_lock table_lock = SYS_LOCK_INIT; /* protects all of: */
static uint32_t capacity;             /* of `slots` */

static struct table {
    struct slot *slots;
    uint32_t used; /* slots that are initialised: [0, used) */
} table;
static uint32_t free_head = NO_SLOT;  /* the free ones among those */
static uint32_t serial;
static uint32_t free_below;           /* slots from here on are others' until they are taken */

/* Each number is taken once; from then on it is the table's, in use or free. */
static struct ob_table_shared own_numbers;
static struct ob_table_shared *shared = &own_numbers;

static HANDLE handle_of(uint32_t index)
{
    return (HANDLE)(((uintptr_t)index + 1) * 4);
}

/* The two lowest bits of a handle are the program's to use; Windows ignores them. */
static uint32_t index_of(HANDLE handle)
{
    uintptr_t value = (uintptr_t)handle & ~(uintptr_t)3;

    return value == 0 || value / 4 > MAX_HANDLES ? NO_SLOT : (uint32_t)(value / 4 - 1);
}

/* The lock is held, by all up to the next heading. NULL: not a handle. */
static struct slot *slot_of(HANDLE handle)
{
    uint32_t index = index_of(handle);

    return index < table.used && table.slots[index].object ? &table.slots[index] : NULL;
}

static struct ob_entry entry_of(const struct slot *slot)
{
    return (struct ob_entry) {
        .object = slot->object, .access = slot->access,
        .attributes = slot->attributes & OB_HANDLE_ATTRIBUTES
    };
}

static bool grow(uint32_t wanted)
{
    uint32_t size = capacity ? capacity : 64;
    struct slot *grown;

    if (wanted <= capacity)
        return true;
    if (wanted > MAX_HANDLES)
        return false;
    while (size < wanted)
        size *= 2;
    grown = realloc(table.slots, size * sizeof *grown);
    if (!grown)
        return false;
    table.slots = grown;
    capacity = size;
    return true;
}

static void slot_free(uint32_t index)
{
    table.slots[index] = (struct slot) { .attributes = free_head };
    free_head = index;
}

/* Makes the slot one of the table's; false: no memory. */
static bool reach(uint32_t index)
{
    if (!grow(index + 1))
        return false;
    while (table.used <= index) {
        if (table.used < free_below)
            slot_free(table.used++);
        else
            table.slots[table.used++] = (struct slot) { .object = NULL };
    }
    return true;
}

/* A number that somebody else took is not in the list. */
static void free_list_remove(uint32_t index)
{
    uint32_t *link = &free_head;

    while (*link != index && *link != NO_SLOT)
        link = &table.slots[*link].attributes;
    if (*link == index)
        *link = table.slots[index].attributes;
}

static void slot_fill(uint32_t index, const struct ob_entry *entry)
{
    table.slots[index] = (struct slot) {
        .object = entry->object, .access = entry->access,
        .attributes = (entry->attributes & OB_HANDLE_ATTRIBUTES) | serial++ << SERIAL_SHIFT
    };
    ob_object_reference(entry->object);
    atomic_fetch_add_explicit(&entry->object->handles, 1, memory_order_relaxed);
}

/* NO_SLOT: there is none left. */
static uint32_t take_number(struct ob_table_shared *from)
{
    uint32_t index = atomic_load_explicit(&from->numbers, memory_order_relaxed);

    do
        if (index >= MAX_HANDLES)
            return NO_SLOT;
    while (!atomic_compare_exchange_weak(&from->numbers, &index, index + 1));
    return index;
}

/* NO_SLOT: no memory, or no number. */
static uint32_t take_slot(void)
{
    uint32_t index = free_head;

    if (index != NO_SLOT) {
        free_head = table.slots[index].attributes;
        return index;
    }
    index = take_number(shared);
    return index != NO_SLOT && reach(index) ? index : NO_SLOT;
}

/* --- handles ------------------------------------------------------------------------------- */

void ob_table_collect(void)
{
    ob_letter_collect(shared);
}

HANDLE ob_table_insert(const struct ob_entry *entry)
{
    uint32_t index;

    sys_lock_acquire(&table_lock);
    index = take_slot();
    if (index != NO_SLOT) {
        slot_fill(index, entry);
        atomic_fetch_add_explicit(&shared->count, 1, memory_order_relaxed);
    }
    sys_lock_release(&table_lock);
    return index == NO_SLOT ? NULL : handle_of(index);
}

NTSTATUS ob_table_install(HANDLE handle, const struct ob_entry *entry)
{
    uint32_t index = index_of(handle);
    NTSTATUS status = STATUS_SUCCESS;

    if (index == NO_SLOT)
        return STATUS_INVALID_HANDLE;
    sys_lock_acquire(&table_lock);
    if (slot_of(handle)) {
        status = STATUS_INVALID_HANDLE;
    } else if (!reach(index)) {
        status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        free_list_remove(index);
        slot_fill(index, entry);
    }
    sys_lock_release(&table_lock);
    return status;
}

bool ob_table_look_up(HANDLE handle, struct ob_entry *entry)
{
    struct slot *slot;

    sys_lock_acquire(&table_lock);
    slot = slot_of(handle);
    if (slot) {
        *entry = entry_of(slot);
        ob_object_reference(entry->object);
    }
    sys_lock_release(&table_lock);
    return slot != NULL;
}

bool ob_table_set_attributes(HANDLE handle, ULONG mask, ULONG attributes)
{
    struct slot *slot;

    mask &= OB_HANDLE_ATTRIBUTES;
    sys_lock_acquire(&table_lock);
    slot = slot_of(handle);
    if (slot)
        slot->attributes = (slot->attributes & ~mask) | (attributes & mask);
    sys_lock_release(&table_lock);
    return slot != NULL;
}

NTSTATUS ob_table_remove(HANDLE handle, struct ob_object **object)
{
    NTSTATUS status = STATUS_INVALID_HANDLE;
    struct slot *slot;

    sys_lock_acquire(&table_lock);
    slot = slot_of(handle);
    if (slot && (slot->attributes & OBJ_PROTECT_CLOSE)) {
        status = STATUS_HANDLE_NOT_CLOSABLE;
    } else if (slot) {
        *object = slot->object;
        slot_free(index_of(handle));
        atomic_fetch_sub_explicit(&shared->count, 1, memory_order_relaxed);
        status = STATUS_SUCCESS;
    }
    sys_lock_release(&table_lock);
    return status;
}

NTSTATUS ob_table_visit_inheritable(NTSTATUS (*visit)(void *context, HANDLE handle,
                                                      const struct ob_entry *entry),
                                    void *context)
{
    NTSTATUS status = STATUS_SUCCESS;

    sys_lock_acquire(&table_lock);
    for (uint32_t i = 0; i < table.used && NT_SUCCESS(status); i++) {
        struct ob_entry entry = entry_of(&table.slots[i]);

        if (entry.object && (entry.attributes & OBJ_INHERIT))
            status = visit(context, handle_of(i), &entry);
    }
    sys_lock_release(&table_lock);
    return status;
}

/* --- numbers ------------------------------------------------------------------------------- */

uint32_t ob_table_number(HANDLE handle)
{
    return index_of(handle);
}

HANDLE ob_table_take_number(struct ob_table_shared *from)
{
    uint32_t index = take_number(from);

    return index == NO_SLOT ? NULL : handle_of(index);
}

uint32_t ob_table_numbers(void)
{
    return atomic_load(&shared->numbers);
}

void ob_table_share(struct ob_table_shared *with)
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

void ob_table_fork_prepare(void)
{
    sys_lock_acquire(&table_lock);
}

void ob_table_fork_done(void)
{
    sys_lock_release(&table_lock);
}

/* --- as others see it ---------------------------------------------------------------------- */

uint64_t ob_far_table(void)
{
    return (uintptr_t)&table;
}

uint64_t ob_far_layout(void)
{
    return sizeof(struct slot) << 16 | offsetof(struct slot, attributes) << 8 |
           offsetof(struct table, used);
}

bool ob_far_entry(const struct ob_far *there, HANDLE handle, struct ob_far_entry *found)
{
    uint32_t index = index_of(handle);
    struct table its;
    struct slot slot = { .object = NULL };

    if (!ob_far_read(there, there->table, &its, sizeof its))
        return false;
    if (index < its.used && !ob_far_read(there, (uintptr_t)(its.slots + index), &slot, sizeof slot))
        return false;
    *found = (struct ob_far_entry) {
        .object = (uintptr_t)slot.object, .access = slot.access,
        .attributes = slot.attributes & OB_HANDLE_ATTRIBUTES,
        .serial = slot.attributes >> SERIAL_SHIFT
    };
    return true;
}
