// SPDX-License-Identifier: MIT
// sddl: security descriptors and SIDs from text, as sddl.h declares it.
#include "nt/acl.h"
#include "win32/error.h"
#include "win32/string.h"
#include "win32/well_known.h"

#include <sddl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What is read of the text, and what went wrong; a part that fails returns false all the way. */
struct reader {
    const WCHAR *at;
    DWORD error;
};

static bool fail(struct reader *reader, DWORD error)
{
    reader->error = error;
    return false;
}

static void skip_blanks(struct reader *reader)
{
    while (*reader->at == ' ')
        reader->at++;
}

static WCHAR small(WCHAR unit)
{
    return unit >= 'A' && unit <= 'Z' ? unit | 0x20 : unit;
}

/* Case does not count in this grammar ([MS-DTYP] 2.5.1.1 gives it in ABNF). */
static bool take(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; i < length; i++)
        if (small(reader->at[i]) != small((unsigned char)word[i]))
            return false;
    reader->at += length;
    return true;
}

/* Decimal, or hexadecimal behind 0x. */
static bool take_number(struct reader *reader, uint64_t *number)
{
    unsigned base = take(reader, "0x") ? 16 : 10;
    const WCHAR *start = reader->at;

    for (*number = 0;; reader->at++) {
        WCHAR unit = small(*reader->at);
        unsigned digit = unit >= '0' && unit <= '9' ? (unsigned)unit - '0'
                       : unit >= 'a' && unit <= 'f' ? (unsigned)unit - 'a' + 10 : base;

        if (digit >= base)
            return reader->at > start;
        if (*number >> 56)
            return false;
        *number = *number * base + digit;
    }
}

/* --- SIDs ----------------------------------------------------------------------------------- */

union any_sid {
    SID sid;
    unsigned char bytes[SECURITY_MAX_SID_SIZE];
};

static bool take_alias(struct reader *reader, SID *sid)
{
    for (size_t i = 0; i < win32_well_known_count; i++) {
        const struct win32_well_known *known = &win32_well_known[i];

        if (*known->alias && take(reader, known->alias)) {
            win32_well_known_sid(known, sid);
            return true;
        }
    }
    return false;
}

static bool take_sid(struct reader *reader, union any_sid *any)
{
    DWORD *parts = (DWORD *)(void *)(any->bytes + NT_SID_START);
    uint64_t number;
    BYTE count = 0;

    if (take_alias(reader, &any->sid))
        return true;
    if (!take(reader, "S-1-") || !take_number(reader, &number) || number >> 48)
        return fail(reader, ERROR_INVALID_SID);
    any->sid.Revision = SID_REVISION;
    for (int i = 0; i < 6; i++)
        any->sid.IdentifierAuthority.Value[i] = (BYTE)(number >> (40 - 8 * i));
    while (take(reader, "-")) {
        if (count == SID_MAX_SUB_AUTHORITIES || !take_number(reader, &number) || number >> 32)
            return fail(reader, ERROR_INVALID_SID);
        parts[count++] = (DWORD)number;
    }
    any->sid.SubAuthorityCount = count;
    return count > 0 || fail(reader, ERROR_INVALID_SID);
}

/* --- access control lists --------------------------------------------------------------------- */

struct word {
    char name[3];
    DWORD value;
};

static const struct word ace_types[] = {
    { "A", ACCESS_ALLOWED_ACE_TYPE },
    { "D", ACCESS_DENIED_ACE_TYPE },
    { "AU", SYSTEM_AUDIT_ACE_TYPE },
    { "ML", SYSTEM_MANDATORY_LABEL_ACE_TYPE },
};

static const struct word ace_flags[] = {
    { "CI", CONTAINER_INHERIT_ACE }, { "OI", OBJECT_INHERIT_ACE },
    { "NP", NO_PROPAGATE_INHERIT_ACE }, { "IO", INHERIT_ONLY_ACE }, { "ID", INHERITED_ACE },
    { "SA", SUCCESSFUL_ACCESS_ACE_FLAG }, { "FA", FAILED_ACCESS_ACE_FLAG },
};

static const struct word rights[] = {
    { "GA", GENERIC_ALL }, { "GR", GENERIC_READ }, { "GW", GENERIC_WRITE },
    { "GX", GENERIC_EXECUTE }, { "RC", READ_CONTROL }, { "SD", DELETE }, { "WD", WRITE_DAC },
    { "WO", WRITE_OWNER }, { "CC", 0x1 }, { "DC", 0x2 }, { "LC", 0x4 }, { "SW", 0x8 },
    { "RP", 0x10 }, { "WP", 0x20 }, { "DT", 0x40 }, { "LO", 0x80 }, { "CR", 0x100 },
    { "FA", FILE_ALL_ACCESS }, { "FR", FILE_GENERIC_READ }, { "FW", FILE_GENERIC_WRITE },
    { "FX", FILE_GENERIC_EXECUTE }, { "KA", KEY_ALL_ACCESS }, { "KR", KEY_READ },
    { "KW", KEY_WRITE }, { "KX", KEY_EXECUTE },
    { "NW", SYSTEM_MANDATORY_LABEL_NO_WRITE_UP }, { "NR", SYSTEM_MANDATORY_LABEL_NO_READ_UP },
    { "NX", SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP },
};

static const struct word acl_flags[] = {
    { "P", SE_DACL_PROTECTED }, { "AR", SE_DACL_AUTO_INHERIT_REQ },
    { "AI", SE_DACL_AUTO_INHERITED },
};

/* Any number of the words, one after the other; which were there. */
#define TAKE_WORDS(reader, words) take_words(reader, words, sizeof words / sizeof *words)

static DWORD take_words(struct reader *reader, const struct word *words, size_t count)
{
    DWORD found = 0;
    size_t i = 0;

    while (i < count) {
        if (take(reader, words[i].name)) {
            found |= words[i].value;
            i = 0;
        } else {
            i++;
        }
    }
    return found;
}

/* Two fields begin alike, so the end of the field belongs to the word. */
static bool take_type(struct reader *reader, BYTE *type)
{
    const WCHAR *start = reader->at;

    for (size_t i = 0; i < sizeof ace_types / sizeof *ace_types; i++) {
        *type = (BYTE)ace_types[i].value;
        if (take(reader, ace_types[i].name) && *reader->at == ';')
            return true;
        reader->at = start;
    }
    return fail(reader, ERROR_INVALID_ACL);
}

static bool take_mark(struct reader *reader, const char *mark)
{
    bool taken = take(reader, mark);

    skip_blanks(reader);
    return taken || fail(reader, ERROR_INVALID_ACL);
}

static bool take_rights(struct reader *reader, ACCESS_MASK *mask)
{
    uint64_t number;

    if (*reader->at >= '0' && *reader->at <= '9') {
        if (!take_number(reader, &number) || number >> 32)
            return fail(reader, ERROR_INVALID_ACL);
        *mask = (ACCESS_MASK)number;
    } else {
        *mask = TAKE_WORDS(reader, rights);
    }
    return true;
}

struct ace {
    ACCESS_ALLOWED_ACE ace;
    union any_sid sid;
};

/* (type;flags;rights;;;sid): an entry for one kind of object or property is not known here. */
static bool take_ace(struct reader *reader, struct ace *made)
{
    ACE_HEADER *header = &made->ace.Header;

    if (!take_mark(reader, "(") || !take_type(reader, &header->AceType) ||
        !take_mark(reader, ";"))
        return false;
    header->AceFlags = (BYTE)TAKE_WORDS(reader, ace_flags);
    if (!take_mark(reader, ";") || !take_rights(reader, &made->ace.Mask) ||
        !take_mark(reader, ";") || !take_mark(reader, ";") || !take_mark(reader, ";") ||
        !take_sid(reader, &made->sid))
        return false;
    skip_blanks(reader);
    header->AceSize =
        (WORD)(offsetof(ACCESS_ALLOWED_ACE, SidStart) + nt_sid_size(&made->sid.sid));
    return take_mark(reader, ")");
}

/* *made is for free(), also when it fails. */
static bool append(struct reader *reader, ACL **made, const struct ace *ace)
{
    const size_t sid_at = offsetof(ACCESS_ALLOWED_ACE, SidStart);
    size_t used = (*made)->AclSize, size = used + ace->ace.Header.AceSize;
    ACL *grown;

    if (size > UINT16_MAX)
        return fail(reader, ERROR_INVALID_ACL);
    grown = realloc(*made, size);
    if (!grown)
        return fail(reader, ERROR_NOT_ENOUGH_MEMORY);
    memcpy((char *)grown + used, &ace->ace, sid_at);
    memcpy((char *)grown + used + sid_at, &ace->sid, nt_sid_size(&ace->sid.sid));
    grown->AclSize = (WORD)size;
    grown->AceCount++;
    *made = grown;
    return true;
}

/* *made stays NULL where the text says that there is no control at all. */
static bool take_acl(struct reader *reader, SECURITY_DESCRIPTOR_CONTROL *flags, ACL **made)
{
    struct ace ace;

    skip_blanks(reader);
    *flags = (SECURITY_DESCRIPTOR_CONTROL)TAKE_WORDS(reader, acl_flags);
    if (take(reader, "NO_ACCESS_CONTROL"))
        return true;
    *made = malloc(sizeof **made);
    if (!*made)
        return fail(reader, ERROR_NOT_ENOUGH_MEMORY);
    **made = (ACL) { .AclRevision = ACL_REVISION, .AclSize = sizeof **made };
    for (;;) {
        skip_blanks(reader);
        if (*reader->at != '(')
            return true;
        ace = (struct ace) { 0 };
        if (!take_ace(reader, &ace) || !append(reader, made, &ace))
            return false;
    }
}

/* --- descriptors ------------------------------------------------------------------------------ */

struct parts {
    SECURITY_DESCRIPTOR_CONTROL control;
    bool has_owner, has_group;
    union any_sid owner, group;
    ACL *dacl, *sacl; /* for free() */
};

static bool take_parts(struct reader *reader, struct parts *parts)
{
    SECURITY_DESCRIPTOR_CONTROL flags;

    for (skip_blanks(reader); *reader->at; skip_blanks(reader)) {
        if (take(reader, "O:") && !parts->has_owner) {
            parts->has_owner = take_sid(reader, &parts->owner);
            if (!parts->has_owner)
                return false;
        } else if (take(reader, "G:") && !parts->has_group) {
            parts->has_group = take_sid(reader, &parts->group);
            if (!parts->has_group)
                return false;
        } else if (take(reader, "D:") && !(parts->control & SE_DACL_PRESENT)) {
            if (!take_acl(reader, &flags, &parts->dacl))
                return false;
            parts->control |= SE_DACL_PRESENT | flags;
        } else if (take(reader, "S:") && !(parts->control & SE_SACL_PRESENT)) {
            if (!take_acl(reader, &flags, &parts->sacl))
                return false;
            parts->control |= SE_SACL_PRESENT | flags << 1; /* the SACL's follow the DACL's */
        } else {
            return fail(reader, ERROR_INVALID_PARAMETER);
        }
    }
    return true;
}

static DWORD put(SECURITY_DESCRIPTOR_RELATIVE *to, DWORD *used, const void *from, DWORD size)
{
    DWORD at = *used;

    memcpy((char *)to + at, from, size);
    *used += size;
    return at;
}

/* For LocalFree(). */
static SECURITY_DESCRIPTOR_RELATIVE *pack(const struct parts *parts, ULONG *size)
{
    SECURITY_DESCRIPTOR_RELATIVE *made;
    DWORD used = sizeof *made;
    DWORD length = used + 2 * SECURITY_MAX_SID_SIZE + (parts->dacl ? parts->dacl->AclSize : 0) +
                   (parts->sacl ? parts->sacl->AclSize : 0);

    made = LocalAlloc(LMEM_ZEROINIT, length);
    if (!made)
        return NULL;
    made->Revision = SECURITY_DESCRIPTOR_REVISION;
    made->Control = parts->control | SE_SELF_RELATIVE;
    if (parts->has_owner)
        made->Owner = put(made, &used, &parts->owner, nt_sid_size(&parts->owner.sid));
    if (parts->has_group)
        made->Group = put(made, &used, &parts->group, nt_sid_size(&parts->group.sid));
    if (parts->sacl)
        made->Sacl = put(made, &used, parts->sacl, parts->sacl->AclSize);
    if (parts->dacl)
        made->Dacl = put(made, &used, parts->dacl, parts->dacl->AclSize);
    if (size)
        *size = used;
    return made;
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(
    LPCWSTR text, DWORD revision, PSECURITY_DESCRIPTOR *descriptor, PULONG size)
{
    struct reader reader = { .at = text };
    struct parts parts = { 0 };
    bool made = false;

    if (!text || !descriptor)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (revision != SDDL_REVISION_1)
        return win32_fail(ERROR_UNKNOWN_REVISION);
    if (take_parts(&reader, &parts)) {
        *descriptor = pack(&parts, size);
        made = *descriptor != NULL;
    } else {
        SetLastError(reader.error);
    }
    free(parts.dacl);
    free(parts.sacl);
    return made;
}

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(
    LPCSTR text, DWORD revision, PSECURITY_DESCRIPTOR *descriptor, PULONG size)
{
    struct win32_wide wide;
    BOOL made;

    if (!win32_wide_init(&wide, text))
        return FALSE;
    made = ConvertStringSecurityDescriptorToSecurityDescriptorW(wide.string, revision, descriptor,
                                                                size);
    win32_wide_free(&wide);
    return made;
}

BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *sid)
{
    struct reader reader = { .at = text };
    union any_sid any;

    if (!text || !sid)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!take_sid(&reader, &any) || *reader.at)
        return win32_fail(ERROR_INVALID_SID);
    *sid = LocalAlloc(0, nt_sid_size(&any.sid));
    if (!*sid)
        return FALSE;
    memcpy(*sid, &any, nt_sid_size(&any.sid));
    return TRUE;
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *sid)
{
    struct win32_wide wide;
    BOOL made;

    if (!win32_wide_init(&wide, text))
        return FALSE;
    made = ConvertStringSidToSidW(wide.string, sid);
    win32_wide_free(&wide);
    return made;
}
