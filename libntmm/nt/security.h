// SPDX-License-Identifier: MIT
// security: what a caller's security descriptor lets other users do.
#ifndef NTMM_NT_SECURITY_H
#define NTMM_NT_SECURITY_H

#include "ob/object.h"

/*
 * Objects know two kinds of security: the creating user's alone, and everyone's. *everyone: the
 * descriptor has a NULL DACL, or one that gives all rights of the type to everyone (or to the users
 * of the machine) and takes none away. Every other DACL, and none, means the creating user alone,
 * who always may. Owner, group and auditing change nothing.
 *
 * `user` NULL: no descriptor. STATUS_ACCESS_VIOLATION, STATUS_DATATYPE_MISALIGNMENT,
 * STATUS_UNKNOWN_REVISION, STATUS_INVALID_SID, STATUS_INVALID_ACL, STATUS_NO_MEMORY.
 */
NTSTATUS nt_security_capture(const void *user, const struct ob_type *type, bool *everyone);

#endif
