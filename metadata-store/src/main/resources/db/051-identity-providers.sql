--liquibase formatted sql

--changeset armature:identity-provider splitStatements:true
--comment: Providers of others that say who somebody is. The secret by which the tenant is known there is sealed. Which account there belongs to which user here is kept by the issuer's and the account's own name for it, never by an address.
create table identity_provider (
    tenant_id int not null references tenant,
    created_at timestamptz not null default now(),
    active boolean not null default true,
    makes_users boolean not null default false,
    trusts_email boolean not null default false,
    id uuid not null,
    name text not null,
    issuer text not null,
    client_id text not null,
    sealed text,
    scopes text[] not null,
    roles text[] not null,
    groups_claim text,
    group_roles text not null default '{}',
    primary key (tenant_id, id)
);
alter table identity_provider enable row level security;
alter table identity_provider force row level security;
create policy own_tenant on identity_provider
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on identity_provider to ${appRole};

create table external_identity (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    id uuid not null,
    user_id uuid not null,
    issuer text not null,
    subject text not null,
    primary key (tenant_id, id),
    unique (tenant_id, issuer, subject),
    unique (tenant_id, user_id, issuer),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
alter table external_identity enable row level security;
alter table external_identity force row level security;
create policy own_tenant on external_identity
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on external_identity to ${appRole};

--changeset armature:provider-sign-in splitStatements:true
--comment: Sign-ins that were begun at a provider and not ended yet. Of what the provider gives back, and of what the browser keeps meanwhile, only hashes are kept. With a user it is they who link an account.
create table provider_sign_in (
    tenant_id int not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    id uuid not null,
    provider_id uuid not null,
    user_id uuid,
    state_hash bytea not null,
    browser_hash bytea not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, provider_id) references identity_provider (tenant_id, id) on delete cascade,
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
alter table provider_sign_in enable row level security;
alter table provider_sign_in force row level security;
create policy own_tenant on provider_sign_in
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on provider_sign_in to ${appRole};

--changeset armature:sign-in-by-provider splitStatements:true
--comment: By which provider a session was begun, and whether a tenant lets its people in by password at all. The recovery administrator comes in by password whatever it says.
alter table sign_in add column provider_id uuid;
alter table tenant add column passwords boolean not null default true;
alter table tenant add column recovery_user uuid;
