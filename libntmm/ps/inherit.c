// SPDX-License-Identifier: MIT
// inherit: the handles that a child gets, from the parent's table into its record and out of it.
#include "ps/inherit.h"

#include "io/file.h"
#include "ke/dispatcher.h"
#include "ke/mutant.h"
#include "mm/section.h"
#include "ob/directory.h"
#include "ob/handle.h"
#include "ob/name.h"
#include "ps/process.h"
#include "sys/file.h"
#include "sys/process.h"

#include <stdlib.h>
#include <string.h>

/* The order is known to other processes: new kinds go to the end. */
static const struct ob_type *const kinds[] = {
    &mm_section_type, &io_file_type, &ob_directory_type, &ps_process_type,
    &ke_event_type, &ke_mutant_type, &ke_semaphore_type, &ke_timer_type,
};

#define KINDS (sizeof kinds / sizeof *kinds)

static size_t kind_of(const struct ob_type *type)
{
    size_t kind = 0;

    while (kind < KINDS && kinds[kind] != type)
        kind++;
    return kind;
}

const struct ob_type *ps_inherit_kind(size_t index)
{
    return index < KINDS ? kinds[index] : NULL;
}

uint64_t ps_inherit_kinds(void)
{
    return (uintptr_t)kinds;
}

/* Makes room for one more element. */
static bool grow(void **array, size_t count, size_t *room, size_t element)
{
    size_t more = *room ? 2 * *room : 16;
    void *grown;

    if (count < *room)
        return true;
    grown = realloc(*array, more * element);
    if (!grown)
        return false;
    *array = grown;
    *room = more;
    return true;
}

/*
 * The child is given duplicates: a reference keeps the object, but the descriptor of its name goes
 * with the last handle, which another thread may close before the child is there.
 */
static NTSTATUS duplicate_descriptors(struct ob_image *image)
{
    for (int i = 0; i < 2; i++) {
        int made = image->fd[i] < 0 ? -1 : sys_file_duplicate(image->fd[i]);

        if (made < 0 && image->fd[i] >= 0) {
            if (i == 1 && image->fd[0] >= 0)
                sys_file_close(image->fd[0]);
            return ob_status(made);
        }
        image->fd[i] = made;
    }
    return STATUS_SUCCESS;
}

/* The index of the object, which is packed when it is met first. */
static NTSTATUS find_object(struct ps_inherit *inherit, struct ob_object *object, size_t *index)
{
    struct ps_inherit_object *found;
    size_t type = kind_of(object->type);
    NTSTATUS status;

    for (*index = 0; *index < inherit->object_count; ++*index)
        if (inherit->objects[*index].object == object)
            return STATUS_SUCCESS;
    if (type == KINDS || !object->type->pack)
        return STATUS_NOT_SUPPORTED;
    if (!grow((void **)&inherit->objects, inherit->object_count, &inherit->object_room,
              sizeof *inherit->objects))
        return STATUS_NO_MEMORY;
    found = &inherit->objects[*index];
    *found = (struct ps_inherit_object) { .type = type, .image = { .fd = { -1, -1 } } };
    status = object->type->pack(object, &found->image);
    if (NT_SUCCESS(status))
        status = duplicate_descriptors(&found->image);
    if (!NT_SUCCESS(status))
        return status;
    ob_object_reference(object); /* or another could come to lie at its address */
    found->object = object;
    inherit->object_count++;
    return STATUS_SUCCESS;
}

/* The two lowest bits of a handle are the program's. */
static bool is_same(HANDLE one, HANDLE other)
{
    return ((uintptr_t)one ^ (uintptr_t)other) < 4;
}

static bool is_listed(const struct ps_inherit *inherit, HANDLE handle)
{
    for (size_t i = 0; i < inherit->list_count; i++)
        if (is_same(inherit->list[i], handle))
            return true;
    return !inherit->list;
}

static NTSTATUS collect(void *context, HANDLE handle, const struct ob_entry *entry)
{
    struct ps_inherit *inherit = context;
    size_t index;
    NTSTATUS status;

    if (!is_listed(inherit, handle))
        return STATUS_SUCCESS;
    status = find_object(inherit, entry->object, &index);
    if (!NT_SUCCESS(status))
        return status;
    if (!grow((void **)&inherit->handles, inherit->handle_count, &inherit->handle_room,
              sizeof *inherit->handles))
        return STATUS_NO_MEMORY;
    inherit->handles[inherit->handle_count++] = (struct ps_inherit_handle) {
        .handle = handle, .access = entry->access, .attributes = entry->attributes,
        .object = index
    };
    return STATUS_SUCCESS;
}

bool ps_inherit_has(const struct ps_inherit *inherit, HANDLE handle)
{
    for (size_t i = 0; i < inherit->handle_count; i++)
        if (is_same(inherit->handles[i].handle, handle))
            return true;
    return false;
}

NTSTATUS ps_inherit_collect(struct ps_inherit *inherit, const HANDLE *list, size_t count)
{
    NTSTATUS status;

    inherit->list = list;
    inherit->list_count = count;
    ob_table_collect();
    status = ob_table_visit_inheritable(collect, inherit);
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++)
        if (list[i] && !ps_inherit_has(inherit, list[i]))
            status = STATUS_INVALID_PARAMETER;
    return status;
}

void ps_inherit_free(struct ps_inherit *inherit)
{
    for (size_t i = 0; i < inherit->object_count; i++) {
        for (int j = 0; j < 2; j++)
            if (inherit->objects[i].image.fd[j] >= 0)
                sys_file_close(inherit->objects[i].image.fd[j]);
        ob_object_dereference(inherit->objects[i].object);
    }
    free(inherit->objects);
    free(inherit->handles);
}

size_t ps_inherit_descriptors(const struct ps_inherit *inherit, int *descriptors)
{
    size_t count = 0;

    for (size_t i = 0; i < inherit->object_count; i++)
        for (int j = 0; j < 2; j++)
            if (inherit->objects[i].image.fd[j] >= 0)
                descriptors[count++] = inherit->objects[i].image.fd[j];
    return count;
}

void ps_inherit_write(const struct ps_inherit *inherit, struct ps_record *record)
{
    struct ps_record_object *object = ps_record_objects(record);
    struct ps_record_handle *handle = ps_record_handles(record);

    for (size_t i = 0; i < inherit->object_count; i++)
        object[i] = (struct ps_record_object) {
            .type = inherit->objects[i].type, .image = inherit->objects[i].image
        };
    for (size_t i = 0; i < inherit->handle_count; i++)
        handle[i] = (struct ps_record_handle) {
            .handle = (uintptr_t)inherit->handles[i].handle,
            .access = inherit->handles[i].access, .attributes = inherit->handles[i].attributes,
            .object = inherit->handles[i].object
        };
}

uint32_t ps_inherit_numbers(const struct ps_inherit *inherit)
{
    uint32_t numbers = 0;

    for (size_t i = 0; i < inherit->handle_count; i++) {
        uint32_t above = ob_table_number(inherit->handles[i].handle) + 1;

        numbers = above > numbers ? above : numbers;
    }
    return numbers;
}

static NTSTATUS read_objects(struct ps_record *record, struct ob_object **objects)
{
    struct ps_record_object *from = ps_record_objects(record);

    for (uint32_t i = 0; i < record->objects; i++) {
        NTSTATUS status = STATUS_INVALID_PARAMETER;

        for (int j = 0; j < 2; j++)
            if (from[i].image.fd[j] >= 0)
                sys_process_keep_private(from[i].image.fd[j]);
        if (from[i].type < KINDS)
            status = kinds[from[i].type]->unpack(&from[i].image, &objects[i]);
        if (!NT_SUCCESS(status))
            return status;
    }
    return STATUS_SUCCESS;
}

NTSTATUS ps_inherit_read(struct ps_record *record)
{
    struct ps_record_handle *handles = ps_record_handles(record);
    struct ob_object **objects;
    NTSTATUS status;

    if (!record->objects)
        return STATUS_SUCCESS;
    objects = calloc(record->objects, sizeof *objects);
    if (!objects)
        return STATUS_NO_MEMORY;
    status = read_objects(record, objects);
    for (uint32_t i = 0; i < record->handles && NT_SUCCESS(status); i++) {
        if (handles[i].object >= record->objects)
            status = STATUS_INVALID_PARAMETER;
        else
            status = ob_table_install((HANDLE)(uintptr_t)handles[i].handle,
                                      &(struct ob_entry) { .object = objects[handles[i].object],
                                                           .access = handles[i].access,
                                                           .attributes = handles[i].attributes });
    }
    for (uint32_t i = 0; i < record->objects; i++)
        if (objects[i])
            ob_object_dereference(objects[i]);
    free(objects);
    return status;
}

/* --- one object ---------------------------------------------------------------------------- */

NTSTATUS ps_inherit_pack(HANDLE handle, struct ps_record_object *packed, uint32_t *access)
{
    struct ob_object *object;
    ACCESS_MASK granted;
    NTSTATUS status = ob_handle_reference(handle, NULL, 0, &object, &granted);

    if (!NT_SUCCESS(status))
        return status;
    *packed = (struct ps_record_object) {
        .type = kind_of(object->type), .image = { .fd = { -1, -1 } }
    };
    *access = granted;
    ob_name_lock(); /* another thread may close the last handle */
    status = packed->type < KINDS && object->type->pack ? object->type->pack(object, &packed->image)
                                                        : STATUS_NOT_SUPPORTED;
    if (NT_SUCCESS(status))
        status = duplicate_descriptors(&packed->image);
    ob_name_unlock();
    ob_object_dereference(object);
    return status;
}

void ps_inherit_discard(const struct ps_record_object *packed)
{
    for (int i = 0; i < 2; i++)
        if (packed->image.fd[i] >= 0)
            sys_file_close(packed->image.fd[i]);
}

NTSTATUS ps_inherit_unpack(const struct ps_record_object *packed, struct ob_object **object)
{
    if (packed->type >= KINDS || memchr(packed->image.leaf, 0, sizeof packed->image.leaf) == NULL) {
        ps_inherit_discard(packed);
        return STATUS_INVALID_PARAMETER;
    }
    *object = packed->image.leaf[0] ? ob_name_known(packed->image.leaf, kinds[packed->type]) : NULL;
    if (!*object)
        return kinds[packed->type]->unpack(&packed->image, object);
    ps_inherit_discard(packed);
    return STATUS_SUCCESS;
}
