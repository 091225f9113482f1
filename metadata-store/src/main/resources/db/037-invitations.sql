--liquibase formatted sql

--changeset armature:invitation splitStatements:true
--comment: Who was invited to a tenant, by whom, and what became of it. Only a hash of the secret in the letter is kept; it changes when the letter is sent again.
create table invitation (
    tenant_id int not null references tenant,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    id uuid not null,
    invited_by uuid not null,
    accepted_by uuid,
    email text not null,
    email_key text not null,
    locale text,
    roles text[] not null,
    token_hash bytea not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, invited_by) references user_account (tenant_id, id)
);
create unique index invitation_open on invitation (tenant_id, email_key) where accepted_at is null and revoked_at is null;
alter table invitation enable row level security;
alter table invitation force row level security;
create policy own_tenant on invitation
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on invitation to ${appRole};
