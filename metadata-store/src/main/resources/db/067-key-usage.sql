--liquibase formatted sql

--changeset armature:api-key-usage splitStatements:true
--comment: How many requests were made by an API key in a calendar month. Nodes add to it every few seconds.
create table api_key_usage (
    tenant_id int not null,
    month date not null,
    requests bigint not null default 0,
    key_id uuid not null,
    primary key (tenant_id, key_id, month),
    foreign key (tenant_id, key_id) references api_key (tenant_id, id)
);
alter table api_key_usage enable row level security;
alter table api_key_usage force row level security;
create policy own_tenant on api_key_usage
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on api_key_usage to ${appRole};
