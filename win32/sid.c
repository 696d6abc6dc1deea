// SPDX-License-Identifier: MIT
// sid: security identifiers, as securitybaseapi.h declares them.
#include "nt/acl.h"
#include "nt/probe.h"
#include "win32/error.h"

#include <stdlib.h>
#include <string.h>

BOOL WINAPI IsValidSid(PSID sid)
{
    union { SID sid; unsigned char bytes[SECURITY_MAX_SID_SIZE]; } copy;

    return sid && NT_SUCCESS(nt_copy_in(&copy, sid, NT_SID_START)) &&
           nt_sid_is_valid(&copy.sid, sizeof copy) &&
           NT_SUCCESS(nt_copy_in(&copy, sid, nt_sid_size(&copy.sid)));
}

DWORD WINAPI GetSidLengthRequired(UCHAR count)
{
    return NT_SID_START + count * (DWORD)sizeof(DWORD);
}

DWORD WINAPI GetLengthSid(PSID sid)
{
    return nt_sid_size(sid);
}

BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count)
{
    SID *made = sid;

    if (count > SID_MAX_SUB_AUTHORITIES)
        return win32_fail(ERROR_INVALID_PARAMETER);
    made->Revision = SID_REVISION;
    made->SubAuthorityCount = count;
    made->IdentifierAuthority = *authority;
    return TRUE;
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid)
{
    return &((SID *)sid)->IdentifierAuthority;
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid)
{
    return &((SID *)sid)->SubAuthorityCount;
}

PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index)
{
    return (DWORD *)(void *)((char *)sid + NT_SID_START) + index;
}

enum { ALLOCATE_MOST = 8 }; /* the arguments that AllocateAndInitializeSid has */

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD first,
                                     DWORD second, DWORD third, DWORD fourth, DWORD fifth,
                                     DWORD sixth, DWORD seventh, DWORD eighth, PSID *sid)
{
    const DWORD parts[ALLOCATE_MOST] = { first, second, third,   fourth,
                                         fifth, sixth,  seventh, eighth };

    if (count > ALLOCATE_MOST)
        return win32_result(STATUS_INVALID_SID);
    *sid = malloc(GetSidLengthRequired(count));
    if (!*sid)
        return win32_result(STATUS_NO_MEMORY);
    InitializeSid(*sid, authority, count);
    memcpy(GetSidSubAuthority(*sid, 0), parts, count * sizeof *parts);
    return TRUE;
}

PVOID WINAPI FreeSid(PSID sid)
{
    free(sid);
    return NULL;
}

BOOL WINAPI EqualSid(PSID one, PSID other)
{
    if (!IsValidSid(one) || !IsValidSid(other))
        return win32_result(STATUS_INVALID_SID);
    SetLastError(ERROR_SUCCESS); /* so that a caller can tell "different" from "invalid" */
    return nt_sid_size(one) == nt_sid_size(other) && memcmp(one, other, nt_sid_size(one)) == 0;
}

BOOL WINAPI CopySid(DWORD room, PSID to, PSID from)
{
    if (room < nt_sid_size(from))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memmove(to, from, nt_sid_size(from));
    return TRUE;
}

/* Those that every machine has; a domain's or an account's are relative to what is not there. */
static const struct {
    WELL_KNOWN_SID_TYPE type;
    BYTE authority, count;
    DWORD first, second;
} known[] = {
    { WinNullSid, 0, 1, SECURITY_NULL_RID, 0 },
    { WinWorldSid, 1, 1, SECURITY_WORLD_RID, 0 },
    { WinLocalSid, 2, 1, SECURITY_LOCAL_RID, 0 },
    { WinCreatorOwnerSid, 3, 1, SECURITY_CREATOR_OWNER_RID, 0 },
    { WinCreatorGroupSid, 3, 1, SECURITY_CREATOR_GROUP_RID, 0 },
    { WinNetworkSid, 5, 1, SECURITY_NETWORK_RID, 0 },
    { WinInteractiveSid, 5, 1, SECURITY_INTERACTIVE_RID, 0 },
    { WinServiceSid, 5, 1, SECURITY_SERVICE_RID, 0 },
    { WinAnonymousSid, 5, 1, SECURITY_ANONYMOUS_LOGON_RID, 0 },
    { WinSelfSid, 5, 1, SECURITY_PRINCIPAL_SELF_RID, 0 },
    { WinAuthenticatedUserSid, 5, 1, SECURITY_AUTHENTICATED_USER_RID, 0 },
    { WinLocalSystemSid, 5, 1, SECURITY_LOCAL_SYSTEM_RID, 0 },
    { WinLocalServiceSid, 5, 1, SECURITY_LOCAL_SERVICE_RID, 0 },
    { WinNetworkServiceSid, 5, 1, SECURITY_NETWORK_SERVICE_RID, 0 },
    { WinBuiltinAdministratorsSid, 5, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS },
    { WinBuiltinUsersSid, 5, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_USERS },
    { WinBuiltinGuestsSid, 5, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_GUESTS },
};

#define KNOWN (sizeof known / sizeof *known)

BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD *size)
{
    size_t i = 0;
    DWORD needed;

    (void)domain;
    if (!size)
        return win32_fail(ERROR_INVALID_PARAMETER);
    while (i < KNOWN && known[i].type != type)
        i++;
    if (i == KNOWN)
        return win32_fail(ERROR_INVALID_PARAMETER);
    needed = GetSidLengthRequired(known[i].count);
    if (*size < needed || !sid) {
        BOOL small = *size < needed;

        *size = needed;
        return win32_fail(small ? ERROR_INSUFFICIENT_BUFFER : ERROR_INVALID_PARAMETER);
    }
    InitializeSid(sid, &(SID_IDENTIFIER_AUTHORITY) { { 0, 0, 0, 0, 0, known[i].authority } },
                  known[i].count);
    *GetSidSubAuthority(sid, 0) = known[i].first;
    if (known[i].count > 1)
        *GetSidSubAuthority(sid, 1) = known[i].second;
    *size = needed;
    return TRUE;
}
