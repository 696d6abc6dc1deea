// SPDX-License-Identifier: MIT
// section: the native calls on section objects.
#include "mm/section.h"

#include "io/file.h"
#include "mm/image.h"
#include "nt/attributes.h"
#include "nt/probe.h"
#include "ob/handle.h"

/* S-CRE-02: what a section's attributes may be; NOCACHE and WRITECOMBINE exclude each other. */
static bool attributes_are_valid(ULONG attributes)
{
    switch (attributes) {
    case SEC_COMMIT: case SEC_COMMIT | SEC_NOCACHE: case SEC_COMMIT | SEC_WRITECOMBINE:
    case SEC_RESERVE: case SEC_RESERVE | SEC_NOCACHE: case SEC_RESERVE | SEC_WRITECOMBINE:
    case SEC_COMMIT | SEC_LARGE_PAGES:
    case SEC_IMAGE: case SEC_IMAGE | SEC_NOCACHE:
        return true;
    default:
        return false;
    }
}

static NTSTATUS create_from_file(HANDLE handle, const struct mm_section_request *request,
                                 struct mm_section **section)
{
    struct io_file *file;
    NTSTATUS status = io_file_reference(handle, mm_prot_file_access(request->protection), &file);

    if (!NT_SUCCESS(status))
        return status;
    if (request->attributes & SEC_IMAGE)
        status = mm_section_create_image(file->fd, request, section);
    else if (request->attributes & SEC_LARGE_PAGES)
        status = STATUS_INVALID_PARAMETER_6;
    else
        status = mm_section_create_file(file->fd, request, section);
    ob_object_dereference(&file->object);
    return status;
}

static NTSTATUS create_from_page_file(const struct mm_section_request *request,
                                      struct mm_section **section)
{
    if (request->attributes & SEC_IMAGE)
        return STATUS_INVALID_FILE_FOR_SECTION;
    if (request->attributes & SEC_LARGE_PAGES)
        return request->size % (2u << 20) ? STATUS_INVALID_PARAMETER_4
                                          : STATUS_PRIVILEGE_NOT_HELD;
    return mm_section_create(request, section);
}

static NTSTATUS capture_size(const LARGE_INTEGER *user, uint64_t *size)
{
    LARGE_INTEGER value = { .QuadPart = 0 };
    NTSTATUS status = STATUS_SUCCESS;

    if (user)
        status = nt_copy_in(&value, user, sizeof value);
    if (NT_SUCCESS(status) && value.QuadPart < 0)
        status = STATUS_INVALID_PARAMETER_4;
    *size = (uint64_t)value.QuadPart;
    return status;
}

NTSTATUS NTAPI NtCreateSection(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                               const LARGE_INTEGER *size, ULONG protect, ULONG sec, HANDLE file)
{
    struct mm_section_request request = { .attributes = sec };
    struct nt_attributes attributes;
    struct mm_section *section;
    struct ob_insert insert;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status) && !attributes_are_valid(sec))
        status = STATUS_INVALID_PARAMETER_6;
    if (NT_SUCCESS(status) && (!mm_prot_parse(protect, &request.protection) ||
                               request.protection & MM_PTE_GUARD ||
                               !mm_prot_is_section(request.protection)))
        status = STATUS_INVALID_PAGE_PROTECTION;
    if (NT_SUCCESS(status))
        status = nt_attributes_create(attr, &mm_section_type, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    request.named = attributes.named;
    status = capture_size(size, &request.size);
    if (NT_SUCCESS(status))
        status = file ? create_from_file(file, &request, &section)
                      : create_from_page_file(&request, &section);
    if (!NT_SUCCESS(status)) {
        nt_attributes_free(&attributes);
        return status;
    }
    insert = (struct ob_insert) {
        .path = attributes.named ? &attributes.path : NULL, .access = access,
        .attributes = attributes.attributes, .everyone = attributes.everyone
    };
    status = ob_name_insert(&section->object, &insert, &made);
    nt_attributes_free(&attributes);
    mm_section_dereference(section);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

NTSTATUS NTAPI NtOpenSection(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr)
{
    struct nt_attributes attributes;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_open(attr, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_name_open(&attributes.path, &mm_section_type, access, attributes.attributes, &made);
    nt_attributes_free(&attributes);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

static NTSTATUS query_image(const struct mm_section *section, void *buffer)
{
    SECTION_IMAGE_INFORMATION information;

    if (!section->image)
        return STATUS_SECTION_NOT_IMAGE;
    mm_image_query(section->image, &information);
    return nt_copy_out(buffer, &information, sizeof information);
}

NTSTATUS NTAPI NtQuerySection(HANDLE handle, SECTION_INFORMATION_CLASS class, PVOID buffer,
                              SIZE_T length, SIZE_T *returned)
{
    SECTION_BASIC_INFORMATION basic = { 0 };
    SIZE_T need = class == SectionBasicInformation ? sizeof basic
                                                   : sizeof(SECTION_IMAGE_INFORMATION);
    struct mm_section *section;
    struct ob_object *object;
    NTSTATUS status;

    if (class != SectionBasicInformation && class != SectionImageInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length < need)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = ob_handle_reference(handle, &mm_section_type, SECTION_QUERY, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    section = (struct mm_section *)object;
    if (class == SectionImageInformation) {
        status = query_image(section, buffer);
    } else {
        mm_section_refresh(section);
        basic.Attributes = section->attributes;
        basic.Size.QuadPart = (LONGLONG)section->size;
        status = nt_copy_out(buffer, &basic, sizeof basic);
    }
    ob_object_dereference(object);
    if (NT_SUCCESS(status) && returned)
        status = nt_copy_out(returned, &need, sizeof need);
    return status;
}

NTSTATUS NTAPI NtExtendSection(HANDLE handle, LARGE_INTEGER *user)
{
    struct ob_object *object;
    LARGE_INTEGER value;
    uint64_t size;
    NTSTATUS status = nt_probe_out(user, sizeof *user);

    if (NT_SUCCESS(status))
        status = capture_size(user, &size);
    if (NT_SUCCESS(status))
        status = ob_handle_reference(handle, &mm_section_type, SECTION_EXTEND_SIZE, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = mm_section_extend((struct mm_section *)object, &size);
    ob_object_dereference(object);
    if (!NT_SUCCESS(status))
        return status;
    value.QuadPart = (LONGLONG)size;
    return nt_copy_out(user, &value, sizeof value);
}
