import type { AuditEntry } from '@/api/security';

/** What entries are of, as the filter offers it. */
export const AUDIT_KINDS = [
  'sign_in',
  'password',
  'second_factor',
  'passkey',
  'api_key',
  'user',
  'metadata',
  'settings',
  'secret',
] as const;

export type AuditFilter = 'all' | (typeof AUDIT_KINDS)[number];

const KNOWN = {
  'tenant.created': 'tenantCreated',
  'sign_in.succeeded': 'signedIn',
  'sign_in.failed': 'signInFailed',
  'session.ended': 'sessionEnded',
  'sessions.ended': 'sessionsEnded',
  'password.changed': 'passwordChanged',
  'password.forgotten': 'passwordForgotten',
  'password.reset': 'passwordReset',
  'email_verification.sent': 'emailSent',
  'email.verified': 'emailVerified',
  'email.changed': 'emailChanged',
  'email.returned': 'emailReturned',
  'second_factor.enabled': 'factorEnabled',
  'second_factor.removed': 'factorRemoved',
  'passkey.added': 'passkeyAdded',
  'passkey.removed': 'passkeyRemoved',
  'passkey.refused': 'passkeyRefused',
  'recovery_codes.replaced': 'codesReplaced',
  'api_key.created': 'keyCreated',
  'api_key.revoked': 'keyRevoked',
  'oauth_app.created': 'appCreated',
  'oauth_app.changed': 'appChanged',
  'oauth_app.deleted': 'appDeleted',
  'oauth_secret.replaced': 'appSecretReplaced',
  'oauth_consent.given': 'appAllowed',
  'oauth_consent.revoked': 'appTakenBack',
  'oauth_grant.used': 'appLetIn',
  'oauth_grant.ended': 'appEnded',
  'oauth_client.refused': 'appRefused',
  'user.created': 'userCreated',
  'user.changed': 'userChanged',
  'user.impersonated': 'userImpersonated',
  'group.created': 'groupCreated',
  'group.changed': 'groupChanged',
  'group.deleted': 'groupDeleted',
  'owner.replaced': 'ownerReplaced',
  'record.shared': 'recordShared',
  'share.ended': 'shareEnded',
  'invitation.sent': 'invitationSent',
  'invitation.revoked': 'invitationRevoked',
  'invitation.accepted': 'invitationAccepted',
  'provider.created': 'providerCreated',
  'provider.changed': 'providerChanged',
  'provider.deleted': 'providerDeleted',
  'webhook.created': 'webhookCreated',
  'webhook.changed': 'webhookChanged',
  'webhook.deleted': 'webhookDeleted',
  'webhook_secret.replaced': 'webhookSecretReplaced',
  'webhook.stopped': 'webhookStopped',
  'identity.linked': 'identityLinked',
  'identity.unlinked': 'identityUnlinked',
  'membership.linked': 'membershipLinked',
  'membership.unlinked': 'membershipUnlinked',
  'session.switched': 'sessionSwitched',
  'settings.changed': 'settingsChanged',
  'plugin.switched': 'pluginSwitched',
  'tenant.suspended': 'tenantSuspended',
  'tenant.resumed': 'tenantResumed',
  'tenant.moved': 'tenantMoved',
  'quotas.changed': 'quotasChanged',
  'file.refused': 'fileRefused',
  'secret.read': 'secretRead',
  'audit.exported': 'auditExported',
  'records.exported': 'recordsExported',
  'tenant.exported': 'tenantExported',
  'archive.fetched': 'archiveFetched',
  'archive.deleted': 'archiveDeleted',
  'erasure.asked': 'erasureAsked',
  'erasure.revoked': 'erasureRevoked',
  'metadata.changed': 'metadataChanged',
} as const;

/** The name of a kind's text; null for a kind that this application does not know yet. */
export function kindKey(kind: string): (typeof KNOWN)[keyof typeof KNOWN] | null {
  return Object.hasOwn(KNOWN, kind) ? KNOWN[kind as keyof typeof KNOWN] : null;
}

/** What it was about, in a line: users by their names, and what else the entry says. */
export function detailText(entry: AuditEntry, names: ReadonlyMap<string, string>): string {
  const name = (text: string) => names.get(text) ?? text;
  const parts = Object.entries(entry.detail).map(([key, value]) => `${key}: ${name(value)}`);
  return [...(entry.subject ? [name(entry.subject)] : []), ...parts].join(' · ');
}
