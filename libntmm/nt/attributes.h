// SPDX-License-Identifier: MIT
// attributes: OBJECT_ATTRIBUTES from the caller's memory, checked.
#ifndef NTMM_NT_ATTRIBUTES_H
#define NTMM_NT_ATTRIBUTES_H

#include "nt/capture.h"
#include "ob/object.h"
#include "ob/path.h"

struct nt_attributes {
    ULONG attributes; /* OBJ_ bits */
    bool named;
    struct ob_path path; /* points into the capture */
    bool everyone; /* of a new object: not the creating user's alone (security.h) */
    struct nt_capture capture;
};

/*
 * `user` NULL: no attributes, no name. An object called "" is unnamed for creation; to open it is
 * to open the directory. STATUS_INVALID_PARAMETER, STATUS_ACCESS_VIOLATION,
 * STATUS_DATATYPE_MISALIGNMENT, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_OBJECT_PATH_NOT_FOUND, those of the root directory's handle and for a new object of `type`
 * those of its security descriptor. To be freed when they succeeded.
 */
NTSTATUS nt_attributes_create(const OBJECT_ATTRIBUTES *user, const struct ob_type *type,
                              struct nt_attributes *attributes);
NTSTATUS nt_attributes_open(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes);

void nt_attributes_free(struct nt_attributes *attributes);

#endif
