--liquibase formatted sql

--changeset armature:idempotency-key splitStatements:true
--comment: The answers to requests that a client may send again. "request" is a digest.
create table idempotency_key (
    tenant_id int not null references tenant,
    at timestamptz not null default now(),
    user_id uuid not null,
    status smallint not null,
    key text not null,
    request text not null,
    etag text,
    location text,
    body bytea,
    primary key (tenant_id, user_id, key)
);
create index idempotency_key_age on idempotency_key (tenant_id, user_id, at);
alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy own_tenant on idempotency_key
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on idempotency_key to ${appRole};
