--liquibase formatted sql

--changeset armature:api-key splitStatements:true
--comment: Keys by which programs act as a user. Only a hash of each is kept. One that is revoked stays, to tell what it was.
create table api_key (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    id uuid not null,
    user_id uuid not null,
    created_by uuid not null,
    name text not null,
    scopes text[] not null,
    key_hash bytea not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index api_key_of_user on api_key (tenant_id, user_id) where revoked_at is null;
alter table api_key enable row level security;
alter table api_key force row level security;
create policy own_tenant on api_key
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on api_key to ${appRole};
