// SPDX-License-Identifier: MIT
// acl: access control lists, as securitybaseapi.h declares them.
#include "nt/acl.h"
#include "nt/probe.h"
#include "win32/error.h"

#include <string.h>

#define SID_AT ((ULONG)offsetof(ACCESS_ALLOWED_ACE, SidStart))

BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision)
{
    if (size < sizeof *acl)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    if (size > UINT16_MAX || revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *acl = (ACL) { .AclRevision = (BYTE)revision, .AclSize = (WORD)(size & ~3u) };
    return TRUE;
}

BOOL WINAPI IsValidAcl(PACL acl)
{
    ACL header;

    return acl && NT_SUCCESS(nt_copy_in(&header, acl, sizeof header)) &&
           NT_SUCCESS(nt_probe_read(acl, header.AclSize)) && nt_acl_is_valid(acl);
}

static BOOL add(PACL acl, DWORD revision, DWORD flags, BYTE type, DWORD mask, PSID sid)
{
    ACCESS_ALLOWED_ACE *ace;
    ULONG used, size;

    if (!IsValidSid(sid))
        return win32_result(STATUS_INVALID_SID);
    if (!IsValidAcl(acl))
        return win32_result(STATUS_INVALID_ACL);
    if (revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION)
        return win32_fail(ERROR_REVISION_MISMATCH);
    if (flags & ~(DWORD)VALID_INHERIT_FLAGS)
        return win32_fail(ERROR_INVALID_PARAMETER);
    used = nt_acl_used(acl);
    size = SID_AT + nt_sid_size(sid);
    if (size > acl->AclSize - used)
        return win32_fail(ERROR_ALLOTTED_SPACE_EXCEEDED);
    ace = (ACCESS_ALLOWED_ACE *)(void *)((char *)acl + used);
    ace->Header = (ACE_HEADER) {
        .AceType = type, .AceFlags = (BYTE)flags, .AceSize = (WORD)size
    };
    ace->Mask = mask;
    memcpy((char *)ace + SID_AT, sid, nt_sid_size(sid));
    acl->AceCount++;
    if (acl->AclRevision < revision)
        acl->AclRevision = (BYTE)revision;
    return TRUE;
}

BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return add(acl, revision, 0, ACCESS_ALLOWED_ACE_TYPE, mask, sid);
}

BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
    return add(acl, revision, flags, ACCESS_ALLOWED_ACE_TYPE, mask, sid);
}

BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return add(acl, revision, 0, ACCESS_DENIED_ACE_TYPE, mask, sid);
}

BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
    return add(acl, revision, flags, ACCESS_DENIED_ACE_TYPE, mask, sid);
}

BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID *ace)
{
    const ACE_HEADER *found;

    if (!IsValidAcl(acl) || index >= acl->AceCount)
        return win32_fail(ERROR_INVALID_PARAMETER);
    found = nt_acl_first(acl);
    while (index--)
        found = nt_acl_next(acl, found);
    *ace = (void *)(uintptr_t)found;
    return TRUE;
}

BOOL WINAPI GetAclInformation(PACL acl, LPVOID buffer, DWORD size, ACL_INFORMATION_CLASS class)
{
    if (!IsValidAcl(acl))
        return win32_fail(ERROR_INVALID_PARAMETER);
    switch (class) {
    case AclRevisionInformation:
        if (size < sizeof(ACL_REVISION_INFORMATION))
            return win32_fail(ERROR_INSUFFICIENT_BUFFER);
        ((ACL_REVISION_INFORMATION *)buffer)->AclRevision = acl->AclRevision;
        return TRUE;
    case AclSizeInformation:
        if (size < sizeof(ACL_SIZE_INFORMATION))
            return win32_fail(ERROR_INSUFFICIENT_BUFFER);
        *(ACL_SIZE_INFORMATION *)buffer = (ACL_SIZE_INFORMATION) {
            .AceCount = acl->AceCount, .AclBytesInUse = nt_acl_used(acl),
            .AclBytesFree = acl->AclSize - nt_acl_used(acl)
        };
        return TRUE;
    default:
        return win32_fail(ERROR_INVALID_PARAMETER);
    }
}
