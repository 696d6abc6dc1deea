// SPDX-License-Identifier: MIT
// object_query: NtQueryObject, one function for each class of information.
#include "io/file.h"
#include "nt/probe.h"
#include "nt/string_out.h"
#include "ob/directory.h"
#include "ob/handle.h"
#include "ob/name.h"

#include <limits.h>
#include <stdlib.h>
#include <winternl.h>

/* What is asked about. */
struct asked {
    HANDLE handle;
    struct ob_object *object;
    ACCESS_MASK access;
};

static size_t units_of(const WCHAR *text)
{
    size_t units = 0;

    while (text[units])
        units++;
    return units;
}

/* *units of it, at *text for free(); NULL: none, or no memory. */
static NTSTATUS name_of(struct ob_object *object, WCHAR **text, size_t *units)
{
    char path[PATH_MAX];
    int bytes;

    *text = NULL;
    *units = 0;
    if (object->type == &io_file_type) {
        bytes = sys_file_path(((struct io_file *)object)->fd, path, sizeof path);
        if (bytes < 0)
            return ob_status(bytes);
        *text = malloc((NT_DEVICE_MOST + (size_t)bytes) * sizeof **text);
        if (*text)
            *units = nt_device_path(path, (size_t)bytes, *text);
    } else if (object->type == &ob_directory_type) {
        *text = malloc(OB_SPACE_MOST * sizeof **text);
        if (*text) /* without the last backslash */
            *units = ob_path_of_space(((struct ob_directory *)object)->space, *text) - 1;
    } else {
        *units = ob_name_query(object, text);
        if (*units == 0)
            return STATUS_SUCCESS;
    }
    return *text ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS query_name(const struct asked *asked, PVOID buffer, ULONG length, SIZE_T *size)
{
    WCHAR *text;
    size_t units;
    NTSTATUS status = name_of(asked->object, &text, &units);

    if (NT_SUCCESS(status))
        status = nt_string_out(buffer, length, text, units, size);
    free(text);
    /* only names of files are told to be longer than the buffer */
    return status == STATUS_BUFFER_OVERFLOW && asked->object->type != &io_file_type
         ? STATUS_INFO_LENGTH_MISMATCH : status;
}

static ULONG attributes_of(HANDLE handle)
{
    ULONG attributes = 0; /* as of a pseudo handle */

    ob_handle_get_attributes(handle, &attributes);
    return attributes;
}

/* Counts are this process's: nobody knows of all others. */
static NTSTATUS query_basic(const struct asked *asked, PVOID buffer, ULONG length, SIZE_T *size)
{
    OBJECT_BASIC_INFORMATION basic = {
        .Attributes = attributes_of(asked->handle),
        .GrantedAccess = asked->access,
        .HandleCount = atomic_load(&asked->object->handles),
        .PointerCount = atomic_load(&asked->object->references) - 1, /* without this call's */
        .TypeInformationLength = (ULONG)(sizeof(OBJECT_TYPE_INFORMATION) +
                                         (units_of(asked->object->type->name) + 1) * sizeof(WCHAR)),
    };
    WCHAR *text;
    size_t units;

    *size = sizeof basic;
    if (length < sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (NT_SUCCESS(name_of(asked->object, &text, &units)) && units)
        basic.NameInformationLength = (ULONG)(sizeof(OBJECT_NAME_INFORMATION) +
                                              (units + 1) * sizeof(WCHAR));
    free(text);
    return nt_copy_out(buffer, &basic, sizeof basic);
}

/* The string comes first, its text behind the structure. */
static NTSTATUS query_type(const struct asked *asked, PVOID buffer, ULONG length, SIZE_T *size)
{
    const struct ob_type *type = asked->object->type;
    size_t bytes = units_of(type->name) * sizeof(WCHAR);
    OBJECT_TYPE_INFORMATION information = {
        .TypeName = {
            .Length = (USHORT)bytes, .MaximumLength = (USHORT)(bytes + sizeof(WCHAR)),
            .Buffer = nt_behind(buffer, sizeof information),
        },
        .GenericMapping = type->mapping,
        .ValidAccessMask = type->all_access,
    };
    NTSTATUS status;

    *size = sizeof information + bytes + sizeof(WCHAR);
    if (length < *size)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_copy_out(information.TypeName.Buffer, type->name, bytes + sizeof(WCHAR));
    return NT_SUCCESS(status) ? nt_copy_out(buffer, &information, sizeof information) : status;
}

static NTSTATUS query_flags(const struct asked *asked, PVOID buffer, ULONG length, SIZE_T *size)
{
    ULONG attributes;
    NTSTATUS status = ob_handle_get_attributes(asked->handle, &attributes);
    OBJECT_HANDLE_FLAG_INFORMATION flags;

    *size = sizeof flags;
    if (length < sizeof flags)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status))
        return status;
    flags.Inherit = !!(attributes & OBJ_INHERIT);
    flags.ProtectFromClose = !!(attributes & OBJ_PROTECT_CLOSE);
    return nt_copy_out(buffer, &flags, sizeof flags);
}

static const struct {
    OBJECT_INFORMATION_CLASS class;
    NTSTATUS (*query)(const struct asked *asked, PVOID buffer, ULONG length, SIZE_T *size);
} classes[] = {
    { ObjectBasicInformation, query_basic },
    { ObjectNameInformation, query_name },
    { ObjectTypeInformation, query_type },
    { ObjectHandleFlagInformation, query_flags },
};

NTSTATUS NTAPI NtQueryObject(HANDLE handle, OBJECT_INFORMATION_CLASS class, PVOID buffer,
                             ULONG length, ULONG *returned)
{
    struct asked asked = { .handle = handle };
    SIZE_T size = 0;
    ULONG need;
    size_t i = 0;
    NTSTATUS status;

    while (i < sizeof classes / sizeof *classes && classes[i].class != class)
        i++;
    if (i == sizeof classes / sizeof *classes)
        return STATUS_INVALID_INFO_CLASS;
    status = ob_handle_reference(handle, NULL, 0, &asked.object, &asked.access);
    if (!NT_SUCCESS(status))
        return status;
    status = classes[i].query(&asked, buffer, length, &size);
    ob_object_dereference(asked.object);
    need = (ULONG)size;
    if (size && returned && !NT_SUCCESS(nt_copy_out(returned, &need, sizeof need)))
        status = STATUS_ACCESS_VIOLATION;
    return status;
}
