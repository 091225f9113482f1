--liquibase formatted sql

--changeset armature:saml-providers splitStatements:true
--comment: Providers that speak SAML 2.0 beside those of OpenID Connect. Of one its name for itself (issuer), the address it is asked at and the certificates that it signs with are kept; nothing of it is secret. What it has vouched for waits with its sign-in until the browser that began comes for it with the ticket that its answer was given.
alter table identity_provider add column kind text not null default 'oidc';
alter table identity_provider alter column client_id drop not null;
alter table identity_provider alter column scopes drop not null;
alter table identity_provider add column sign_in_url text;
alter table identity_provider add column certificates text[];
alter table identity_provider add column email_attribute text;
alter table identity_provider add column name_attribute text;
alter table identity_provider add constraint identity_provider_kind check (
    (kind = 'oidc' and client_id is not null and scopes is not null)
    or (kind = 'saml' and sign_in_url is not null and certificates is not null and sealed is null)
);

alter table provider_sign_in add column assertion_hash bytea;
alter table provider_sign_in add column ticket_hash bytea;
alter table provider_sign_in add column account text;
create unique index provider_sign_in_assertion on provider_sign_in (tenant_id, provider_id, assertion_hash) where assertion_hash is not null;
