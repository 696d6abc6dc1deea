// SPDX-License-Identifier: MIT
// acl: SIDs and access control lists in memory of our own.
#ifndef NTMM_NT_ACL_H
#define NTMM_NT_ACL_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>

#define NT_SID_START ((ULONG)offsetof(SID, SubAuthority))

static inline ULONG nt_sid_size(const SID *sid)
{
    return NT_SID_START + sid->SubAuthorityCount * (ULONG)sizeof(DWORD);
}

/* SubAuthorityCount of them. */
static inline const DWORD *nt_sid_parts(const SID *sid)
{
    return (const DWORD *)(const void *)((const char *)sid + NT_SID_START);
}

/* `length` bytes are there. */
bool nt_sid_is_valid(const SID *sid, ULONG length);

/* AclSize bytes are there: is each entry within them, and is there a SID where one has to be? */
bool nt_acl_is_valid(const ACL *acl);

/* The bytes in use, the list's own header included. */
ULONG nt_acl_used(const ACL *acl);

/* The entries of a valid list; NULL behind the last. */
const ACE_HEADER *nt_acl_first(const ACL *acl);
const ACE_HEADER *nt_acl_next(const ACL *acl, const ACE_HEADER *ace);

/* Whom an entry allows or denies something; NULL: it is of another type, without either. */
const SID *nt_ace_sid(const ACE_HEADER *ace);
ACCESS_MASK nt_ace_mask(const ACE_HEADER *ace);

#endif
