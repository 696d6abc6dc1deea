// SPDX-License-Identifier: MIT
// Security descriptors, their lists and SIDs, from calls and from text; and objects made with them.

#include <windows.h>
#include <sddl.h>
#include "wine/test.h"
#include "check.h"

static SID_IDENTIFIER_AUTHORITY world = { SECURITY_WORLD_SID_AUTHORITY };
static SID_IDENTIFIER_AUTHORITY nt = { SECURITY_NT_AUTHORITY };

/* --- SIDs ------------------------------------------------------------------------------------ */

static void test_sid(void)
{
    char buffer[SECURITY_MAX_SID_SIZE], other[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(buffer);
    PSID sid;

    ok_value(GetSidLengthRequired(0), 8);
    ok_value(GetSidLengthRequired(15), SECURITY_MAX_SID_SIZE);
    ok_succeeds(AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID,
                                         DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &sid));
    ok(IsValidSid(sid), "not valid\n");
    ok_value(GetLengthSid(sid), 16);
    ok_value(*GetSidSubAuthorityCount(sid), 2);
    ok_value(*GetSidSubAuthority(sid, 0), SECURITY_BUILTIN_DOMAIN_RID);
    ok_value(*GetSidSubAuthority(sid, 1), DOMAIN_ALIAS_RID_ADMINS);
    ok(!memcmp(GetSidIdentifierAuthority(sid), &nt, sizeof(nt)), "authority differs\n");

    ok_succeeds(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, buffer, &size));
    ok_value(size, 16);
    ok(EqualSid(sid, buffer), "the administrators are not the same\n");
    ok_value(GetLastError(), ERROR_SUCCESS);
    size = sizeof(other);
    ok_succeeds(CreateWellKnownSid(WinWorldSid, NULL, other, &size));
    ok(!EqualSid(sid, other), "everyone is an administrator\n");
    size = 4;
    ok_fails(CreateWellKnownSid(WinWorldSid, NULL, other, &size), ERROR_INSUFFICIENT_BUFFER);
    ok_value(size, 12);

    SetLastError(NO_ERROR_YET);
    ok(!CopySid(15, other, sid), "a copy without room\n");
    todo_wine ok_error(ERROR_INSUFFICIENT_BUFFER);
    ok_succeeds(CopySid(16, other, sid));
    ok(EqualSid(sid, other), "a copy differs\n");
    other[0] = 2; /* the revision */
    ok(!IsValidSid(other), "valid\n");
    ok(!FreeSid(sid), "FreeSid returned something\n");
}

static void test_sid_text(void)
{
    static const struct {
        const char *text;
        SID_IDENTIFIER_AUTHORITY *authority;
        DWORD rid;
    } good[] = {
        { "S-1-1-0", &world, 0 },
        { "WD", &world, 0 },
        { "S-1-5-11", &nt, 11 },
        { "AU", &nt, 11 },
        { "SY", &nt, 18 },
        { "S-1-5-4294967295", &nt, 0xffffffff },
        { "s-1-5-11", &nt, 11 },
        { "sy", &nt, 18 },
    };
    static const char *const bad[] = { "S-1", "S-1-", "S-1-5", "S-1-5-", "QQ", "S-1-5-x" };
    PSID sid;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(good); i++) {
        winetest_push_context("%s", good[i].text);
        ok_succeeds(ConvertStringSidToSidA(good[i].text, &sid));
        ok(!memcmp(GetSidIdentifierAuthority(sid), good[i].authority, 6), "authority differs\n");
        ok_value(*GetSidSubAuthorityCount(sid), 1);
        ok_value(*GetSidSubAuthority(sid, 0), good[i].rid);
        LocalFree(sid);
        winetest_pop_context();
    }
    for (i = 0; i < ARRAY_SIZE(bad); i++) {
        winetest_push_context("\"%s\"", bad[i]);
        ok_fails(ConvertStringSidToSidA(bad[i], &sid), ERROR_INVALID_SID);
        winetest_pop_context();
    }
    ok_fails(ConvertStringSidToSidA(NULL, &sid), ERROR_INVALID_PARAMETER);
    ok_fails(ConvertStringSidToSidA("WD", NULL), ERROR_INVALID_PARAMETER);
}

/* The values are those of the page "Well-known SIDs". */
static void test_well_known(void)
{
    static const struct {
        WELL_KNOWN_SID_TYPE type;
        const char *text, *alias;
    } known[] = {
        { WinNullSid, "S-1-0-0", NULL },
        { WinWorldSid, "S-1-1-0", "WD" },
        { WinCreatorGroupSid, "S-1-3-1", "CG" },
        { WinDialupSid, "S-1-5-1", NULL },
        { WinEnterpriseControllersSid, "S-1-5-9", "ED" },
        { WinRestrictedCodeSid, "S-1-5-12", "RC" },
        { WinTerminalServerSid, "S-1-5-13", NULL },
        { WinNetworkServiceSid, "S-1-5-20", "NS" },
        { WinBuiltinDomainSid, "S-1-5-32", NULL },
        { WinBuiltinUsersSid, "S-1-5-32-545", "BU" },
        { WinBuiltinReplicatorSid, "S-1-5-32-552", "RE" },
        { WinBuiltinRemoteDesktopUsersSid, "S-1-5-32-555", "RD" },
        { WinBuiltinNetworkConfigurationOperatorsSid, "S-1-5-32-556", "NO" },
        { WinNTLMAuthenticationSid, "S-1-5-64-10", NULL },
        { WinSChannelAuthenticationSid, "S-1-5-64-14", NULL },
        { WinOtherOrganizationSid, "S-1-5-1000", NULL },
        { WinBuiltinAnyPackageSid, "S-1-15-2-1", NULL },
        { WinLowLabelSid, "S-1-16-4096", "LW" },
        { WinSystemLabelSid, "S-1-16-16384", "SI" },
    };
    char made[SECURITY_MAX_SID_SIZE];
    DWORD size = 8;
    PSID sid;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(known); i++) {
        winetest_push_context("%s", known[i].text);
        size = sizeof(made);
        ok_succeeds(CreateWellKnownSid(known[i].type, NULL, made, &size));
        ok_value(size, GetLengthSid(made));
        ok_succeeds(ConvertStringSidToSidA(known[i].text, &sid));
        ok(EqualSid(sid, made), "the SID is another\n");
        LocalFree(sid);
        if (known[i].alias) {
            ok_succeeds(ConvertStringSidToSidA(known[i].alias, &sid));
            ok(EqualSid(sid, made), "the alias is another\n");
            LocalFree(sid);
        }
        winetest_pop_context();
    }
    /* an authority alone, which fits exactly */
    size = 8;
    ok_succeeds(CreateWellKnownSid(WinNtAuthoritySid, NULL, made, &size));
    ok_value(*GetSidSubAuthorityCount(made), 0);
    SetLastError(NO_ERROR_YET);
    ok(!memcmp(GetSidIdentifierAuthority(made), &nt, sizeof(nt)), "authority differs\n");
    ok_value(GetLastError(), ERROR_SUCCESS);
    /* an account's needs a domain */
    size = sizeof(made);
    ok_fails(CreateWellKnownSid(WinAccountGuestSid, NULL, made, &size), ERROR_INVALID_PARAMETER);
}

/* --- lists ------------------------------------------------------------------------------------ */

static void test_acl(void)
{
    union { char bytes[64]; ACL acl; } list = { "" };
    char everyone[SECURITY_MAX_SID_SIZE], bad[SECURITY_MAX_SID_SIZE] = "";
    ACCESS_ALLOWED_ACE *ace;
    ACL_SIZE_INFORMATION info;
    DWORD size = sizeof(everyone);

    CreateWellKnownSid(WinWorldSid, NULL, everyone, &size);
    ok_fails(InitializeAcl(&list.acl, 4, ACL_REVISION), ERROR_INSUFFICIENT_BUFFER);
    ok_fails(InitializeAcl(&list.acl, sizeof(list), 1), ERROR_INVALID_PARAMETER);
    ok_fails(InitializeAcl(&list.acl, sizeof(list), 5), ERROR_INVALID_PARAMETER);
    ok_fails(InitializeAcl(&list.acl, 0x10000, ACL_REVISION), ERROR_INVALID_PARAMETER);
    ok_succeeds(InitializeAcl(&list.acl, sizeof(list), ACL_REVISION));
    ok(IsValidAcl(&list.acl), "not valid\n");
    ok_value(list.acl.AclSize, sizeof(list));
    ok_value(list.acl.AceCount, 0);

    ok_fails(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, bad), ERROR_INVALID_SID);
    ok_succeeds(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, everyone));
    ok_succeeds(AddAccessDeniedAce(&list.acl, ACL_REVISION, GENERIC_WRITE, everyone));
    ok_value(list.acl.AceCount, 2);
    /* each entry is 20 bytes; 64 - 8 have room for two */
    ok_fails(AddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, everyone),
             ERROR_ALLOTTED_SPACE_EXCEEDED);
    ok_succeeds(GetAce(&list.acl, 1, (void **)&ace));
    ok_value(ace->Header.AceType, ACCESS_DENIED_ACE_TYPE);
    ok_value(ace->Header.AceSize, 20);
    ok_value(ace->Mask, GENERIC_WRITE);
    ok(EqualSid(&ace->SidStart, everyone), "another SID\n");
    ok_fails(GetAce(&list.acl, 2, (void **)&ace), ERROR_INVALID_PARAMETER);
    ok_succeeds(GetAclInformation(&list.acl, &info, sizeof(info), AclSizeInformation));
    ok_value(info.AceCount, 2);
    ok_value(info.AclBytesInUse, 48);
    ok_value(info.AclBytesFree, 16);
    list.acl.AceCount = 9;
    todo_wine ok(!IsValidAcl(&list.acl), "valid\n"); /* what follows are entries of no length */
}

/* --- descriptors ------------------------------------------------------------------------------ */

static void test_descriptor(void)
{
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_DESCRIPTOR_CONTROL control;
    BOOL present, defaulted;
    DWORD revision;
    PACL acl;
    PSID sid;
    ACL empty;

    ok_fails(InitializeSecurityDescriptor(&descriptor, 0), ERROR_UNKNOWN_REVISION);
    ok_fails(InitializeSecurityDescriptor(&descriptor, 2), ERROR_UNKNOWN_REVISION);
    ok_succeeds(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    ok(IsValidSecurityDescriptor(&descriptor), "not valid\n");
    ok_succeeds(GetSecurityDescriptorControl(&descriptor, &control, &revision));
    ok_value(control, 0);
    ok_value(revision, SECURITY_DESCRIPTOR_REVISION);
    present = TRUE;
    ok_succeeds(GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    ok(!present, "a DACL is there\n");

    ok_succeeds(SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE));
    acl = &empty;
    ok_succeeds(GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    ok(present && !acl && !defaulted, "%d %p %d\n", present, acl, defaulted);
    InitializeAcl(&empty, sizeof(empty), ACL_REVISION);
    ok_succeeds(SetSecurityDescriptorDacl(&descriptor, TRUE, &empty, TRUE));
    ok_succeeds(GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    ok(present && acl == &empty && defaulted, "%d %p %d\n", present, acl, defaulted);
    ok_value(GetSecurityDescriptorLength(&descriptor), sizeof(descriptor) + sizeof(empty));
    ok_succeeds(SetSecurityDescriptorDacl(&descriptor, FALSE, &empty, FALSE));
    ok_succeeds(GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    ok(!present, "a DACL is there\n");
    /* which says no more than that it does not count */
    ok_value(descriptor.Control, SE_DACL_DEFAULTED);
    ok(descriptor.Dacl == &empty, "the DACL is %p\n", descriptor.Dacl);

    ok_succeeds(GetSecurityDescriptorOwner(&descriptor, &sid, &defaulted));
    ok(!sid, "owner is %p\n", sid);
    ok_succeeds(SetSecurityDescriptorOwner(&descriptor, &empty, TRUE));
    ok_succeeds(GetSecurityDescriptorOwner(&descriptor, &sid, &defaulted));
    ok(sid == (PSID)&empty && defaulted, "owner is %p\n", sid);

    descriptor.Revision = 7;
    ok_fails(SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE), ERROR_UNKNOWN_REVISION);
    ok_fails(GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted),
             ERROR_UNKNOWN_REVISION);
    ok(!IsValidSecurityDescriptor(&descriptor), "valid\n");
}

static PSECURITY_DESCRIPTOR from_text(const char *text)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    ULONG size = 0;

    ok_succeeds(ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1,
                                                                     &descriptor, &size));
    if (!descriptor)
        return NULL;
    ok(IsValidSecurityDescriptor(descriptor), "%s is not valid\n", text);
    ok(size >= GetSecurityDescriptorLength(descriptor), "size %lu\n", size);
    return descriptor;
}

static const struct { const char *text; DWORD mask; } rights[] = {
    { "GA", GENERIC_ALL },
    { "GRGWGX", GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE },
    { "SDRCWDWO", STANDARD_RIGHTS_REQUIRED },
    { "CCDCLCSWRPWPDTLOCR", 0x1ff },
    { "FA", FILE_ALL_ACCESS },
    { "FR", FILE_GENERIC_READ },
    { "FW", FILE_GENERIC_WRITE },
    { "FX", FILE_GENERIC_EXECUTE },
    { "KA", KEY_ALL_ACCESS },
    { "0x1F0003", EVENT_ALL_ACCESS },
    { "", 0 },
};

static void test_text_rights(void)
{
    PSECURITY_DESCRIPTOR descriptor;
    BOOL present, defaulted;
    ACCESS_ALLOWED_ACE *ace;
    char text[100];
    PACL acl;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rights); i++) {
        sprintf(text, "D:(A;;%s;;;WD)", rights[i].text);
        winetest_push_context("%s", text);
        descriptor = from_text(text);
        if (descriptor && GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted) &&
            present && GetAce(acl, 0, (void **)&ace)) {
            ok_value(acl->AceCount, 1);
            ok_value(ace->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
            ok_value(ace->Mask, rights[i].mask);
            ok_value(*GetSidSubAuthority(&ace->SidStart, 0), SECURITY_WORLD_RID);
        } else {
            ok(0, "no entry\n");
        }
        LocalFree(descriptor);
        winetest_pop_context();
    }
}

static void test_text(void)
{
    static const struct { const char *text; DWORD error; } bad[] = {
        { "ERROR:(D;;GA;;;WD)", ERROR_INVALID_PARAMETER },
        { "D:(A;;GA;;;WD", ERROR_INVALID_ACL },
        { "D:(A;;GA;;WD)", ERROR_INVALID_ACL },
        { "D:(A;;GA;;;)", 0 },
        { "D:(A;;GA;;;NOBODY)", 0 },
        { "D:(A;;ZZ;;;WD)", 0 },
        { "D:(Z;;GA;;;WD)", 0 },
    };
    SECURITY_DESCRIPTOR_CONTROL control;
    PSECURITY_DESCRIPTOR descriptor;
    BOOL present, defaulted;
    ACE_HEADER *ace;
    DWORD revision;
    PACL acl;
    PSID sid;
    size_t i;

    descriptor = from_text("O:BAG:SYD:PAI(D;OICI;GA;;;BG)(A;OICIIO;GA;;;AU)S:(ML;;NW;;;LW)");
    ok_succeeds(GetSecurityDescriptorControl(descriptor, &control, &revision));
    ok_value(control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED |
                          SE_DACL_AUTO_INHERITED | SE_SACL_PRESENT);
    ok_succeeds(GetSecurityDescriptorOwner(descriptor, &sid, &defaulted));
    ok_value(*GetSidSubAuthority(sid, 1), DOMAIN_ALIAS_RID_ADMINS);
    ok_succeeds(GetSecurityDescriptorGroup(descriptor, &sid, &defaulted));
    ok_value(*GetSidSubAuthority(sid, 0), SECURITY_LOCAL_SYSTEM_RID);
    ok_succeeds(GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted));
    ok_value(acl->AceCount, 2);
    ok_succeeds(GetAce(acl, 0, (void **)&ace));
    ok_value(ace->AceType, ACCESS_DENIED_ACE_TYPE);
    ok_value(ace->AceFlags, OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE);
    ok_succeeds(GetAce(acl, 1, (void **)&ace));
    ok_value(ace->AceType, ACCESS_ALLOWED_ACE_TYPE);
    ok_value(ace->AceFlags, OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | INHERIT_ONLY_ACE);
    ok_succeeds(GetSecurityDescriptorSacl(descriptor, &present, &acl, &defaulted));
    ok(present && acl->AceCount == 1, "no SACL\n");
    ok_fails(SetSecurityDescriptorDacl(descriptor, TRUE, NULL, FALSE),
             ERROR_INVALID_SECURITY_DESCR);
    LocalFree(descriptor);

    descriptor = from_text("D:");
    ok_succeeds(GetSecurityDescriptorDacl(descriptor, &present, &acl, &defaulted));
    ok(present && acl && acl->AceCount == 0, "no empty DACL\n");
    LocalFree(descriptor);
    LocalFree(from_text(""));
    LocalFree(from_text("  D:  (A;;GA;;;S-1-5-32-545)"));

    for (i = 0; i < ARRAY_SIZE(bad); i++) {
        winetest_push_context("%s", bad[i].text);
        SetLastError(NO_ERROR_YET);
        ok(!ConvertStringSecurityDescriptorToSecurityDescriptorA(bad[i].text, SDDL_REVISION_1,
                                                                 &descriptor, NULL),
           "succeeded\n");
        if (bad[i].error)
            ok_error(bad[i].error);
        winetest_pop_context();
    }
    ok_fails(ConvertStringSecurityDescriptorToSecurityDescriptorA("D:", 0, &descriptor, NULL),
             ERROR_UNKNOWN_REVISION);
    SetLastError(NO_ERROR_YET);
    ok(!ConvertStringSecurityDescriptorToSecurityDescriptorA(NULL, SDDL_REVISION_1, &descriptor,
                                                             NULL), "succeeded\n");
    todo_wine ok_error(ERROR_INVALID_PARAMETER);
}

/* --- objects ---------------------------------------------------------------------------------- */

/* S-NAM-07: with whatever security, its maker has all rights and can open it. */
static void test_objects(void)
{
    static const char *const texts[] = {
        "D:(A;;GA;;;WD)", "D:(A;;GA;;;AU)", "D:P(D;;GA;;;BG)(A;;GA;;;WD)", "O:BAD:(A;;GA;;;WD)",
    };
    SECURITY_ATTRIBUTES security = { sizeof(security), NULL, FALSE };
    SECURITY_DESCRIPTOR descriptor;
    HANDLE section, mutex, other;
    size_t i;

    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    security.lpSecurityDescriptor = &descriptor;
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, &security, PAGE_READWRITE, 0, PAGE,
                                 "Global\\ntmm security section");
    ok(section && GetLastError() == ERROR_SUCCESS, "error %lu\n", GetLastError());
    other = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, "Global\\ntmm security section");
    ok(other != NULL, "error %lu\n", GetLastError());
    CloseHandle(other);
    CloseHandle(section);
    for (i = 0; i < ARRAY_SIZE(texts); i++) {
        security.lpSecurityDescriptor = from_text(texts[i]);
        if (strstr(texts[i], "O:")) /* an owner must be one of the caller's own groups */
            SetLastError(ERROR_SUCCESS);
        mutex = CreateMutexA(&security, TRUE, "Local\\ntmm security mutex");
        ok(mutex && GetLastError() == ERROR_SUCCESS, "%s: error %lu\n", texts[i], GetLastError());
        ok_succeeds(ReleaseMutex(mutex));
        CloseHandle(mutex);
        LocalFree(security.lpSecurityDescriptor);
    }
}

/* What is no descriptor is told, and nothing is made. */
static void test_bad_descriptors(void)
{
    static const char name[] = "Local\\ntmm security bad";
    struct { SECURITY_DESCRIPTOR_RELATIVE head; SID owner; } owned = { 0 };
    struct { SECURITY_DESCRIPTOR_RELATIVE head; ACL acl; } listed = { 0 };
    SECURITY_ATTRIBUTES security = { sizeof(security), &owned, FALSE };
    HANDLE made;

    /* Wine looks at what it can use only. */
    ok_fails(made = CreateFileMappingA(INVALID_HANDLE_VALUE, &security, PAGE_READWRITE, 0, PAGE,
                                       name),
             ERROR_UNKNOWN_REVISION);
    owned.head.Revision = SECURITY_DESCRIPTOR_REVISION;
    owned.head.Control = SE_SELF_RELATIVE;
    owned.head.Owner = offsetof(SECURITY_DESCRIPTOR_RELATIVE, Dacl) + sizeof(DWORD);
    todo_wine ok_fails(made = CreateEventA(&security, FALSE, FALSE, name), ERROR_INVALID_SID);
    security.lpSecurityDescriptor = &listed;
    listed.head.Revision = SECURITY_DESCRIPTOR_REVISION;
    listed.head.Control = SE_SELF_RELATIVE | SE_DACL_PRESENT;
    listed.head.Dacl = sizeof(listed.head);
    todo_wine ok_fails(made = CreateEventA(&security, FALSE, FALSE, name), ERROR_INVALID_ACL);
    listed.acl.AclRevision = ACL_REVISION;
    listed.acl.AclSize = sizeof(listed.acl);
    listed.acl.AceCount = 1;
    SetLastError(NO_ERROR_YET);
    made = CreateEventA(&security, FALSE, FALSE, name);
    ok(!made, "made with a broken list\n");
    todo_wine ok_error(ERROR_INVALID_ACL);
    security.lpSecurityDescriptor = (void *)0x10000;
    ok_fails(made = CreateEventA(&security, FALSE, FALSE, NULL), ERROR_NOACCESS);
    todo_wine ok_fails(made = OpenEventA(SYNCHRONIZE, FALSE, name), ERROR_FILE_NOT_FOUND);
}

START_TEST(security)
{
    test_sid();
    test_sid_text();
    test_well_known();
    test_acl();
    test_descriptor();
    test_text_rights();
    test_text();
    test_objects();
    test_bad_descriptors();
}
