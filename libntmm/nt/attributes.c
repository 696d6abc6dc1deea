// SPDX-License-Identifier: MIT
// attributes: OBJECT_ATTRIBUTES from the caller's memory, checked.
#include "nt/attributes.h"

#include "nt/security.h"
#include "ob/directory.h"
#include "ob/handle.h"

static NTSTATUS parse(const struct nt_capture *capture, struct ob_path *path)
{
    struct ob_object *object;
    NTSTATUS status;

    if (!capture->root)
        return ob_path_parse(NULL, capture->name, capture->length, path);
    status = ob_handle_reference(capture->root, &ob_directory_type, 0, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_path_parse(&((struct ob_directory *)object)->space, capture->name,
                           capture->length, path);
    ob_object_dereference(object);
    return status;
}

static NTSTATUS take(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes,
                     bool empty_is_unnamed)
{
    struct nt_capture *capture = &attributes->capture;
    NTSTATUS status;

    attributes->attributes = 0;
    attributes->named = false;
    attributes->everyone = false;
    capture->security = NULL;
    capture->allocated = NULL;
    if (!user)
        return STATUS_SUCCESS;
    status = nt_capture(user, capture);
    if (!NT_SUCCESS(status))
        return status;
    attributes->attributes = capture->attributes;
    attributes->named = capture->named && !(capture->length == 0 && empty_is_unnamed);
    if (attributes->named)
        status = parse(capture, &attributes->path);
    else if (capture->root && !empty_is_unnamed)
        status = STATUS_OBJECT_NAME_INVALID;
    if (!NT_SUCCESS(status))
        nt_attributes_free(attributes);
    return status;
}

NTSTATUS nt_attributes_create(const OBJECT_ATTRIBUTES *user, const struct ob_type *type,
                              struct nt_attributes *attributes)
{
    NTSTATUS status = take(user, attributes, true);

    if (!NT_SUCCESS(status))
        return status;
    status = nt_security_capture(attributes->capture.security, type, &attributes->everyone);
    if (!NT_SUCCESS(status))
        nt_attributes_free(attributes);
    return status;
}

NTSTATUS nt_attributes_open(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes)
{
    NTSTATUS status = take(user, attributes, false);

    if (NT_SUCCESS(status) && !attributes->named)
        status = user ? STATUS_OBJECT_PATH_SYNTAX_BAD : STATUS_INVALID_PARAMETER;
    return status;
}

void nt_attributes_free(struct nt_attributes *attributes)
{
    nt_capture_free(&attributes->capture);
}
