// SPDX-License-Identifier: MIT
// well_known: the SIDs that every machine has, by the names that programs have for them.
#include "win32/well_known.h"

#include "nt/acl.h"

#include <string.h>

/* Identifier authorities. */
enum { NOBODY, WORLD, LOCAL, CREATOR, NT = 5, PACKAGE = 15, LABEL, ASSERTED = 18 };

#define MEDIUM_PLUS_RID (SECURITY_MANDATORY_MEDIUM_RID + 0x100)

/* One authority's SIDs have one part, or are groups of this machine. */
#define ONE(type, alias, authority, rid) { type, alias, authority, 1, { rid, 0 } }
#define GROUP(type, alias, rid) { type, alias, NT, 2, { SECURITY_BUILTIN_DOMAIN_RID, rid } }
#define PACKAGED(type, base, rid) { type, "", NT, 2, { base, rid } }

/* A domain's and an account's are relative to what is not there. */
const struct win32_well_known win32_well_known[] = {
    ONE(WinNullSid, "", NOBODY, SECURITY_NULL_RID),
    ONE(WinWorldSid, "WD", WORLD, SECURITY_WORLD_RID),
    ONE(WinLocalSid, "", LOCAL, SECURITY_LOCAL_RID),
    ONE(WinCreatorOwnerSid, "CO", CREATOR, SECURITY_CREATOR_OWNER_RID),
    ONE(WinCreatorGroupSid, "CG", CREATOR, SECURITY_CREATOR_GROUP_RID),
    ONE(WinCreatorOwnerServerSid, "", CREATOR, SECURITY_CREATOR_OWNER_SERVER_RID),
    ONE(WinCreatorGroupServerSid, "", CREATOR, SECURITY_CREATOR_GROUP_SERVER_RID),
    ONE(WinCreatorOwnerRightsSid, "OW", CREATOR, SECURITY_CREATOR_OWNER_RIGHTS_RID),

    { WinNtAuthoritySid, "", NT, 0, { 0, 0 } },
    ONE(WinDialupSid, "", NT, SECURITY_DIALUP_RID),
    ONE(WinNetworkSid, "NU", NT, SECURITY_NETWORK_RID),
    ONE(WinBatchSid, "", NT, SECURITY_BATCH_RID),
    ONE(WinInteractiveSid, "IU", NT, SECURITY_INTERACTIVE_RID),
    ONE(WinServiceSid, "SU", NT, SECURITY_SERVICE_RID),
    ONE(WinAnonymousSid, "AN", NT, SECURITY_ANONYMOUS_LOGON_RID),
    ONE(WinProxySid, "", NT, SECURITY_PROXY_RID),
    ONE(WinEnterpriseControllersSid, "ED", NT, SECURITY_ENTERPRISE_CONTROLLERS_RID),
    ONE(WinSelfSid, "PS", NT, SECURITY_PRINCIPAL_SELF_RID),
    ONE(WinAuthenticatedUserSid, "AU", NT, SECURITY_AUTHENTICATED_USER_RID),
    ONE(WinRestrictedCodeSid, "RC", NT, SECURITY_RESTRICTED_CODE_RID),
    ONE(WinTerminalServerSid, "", NT, SECURITY_TERMINAL_SERVER_RID),
    ONE(WinRemoteLogonIdSid, "", NT, SECURITY_REMOTE_LOGON_RID),
    ONE(WinThisOrganizationSid, "", NT, SECURITY_THIS_ORGANIZATION_RID),
    ONE(WinIUserSid, "", NT, SECURITY_IUSER_RID),
    ONE(WinLocalSystemSid, "SY", NT, SECURITY_LOCAL_SYSTEM_RID),
    ONE(WinLocalServiceSid, "LS", NT, SECURITY_LOCAL_SERVICE_RID),
    ONE(WinNetworkServiceSid, "NS", NT, SECURITY_NETWORK_SERVICE_RID),
    ONE(WinBuiltinDomainSid, "", NT, SECURITY_BUILTIN_DOMAIN_RID),
    ONE(WinWriteRestrictedCodeSid, "WR", NT, SECURITY_WRITE_RESTRICTED_CODE_RID),
    ONE(WinOtherOrganizationSid, "", NT, SECURITY_OTHER_ORGANIZATION_RID),
    PACKAGED(WinNTLMAuthenticationSid, SECURITY_PACKAGE_BASE_RID, SECURITY_PACKAGE_NTLM_RID),
    PACKAGED(WinDigestAuthenticationSid, SECURITY_PACKAGE_BASE_RID, SECURITY_PACKAGE_DIGEST_RID),
    PACKAGED(WinSChannelAuthenticationSid, SECURITY_PACKAGE_BASE_RID,
             SECURITY_PACKAGE_SCHANNEL_RID),

    GROUP(WinBuiltinAdministratorsSid, "BA", DOMAIN_ALIAS_RID_ADMINS),
    GROUP(WinBuiltinUsersSid, "BU", DOMAIN_ALIAS_RID_USERS),
    GROUP(WinBuiltinGuestsSid, "BG", DOMAIN_ALIAS_RID_GUESTS),
    GROUP(WinBuiltinPowerUsersSid, "PU", DOMAIN_ALIAS_RID_POWER_USERS),
    GROUP(WinBuiltinAccountOperatorsSid, "AO", DOMAIN_ALIAS_RID_ACCOUNT_OPS),
    GROUP(WinBuiltinSystemOperatorsSid, "SO", DOMAIN_ALIAS_RID_SYSTEM_OPS),
    GROUP(WinBuiltinPrintOperatorsSid, "PO", DOMAIN_ALIAS_RID_PRINT_OPS),
    GROUP(WinBuiltinBackupOperatorsSid, "BO", DOMAIN_ALIAS_RID_BACKUP_OPS),
    GROUP(WinBuiltinReplicatorSid, "RE", DOMAIN_ALIAS_RID_REPLICATOR),
    GROUP(WinBuiltinPreWindows2000CompatibleAccessSid, "RU", DOMAIN_ALIAS_RID_PREW2KCOMPACCESS),
    GROUP(WinBuiltinRemoteDesktopUsersSid, "RD", DOMAIN_ALIAS_RID_REMOTE_DESKTOP_USERS),
    GROUP(WinBuiltinNetworkConfigurationOperatorsSid, "NO",
          DOMAIN_ALIAS_RID_NETWORK_CONFIGURATION_OPS),
    GROUP(WinBuiltinIncomingForestTrustBuildersSid, "",
          DOMAIN_ALIAS_RID_INCOMING_FOREST_TRUST_BUILDERS),
    GROUP(WinBuiltinPerfMonitoringUsersSid, "MU", DOMAIN_ALIAS_RID_MONITORING_USERS),
    GROUP(WinBuiltinPerfLoggingUsersSid, "LU", DOMAIN_ALIAS_RID_LOGGING_USERS),
    GROUP(WinBuiltinAuthorizationAccessSid, "", DOMAIN_ALIAS_RID_AUTHORIZATIONACCESS),
    GROUP(WinBuiltinTerminalServerLicenseServersSid, "", DOMAIN_ALIAS_RID_TS_LICENSE_SERVERS),
    GROUP(WinBuiltinDCOMUsersSid, "", DOMAIN_ALIAS_RID_DCOM_USERS),
    GROUP(WinBuiltinIUsersSid, "IS", DOMAIN_ALIAS_RID_IUSERS),
    GROUP(WinBuiltinCryptoOperatorsSid, "CY", DOMAIN_ALIAS_RID_CRYPTO_OPERATORS),
    GROUP(WinBuiltinEventLogReadersGroup, "ER", DOMAIN_ALIAS_RID_EVENT_LOG_READERS_GROUP),
    GROUP(WinBuiltinCertSvcDComAccessGroup, "CD", DOMAIN_ALIAS_RID_CERTSVC_DCOM_ACCESS_GROUP),
    GROUP(WinBuiltinHyperVAdminsSid, "HA", DOMAIN_ALIAS_RID_HYPER_V_ADMINS),
    GROUP(WinBuiltinRemoteManagementUsersSid, "RM", DOMAIN_ALIAS_RID_REMOTE_MANAGEMENT_USERS),

    { WinBuiltinAnyPackageSid, "AC", PACKAGE, 2,
      { SECURITY_APP_PACKAGE_BASE_RID, SECURITY_BUILTIN_PACKAGE_ANY_PACKAGE } },
    ONE(WinUntrustedLabelSid, "", LABEL, SECURITY_MANDATORY_UNTRUSTED_RID),
    ONE(WinLowLabelSid, "LW", LABEL, SECURITY_MANDATORY_LOW_RID),
    ONE(WinMediumLabelSid, "ME", LABEL, SECURITY_MANDATORY_MEDIUM_RID),
    ONE(WinMediumPlusLabelSid, "MP", LABEL, MEDIUM_PLUS_RID),
    ONE(WinHighLabelSid, "HI", LABEL, SECURITY_MANDATORY_HIGH_RID),
    ONE(WinSystemLabelSid, "SI", LABEL, SECURITY_MANDATORY_SYSTEM_RID),
    ONE(WinAuthenticationAuthorityAssertedSid, "AS", ASSERTED,
        SECURITY_AUTHENTICATION_AUTHORITY_ASSERTED_RID),
    ONE(WinAuthenticationServiceAssertedSid, "SS", ASSERTED,
        SECURITY_AUTHENTICATION_SERVICE_ASSERTED_RID),
};

const size_t win32_well_known_count = sizeof win32_well_known / sizeof *win32_well_known;

void win32_well_known_sid(const struct win32_well_known *known, SID *sid)
{
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = known->count;
    sid->IdentifierAuthority =
        (SID_IDENTIFIER_AUTHORITY) { { 0, 0, 0, 0, 0, known->authority } };
    memcpy((char *)sid + NT_SID_START, known->parts, known->count * sizeof *known->parts);
}
