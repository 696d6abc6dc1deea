// SPDX-License-Identifier: MIT
// security: what a caller's security descriptor lets other users do.
#include "nt/security.h"

#include "nt/acl.h"
#include "nt/probe.h"
#include "ob/handle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Where the parts of the caller's descriptor are; NULL: there is none. */
struct parts {
    SECURITY_DESCRIPTOR_CONTROL control;
    const void *owner, *group, *sacl, *dacl;
};

static const void *at_offset(const void *user, DWORD offset)
{
    return offset ? (const char *)user + offset : NULL;
}

static NTSTATUS capture_parts(const void *user, struct parts *parts)
{
    SECURITY_DESCRIPTOR_RELATIVE relative;
    SECURITY_DESCRIPTOR absolute;
    NTSTATUS status;

    if ((uintptr_t)user % sizeof(ULONG))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&relative, user, sizeof relative);
    if (!NT_SUCCESS(status))
        return status;
    if (relative.Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    parts->control = relative.Control;
    if (relative.Control & SE_SELF_RELATIVE) {
        parts->owner = at_offset(user, relative.Owner);
        parts->group = at_offset(user, relative.Group);
        parts->sacl = at_offset(user, relative.Sacl);
        parts->dacl = at_offset(user, relative.Dacl);
        return STATUS_SUCCESS;
    }
    status = nt_copy_in(&absolute, user, sizeof absolute);
    parts->owner = absolute.Owner;
    parts->group = absolute.Group;
    parts->sacl = absolute.Sacl;
    parts->dacl = absolute.Dacl;
    return status;
}

static NTSTATUS check_sid(const void *user)
{
    union { SID sid; unsigned char bytes[SECURITY_MAX_SID_SIZE]; } copy;
    NTSTATUS status;

    if (!user)
        return STATUS_SUCCESS;
    status = nt_copy_in(&copy, user, NT_SID_START);
    if (!NT_SUCCESS(status))
        return status;
    if (!nt_sid_is_valid(&copy.sid, sizeof copy))
        return STATUS_INVALID_SID;
    return nt_copy_in(&copy, user, nt_sid_size(&copy.sid));
}

/* --- access control lists ------------------------------------------------------------------ */

/* *copy is for free(). */
static NTSTATUS capture_acl(const void *user, ACL **copy)
{
    ACL header;
    NTSTATUS status;

    if ((uintptr_t)user % sizeof(ULONG))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&header, user, sizeof header);
    if (!NT_SUCCESS(status))
        return status;
    if (header.AclSize < sizeof header)
        return STATUS_INVALID_ACL;
    *copy = malloc(header.AclSize);
    if (!*copy)
        return STATUS_NO_MEMORY;
    status = nt_copy_in(*copy, user, header.AclSize);
    **copy = header;
    if (NT_SUCCESS(status) && !nt_acl_is_valid(*copy))
        status = STATUS_INVALID_ACL;
    if (!NT_SUCCESS(status))
        free(*copy);
    return status;
}

/* --- whom an entry means ------------------------------------------------------------------- */

enum whom {
    WHOM_OTHERS, /* all users of the machine, those that are unknown to the creator included */
    WHOM_NOBODY, /* those who do not exist here: guests, who did not log on, the network */
    WHOM_SOME
};

static enum whom whom(const SID *sid)
{
    static const struct {
        unsigned char authority;
        DWORD first, second;
        enum whom whom;
    } known[] = {
        { 1, SECURITY_WORLD_RID, 0, WHOM_OTHERS },
        { 5, SECURITY_AUTHENTICATED_USER_RID, 0, WHOM_OTHERS },
        { 5, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_USERS, WHOM_OTHERS },
        { 5, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_GUESTS, WHOM_NOBODY },
        { 5, SECURITY_ANONYMOUS_LOGON_RID, 0, WHOM_NOBODY },
        { 5, SECURITY_NETWORK_RID, 0, WHOM_NOBODY },
    };
    static const unsigned char zero[5];
    const DWORD *parts = nt_sid_parts(sid);

    if (memcmp(sid->IdentifierAuthority.Value, zero, sizeof zero) != 0)
        return WHOM_SOME;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (sid->IdentifierAuthority.Value[5] == known[i].authority &&
            sid->SubAuthorityCount == (known[i].second ? 2 : 1) &&
            parts[0] == known[i].first && (!known[i].second || parts[1] == known[i].second))
            return known[i].whom;
    return WHOM_SOME;
}

/*
 * Entries count in their order, as Windows has it. One that takes rights from some is read as if it
 * took them from all others; one of a kind that is not understood gives nothing.
 */
static ACCESS_MASK rights_of_others(const ACL *acl, const struct ob_type *type)
{
    ACCESS_MASK given = 0, taken = 0, mask;

    for (const ACE_HEADER *ace = nt_acl_first(acl); ace; ace = nt_acl_next(acl, ace)) {
        if (ace->AceFlags & INHERIT_ONLY_ACE)
            continue;
        if (!nt_ace_sid(ace)) {
            if (ace->AceType != SYSTEM_AUDIT_ACE_TYPE)
                taken = ~(ACCESS_MASK)0;
            continue;
        }
        mask = ob_access_map(type, nt_ace_mask(ace) & ~(ACCESS_MASK)MAXIMUM_ALLOWED);
        if (ace->AceType == ACCESS_DENIED_ACE_TYPE && whom(nt_ace_sid(ace)) != WHOM_NOBODY)
            taken |= mask;
        if (ace->AceType == ACCESS_ALLOWED_ACE_TYPE && whom(nt_ace_sid(ace)) == WHOM_OTHERS)
            given |= mask & ~taken;
    }
    return given;
}

NTSTATUS nt_security_capture(const void *user, const struct ob_type *type, bool *everyone)
{
    const ACCESS_MASK all = type->mapping.GenericAll;
    struct parts parts;
    ACL *acl;
    NTSTATUS status;

    *everyone = false;
    if (!user)
        return STATUS_SUCCESS;
    status = capture_parts(user, &parts);
    if (NT_SUCCESS(status))
        status = check_sid(parts.owner);
    if (NT_SUCCESS(status))
        status = check_sid(parts.group);
    if (NT_SUCCESS(status) && (parts.control & SE_SACL_PRESENT) && parts.sacl) {
        status = capture_acl(parts.sacl, &acl);
        if (NT_SUCCESS(status))
            free(acl);
    }
    if (!NT_SUCCESS(status) || !(parts.control & SE_DACL_PRESENT))
        return status;
    if (!parts.dacl) {
        *everyone = true;
        return STATUS_SUCCESS;
    }
    status = capture_acl(parts.dacl, &acl);
    if (!NT_SUCCESS(status))
        return status;
    *everyone = (rights_of_others(acl, type) & all) == all;
    free(acl);
    return STATUS_SUCCESS;
}
