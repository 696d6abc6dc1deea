// SPDX-License-Identifier: MIT
// far: what other processes find in the memory of this one, and this one in theirs.
#include "ps/far.h"

#include "ke/pool.h"
#include "mm/far.h"
#include "ob/handle.h"
#include "ob/name.h"
#include "ps/census.h"
#include "ps/inherit.h"
#include "sys/peer.h"

#include <errno.h>
#include <stdlib.h>

#define TRIES 100 /* while the other process is busy with just this handle */

/* The version of the record says what the sizes do not. */
static uint64_t layout(void)
{
    uint64_t layout = mm_far_layout() + PS_RECORD_VERSION + (ob_far_layout() << 32);
    const struct ob_type *type;

    for (size_t i = 0; (type = ps_inherit_kind(i)); i++)
        layout = layout * 1000003 + type->size;
    return layout;
}

void ps_far_publish(struct ps_record *record)
{
    record->areas = mm_far_tree();
    record->table = ob_far_table();
    record->pools = ke_pool_far_list();
    record->kinds = ps_inherit_kinds();
    atomic_thread_fence(memory_order_release);
    record->layout = layout();
}

bool ps_far_is_known(struct ps_process *process)
{
    const struct ps_record *record = ps_census_record(process);

    return record && record->layout == layout();
}

/* --- one object ------------------------------------------------------------------------------- */

/* Its descriptors become this process's own; what has a name is opened by that. */
static NTSTATUS take_descriptors(const struct ps_process *process,
                                 struct ps_record_object *packed)
{
    struct ob_image *image = &packed->image;
    int number[2] = { image->fd[0], image->fd[1] }, failed = 0;

    image->fd[0] = image->fd[1] = -1;
    for (int i = 0; i < 2 && !failed && !image->leaf[0]; i++) {
        int fd = number[i] < 0 ? -1 : sys_peer_descriptor(process->watch, number[i]);

        if (fd < 0 && number[i] >= 0)
            failed = fd;
        else
            image->fd[i] = fd;
    }
    if (failed)
        ps_inherit_discard(packed);
    return failed == -EBADF ? STATUS_RETRY : ob_status(failed);
}

/* Takes the descriptors over. */
static NTSTATUS open_packed(const struct ps_record_object *packed, ACCESS_MASK access,
                            HANDLE *made)
{
    struct ob_object *object;
    NTSTATUS status;

    if (packed->image.leaf[0])
        return ob_name_open_leaf(packed->image.leaf, ps_inherit_kind(packed->type), access, made);
    status = ps_inherit_unpack(packed, &object);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(object, access, 0, made);
    ob_object_dereference(object);
    return status;
}

/* Which of this process's types the other one's is. NULL: it cannot be taken. */
static const struct ob_type *kind_at(const struct ob_far *there, uint64_t type, uint64_t *kind)
{
    uint64_t address;

    for (*kind = 0; ps_inherit_kind(*kind); ++*kind)
        if (ob_far_read(there, there->kinds + *kind * sizeof address, &address, sizeof address) &&
            address == type)
            return ps_inherit_kind(*kind);
    return NULL;
}

static NTSTATUS pack_object(const struct ob_far *there, uint64_t address,
                            struct ps_record_object *packed)
{
    struct ob_object header, *copy;
    const struct ob_type *type;
    NTSTATUS status = STATUS_RETRY;

    if (!ob_far_read(there, address, &header, sizeof header))
        return STATUS_RETRY;
    type = kind_at(there, (uintptr_t)header.type, &packed->type);
    if (!type)
        return STATUS_NOT_SUPPORTED;
    if (header.name)
        return ob_far_leaf(there, (uintptr_t)header.name, packed->image.leaf) ? STATUS_SUCCESS
                                                                             : STATUS_RETRY;
    copy = malloc(type->size);
    if (!copy)
        return STATUS_NO_MEMORY;
    if (ob_far_read(there, address, copy, type->size)) {
        copy->type = type;
        copy->name = NULL;
        status = type->pack_far ? type->pack_far(there, copy, &packed->image)
                                : type->pack(copy, &packed->image);
    }
    free(copy);
    return status;
}

/* --- one handle ------------------------------------------------------------------------------- */

static bool is_still(const struct ob_far *there, HANDLE handle, const struct ob_far_entry *entry)
{
    struct ob_far_entry now;

    return ob_far_entry(there, handle, &now) && now.object == entry->object &&
           now.serial == entry->serial;
}

/*
 * What was read while the handle stayed what it was is true: asked before a descriptor is believed
 * to be the object's, and again when this process has its own hold on it. STATUS_RETRY.
 */
static NTSTATUS try_table(struct ps_process *process, const struct ob_far *there, HANDLE handle,
                          struct ps_far_source *source, HANDLE *made)
{
    struct ps_record_object packed = { .image = { .fd = { -1, -1 } } };
    struct ob_far_entry entry;
    NTSTATUS status;

    if (!ob_far_entry(there, handle, &entry))
        return ps_process_has_ended(process) ? STATUS_PROCESS_IS_TERMINATING
                                             : STATUS_ACCESS_DENIED;
    if (!entry.object)
        return STATUS_INVALID_HANDLE;
    source->access = entry.access;
    source->attributes = entry.attributes;
    status = pack_object(there, entry.object, &packed);
    if (NT_SUCCESS(status))
        status = take_descriptors(process, &packed);
    if (NT_SUCCESS(status) && !is_still(there, handle, &entry)) {
        ps_inherit_discard(&packed);
        return STATUS_RETRY;
    }
    if (NT_SUCCESS(status))
        status = open_packed(&packed, entry.access, made);
    if (is_still(there, handle, &entry))
        return status;
    if (NT_SUCCESS(status))
        ob_handle_close(*made);
    return STATUS_RETRY;
}

/* It has what it was given when it was started, and nothing else, for it has not begun. */
static NTSTATUS open_given(struct ps_process *process, HANDLE handle,
                           struct ps_far_source *source, HANDLE *made)
{
    struct ps_record *record = process->record;
    struct ps_record_handle *given = ps_record_handles(record);
    struct ps_record_object packed;
    NTSTATUS status;

    for (uint32_t i = 0; i < record->handles; i++) {
        if (ob_table_number((HANDLE)(uintptr_t)given[i].handle) != ob_table_number(handle) ||
            given[i].object >= record->objects)
            continue;
        source->access = given[i].access;
        source->attributes = given[i].attributes;
        packed = ps_record_objects(record)[given[i].object];
        status = take_descriptors(process, &packed);
        return NT_SUCCESS(status) ? open_packed(&packed, source->access, made) : status;
    }
    return STATUS_INVALID_HANDLE;
}

NTSTATUS ps_far_open(struct ps_process *process, HANDLE handle, struct ps_far_source *source,
                     HANDLE *made)
{
    struct ps_record *record = ps_census_record(process);
    NTSTATUS status = STATUS_RETRY;

    if (ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    source->attributes = 0;
    source->access = PROCESS_ALL_ACCESS;
    if (handle == NtCurrentProcess()) /* means the other process itself */
        return ob_handle_create(&process->object, source->access, 0, made);
    if (!record || handle == NtCurrentThread() || (record->layout && !ps_far_is_known(process)))
        return STATUS_NOT_SUPPORTED;
    if (!record->layout)
        return open_given(process, handle, source, made);
    for (int i = 0; i < TRIES && status == STATUS_RETRY; i++) {
        const struct ob_far there = {
            .pid = process->pid, .table = record->table, .pools = record->pools,
            .kinds = record->kinds
        };

        status = try_table(process, &there, handle, source, made);
    }
    return status == STATUS_RETRY ? STATUS_DEVICE_BUSY : status;
}
