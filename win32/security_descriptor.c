// SPDX-License-Identifier: MIT
// security_descriptor: security descriptors, as securitybaseapi.h declares them.
#include "nt/acl.h"
#include "win32/error.h"

#include <stdbool.h>

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision)
{
    if (revision != SECURITY_DESCRIPTOR_REVISION)
        return win32_result(STATUS_UNKNOWN_REVISION);
    *(SECURITY_DESCRIPTOR *)descriptor = (SECURITY_DESCRIPTOR) { .Revision = (BYTE)revision };
    return TRUE;
}

/* --- in both forms: the parts by pointers or by offsets -------------------------------------- */

enum part { OWNER, GROUP, SACL, DACL };

static DWORD offset_of(const SECURITY_DESCRIPTOR_RELATIVE *descriptor, enum part part)
{
    switch (part) {
    case OWNER: return descriptor->Owner;
    case GROUP: return descriptor->Group;
    case SACL: return descriptor->Sacl;
    default: return descriptor->Dacl;
    }
}

static void **pointer_of(SECURITY_DESCRIPTOR *descriptor, enum part part)
{
    switch (part) {
    case OWNER: return &descriptor->Owner;
    case GROUP: return &descriptor->Group;
    case SACL: return (void **)&descriptor->Sacl;
    default: return (void **)&descriptor->Dacl;
    }
}

static void *part_of(PSECURITY_DESCRIPTOR any, enum part part)
{
    SECURITY_DESCRIPTOR *descriptor = any;
    DWORD offset;

    if (!(descriptor->Control & SE_SELF_RELATIVE))
        return *pointer_of(descriptor, part);
    offset = offset_of(any, part);
    return offset ? (char *)any + offset : NULL;
}

static bool is_known(const SECURITY_DESCRIPTOR *descriptor)
{
    return descriptor->Revision == SECURITY_DESCRIPTOR_REVISION;
}

static void set_flag(SECURITY_DESCRIPTOR *descriptor, SECURITY_DESCRIPTOR_CONTROL flag, BOOL on)
{
    if (on)
        descriptor->Control |= flag;
    else
        descriptor->Control &= (SECURITY_DESCRIPTOR_CONTROL)~flag;
}

/* Only a descriptor in the absolute form can be given parts. */
static NTSTATUS check_absolute(const SECURITY_DESCRIPTOR *descriptor)
{
    if (!is_known(descriptor))
        return STATUS_UNKNOWN_REVISION;
    return descriptor->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR : STATUS_SUCCESS;
}

static BOOL set_acl(SECURITY_DESCRIPTOR *descriptor, enum part part, BOOL present, PACL acl,
                    BOOL defaulted)
{
    NTSTATUS status = check_absolute(descriptor);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    set_flag(descriptor, part == DACL ? SE_DACL_PRESENT : SE_SACL_PRESENT, present);
    if (!present)
        return TRUE; /* what was there is not looked at any more */
    set_flag(descriptor, part == DACL ? SE_DACL_DEFAULTED : SE_SACL_DEFAULTED, defaulted);
    *pointer_of(descriptor, part) = acl;
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl,
                                      BOOL defaulted)
{
    return set_acl(descriptor, DACL, present, acl, defaulted);
}

BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl,
                                      BOOL defaulted)
{
    return set_acl(descriptor, SACL, present, acl, defaulted);
}

static BOOL set_sid(SECURITY_DESCRIPTOR *descriptor, enum part part, PSID sid, BOOL defaulted)
{
    NTSTATUS status = check_absolute(descriptor);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    set_flag(descriptor, part == OWNER ? SE_OWNER_DEFAULTED : SE_GROUP_DEFAULTED, defaulted);
    *pointer_of(descriptor, part) = sid;
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOL defaulted)
{
    return set_sid(descriptor, OWNER, owner, defaulted);
}

BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOL defaulted)
{
    return set_sid(descriptor, GROUP, group, defaulted);
}

static BOOL get_acl(PSECURITY_DESCRIPTOR any, enum part part, BOOL *present, PACL *acl,
                    BOOL *defaulted)
{
    SECURITY_DESCRIPTOR *descriptor = any;

    if (!is_known(descriptor))
        return win32_result(STATUS_UNKNOWN_REVISION);
    *present = (descriptor->Control & (part == DACL ? SE_DACL_PRESENT : SE_SACL_PRESENT)) != 0;
    if (*present) {
        *acl = part_of(any, part);
        *defaulted =
            (descriptor->Control & (part == DACL ? SE_DACL_DEFAULTED : SE_SACL_DEFAULTED)) != 0;
    }
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *acl,
                                      LPBOOL defaulted)
{
    return get_acl(descriptor, DACL, present, acl, defaulted);
}

BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *acl,
                                      LPBOOL defaulted)
{
    return get_acl(descriptor, SACL, present, acl, defaulted);
}

static BOOL get_sid(PSECURITY_DESCRIPTOR any, enum part part, PSID *sid, BOOL *defaulted)
{
    SECURITY_DESCRIPTOR *descriptor = any;

    if (!is_known(descriptor))
        return win32_result(STATUS_UNKNOWN_REVISION);
    *sid = part_of(any, part);
    *defaulted =
        (descriptor->Control & (part == OWNER ? SE_OWNER_DEFAULTED : SE_GROUP_DEFAULTED)) != 0;
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID *owner,
                                       LPBOOL defaulted)
{
    return get_sid(descriptor, OWNER, owner, defaulted);
}

BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID *group,
                                       LPBOOL defaulted)
{
    return get_sid(descriptor, GROUP, group, defaulted);
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR any,
                                         PSECURITY_DESCRIPTOR_CONTROL control, LPDWORD revision)
{
    const SECURITY_DESCRIPTOR *descriptor = any;

    *revision = descriptor->Revision;
    if (!is_known(descriptor))
        return win32_result(STATUS_UNKNOWN_REVISION);
    *control = descriptor->Control;
    return TRUE;
}

static PACL acl_of(PSECURITY_DESCRIPTOR descriptor, enum part part)
{
    SECURITY_DESCRIPTOR_CONTROL control = ((SECURITY_DESCRIPTOR *)descriptor)->Control;

    return control & (part == DACL ? SE_DACL_PRESENT : SE_SACL_PRESENT)
         ? part_of(descriptor, part) : NULL;
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    PSID owner, group;
    PACL dacl, sacl;

    if (!descriptor || !is_known(descriptor))
        return win32_result(STATUS_INVALID_SECURITY_DESCR);
    owner = part_of(descriptor, OWNER);
    group = part_of(descriptor, GROUP);
    dacl = acl_of(descriptor, DACL);
    sacl = acl_of(descriptor, SACL);
    if ((owner && !IsValidSid(owner)) || (group && !IsValidSid(group)) ||
        (dacl && !IsValidAcl(dacl)) || (sacl && !IsValidAcl(sacl)))
        return win32_result(STATUS_INVALID_SECURITY_DESCR);
    return TRUE;
}

/* Each part begins at a multiple of four bytes anyway. */
DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR any)
{
    const SECURITY_DESCRIPTOR *descriptor = any;
    DWORD length = descriptor->Control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE)
                                                          : sizeof(SECURITY_DESCRIPTOR);
    PACL dacl = acl_of(any, DACL), sacl = acl_of(any, SACL);

    for (enum part part = OWNER; part <= GROUP; part++)
        if (part_of(any, part))
            length += nt_sid_size(part_of(any, part));
    return length + (dacl ? dacl->AclSize : 0) + (sacl ? sacl->AclSize : 0);
}
