// SPDX-License-Identifier: MIT
// acl: SIDs and access control lists in memory of our own.
#include "nt/acl.h"

/* Entries that allow and deny have one layout. */
#define SID_AT ((ULONG)offsetof(ACCESS_ALLOWED_ACE, SidStart))

bool nt_sid_is_valid(const SID *sid, ULONG length)
{
    return length >= NT_SID_START && sid->Revision == SID_REVISION &&
           sid->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES && length >= nt_sid_size(sid);
}

static const ACE_HEADER *ace_at(const ACL *acl, ULONG at)
{
    return (const ACE_HEADER *)(const void *)((const char *)acl + at);
}

static ULONG offset_of(const ACL *acl, const ACE_HEADER *ace)
{
    return (ULONG)((const char *)ace - (const char *)acl);
}

const SID *nt_ace_sid(const ACE_HEADER *ace)
{
    if (ace->AceType != ACCESS_ALLOWED_ACE_TYPE && ace->AceType != ACCESS_DENIED_ACE_TYPE)
        return NULL;
    return (const SID *)(const void *)((const char *)ace + SID_AT);
}

ACCESS_MASK nt_ace_mask(const ACE_HEADER *ace)
{
    return ((const ACCESS_ALLOWED_ACE *)(const void *)ace)->Mask;
}

static bool ace_is_valid(const ACE_HEADER *ace, ULONG room)
{
    if (room < sizeof *ace || ace->AceSize < sizeof *ace || ace->AceSize % sizeof(ULONG) ||
        ace->AceSize > room)
        return false;
    return !nt_ace_sid(ace) ||
           (ace->AceSize >= SID_AT && nt_sid_is_valid(nt_ace_sid(ace), ace->AceSize - SID_AT));
}

bool nt_acl_is_valid(const ACL *acl)
{
    ULONG at = sizeof *acl;

    if (acl->AclRevision < MIN_ACL_REVISION || acl->AclRevision > MAX_ACL_REVISION ||
        acl->AclSize < sizeof *acl || acl->AclSize % sizeof(ULONG))
        return false;
    for (WORD i = 0; i < acl->AceCount; i++) {
        if (!ace_is_valid(ace_at(acl, at), acl->AclSize - at))
            return false;
        at += ace_at(acl, at)->AceSize;
    }
    return true;
}

ULONG nt_acl_used(const ACL *acl)
{
    ULONG at = sizeof *acl;

    for (WORD i = 0; i < acl->AceCount; i++)
        at += ace_at(acl, at)->AceSize;
    return at;
}

const ACE_HEADER *nt_acl_first(const ACL *acl)
{
    return acl->AceCount ? ace_at(acl, sizeof *acl) : NULL;
}

const ACE_HEADER *nt_acl_next(const ACL *acl, const ACE_HEADER *ace)
{
    ULONG next = offset_of(acl, ace) + ace->AceSize;

    return next < nt_acl_used(acl) ? ace_at(acl, next) : NULL;
}
