--liquibase formatted sql

--changeset armature:account-link splitStatements:true
--comment: Secrets that were sent to people's addresses, each good once and for a while. Only a hash of each is kept, and the address that it went to.
create table account_link (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    id uuid not null,
    user_id uuid not null,
    purpose text not null,
    email text not null,
    token_hash bytea not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index account_link_of_user on account_link (tenant_id, user_id) where used_at is null;
alter table account_link enable row level security;
alter table account_link force row level security;
create policy own_tenant on account_link
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on account_link to ${appRole};
