--liquibase formatted sql

--changeset armature:passkey splitStatements:true
--comment: The passkeys of people. What is kept of one is public: the key that its signatures are checked with. Its counter only rises. Whether it was added in a session that nobody but its person can have begun says how far the sessions reach that it begins.
create table passkey (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    used_at timestamptz,
    sign_count bigint not null,
    own boolean not null,
    backup_eligible boolean not null,
    id uuid not null,
    user_id uuid not null,
    name text not null,
    transports text[] not null,
    credential_id bytea not null,
    credential bytea not null,
    primary key (tenant_id, id),
    unique (tenant_id, credential_id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index passkey_of_user on passkey (tenant_id, user_id);
alter table passkey enable row level security;
alter table passkey force row level security;
create policy own_tenant on passkey
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on passkey to ${appRole};

--changeset armature:passkey-challenge splitStatements:true
--comment: Challenges that were used, for as long as they would hold: none is used twice. Those that nobody answered are kept nowhere.
create table passkey_challenge (
    tenant_id int not null references tenant,
    expires_at timestamptz not null,
    id uuid not null,
    primary key (tenant_id, id)
);
alter table passkey_challenge enable row level security;
alter table passkey_challenge force row level security;
create policy own_tenant on passkey_challenge
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on passkey_challenge to ${appRole};

--changeset armature:recovery-codes-of-any-factor splitStatements:true
--comment: Recovery codes stand in for passkeys as well, so they belong to the user.
alter table recovery_code drop constraint recovery_code_tenant_id_user_id_fkey;
alter table recovery_code add foreign key (tenant_id, user_id) references user_account (tenant_id, id);
