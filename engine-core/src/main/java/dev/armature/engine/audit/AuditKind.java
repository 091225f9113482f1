package dev.armature.engine.audit;

import java.util.Locale;

/**
 * What an entry tells of. The words are kept and answered: never renamed. Changes of metadata, with
 * plugins that are installed or removed among them, are noted by the database itself.
 */
public enum AuditKind {
    TENANT_CREATED,
    SIGN_IN_SUCCEEDED,
    SIGN_IN_FAILED,
    SESSION_ENDED,
    SESSIONS_ENDED,
    PASSWORD_CHANGED,
    PASSWORD_FORGOTTEN,
    PASSWORD_RESET,
    EMAIL_VERIFICATION_SENT,
    EMAIL_VERIFIED,
    EMAIL_CHANGED,
    EMAIL_RETURNED,
    SECOND_FACTOR_ENABLED,
    SECOND_FACTOR_REMOVED,
    RECOVERY_CODES_REPLACED,
    API_KEY_CREATED,
    API_KEY_REVOKED,
    OAUTH_APP_CREATED,
    OAUTH_APP_CHANGED,
    OAUTH_APP_DELETED,
    OAUTH_SECRET_REPLACED,
    OAUTH_CONSENT_GIVEN,
    OAUTH_CONSENT_REVOKED,
    OAUTH_GRANT_USED,
    OAUTH_GRANT_ENDED,
    OAUTH_CLIENT_REFUSED,
    USER_CREATED,
    USER_CHANGED,
    USER_IMPERSONATED,
    GROUP_CREATED,
    GROUP_CHANGED,
    GROUP_DELETED,
    INVITATION_SENT,
    INVITATION_REVOKED,
    INVITATION_ACCEPTED,
    PROVIDER_CREATED,
    PROVIDER_CHANGED,
    PROVIDER_DELETED,
    IDENTITY_LINKED,
    IDENTITY_UNLINKED,
    MEMBERSHIP_LINKED,
    MEMBERSHIP_UNLINKED,
    SESSION_SWITCHED,
    SETTINGS_CHANGED,
    WEBHOOK_CREATED,
    WEBHOOK_CHANGED,
    WEBHOOK_DELETED,
    WEBHOOK_SECRET_REPLACED,
    WEBHOOK_STOPPED,
    PLUGIN_SWITCHED,
    TENANT_SUSPENDED,
    TENANT_RESUMED,
    QUOTAS_CHANGED,
    SECRET_READ,
    RECORDS_EXPORTED,
    OWNER_REPLACED,
    RECORD_SHARED,
    SHARE_ENDED,
    PUBLIC_LINK_CREATED,
    PUBLIC_LINK_REVOKED,
    FORM_CREATED,
    FORM_CHANGED,
    FORM_DELETED,
    FORM_ADDRESS_REPLACED,
    FORM_ANSWERED,
    AUDIT_EXPORTED,
    TENANT_EXPORTED,
    ARCHIVE_FETCHED,
    ARCHIVE_DELETED,
    ERASURE_ASKED,
    ERASURE_REVOKED;

    /** The word in the database and in answers, such as {@code sign_in.failed}. */
    String word() {
        String name = name().toLowerCase(Locale.ROOT);
        int last = name.lastIndexOf('_');
        return name.substring(0, last) + "." + name.substring(last + 1);
    }
}
