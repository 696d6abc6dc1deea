// SPDX-License-Identifier: MIT
// sid: security identifiers, as securitybaseapi.h declares them.
#include "nt/acl.h"
#include "nt/probe.h"
#include "win32/error.h"
#include "win32/well_known.h"

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

/* These cannot say that they fail, so a caller may look at the last error. */
PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid)
{
    SetLastError(ERROR_SUCCESS);
    return &((SID *)sid)->IdentifierAuthority;
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid)
{
    SetLastError(ERROR_SUCCESS);
    return &((SID *)sid)->SubAuthorityCount;
}

PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index)
{
    SetLastError(ERROR_SUCCESS);
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
    memcpy((char *)*sid + NT_SID_START, parts, count * sizeof *parts);
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

BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD *size)
{
    size_t i = 0;
    DWORD needed;

    (void)domain;
    if (!size)
        return win32_fail(ERROR_INVALID_PARAMETER);
    while (i < win32_well_known_count && win32_well_known[i].type != type)
        i++;
    if (i == win32_well_known_count)
        return win32_fail(ERROR_INVALID_PARAMETER);
    needed = GetSidLengthRequired(win32_well_known[i].count);
    if (*size < needed || !sid) {
        BOOL small = *size < needed;

        *size = needed;
        return win32_fail(small ? ERROR_INSUFFICIENT_BUFFER : ERROR_INVALID_PARAMETER);
    }
    win32_well_known_sid(&win32_well_known[i], sid);
    *size = needed;
    return TRUE;
}
