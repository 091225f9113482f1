--liquibase formatted sql

--changeset armature:table-layout splitStatements:true
--comment: The table that holds an object's records alone, and its columns; null while they lie in the shared store.
alter table object_definition add column table_layout jsonb;

--changeset armature:record-table splitStatements:true
--comment: The moves of objects between the shared store and tables of their own: filling (being copied, the shared store counts), used, returning (being copied back, the table still counts), left (the shared store counts again, the table waits to be dropped). since tells how long readers that have not heard of the last change may still look at the other place.
create table record_table (
    since timestamptz not null default now(),
    tenant_id int not null references tenant,
    object_id int not null,
    state text not null check (state in ('filling', 'used', 'returning', 'left')),
    leftover boolean not null default false,
    primary key (tenant_id, object_id),
    foreign key (tenant_id, object_id) references object_definition (tenant_id, id)
);
alter table record_table enable row level security;
alter table record_table force row level security;
create policy own_tenant on record_table
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on record_table to current_user using (true) with check (true);
grant select, insert, update, delete on record_table to ${appRole};

--changeset armature:tenant-roles splitStatements:true
--comment: What tenants' roles may read beside their own tables: statements join small objects and links. Row security holds them to their tenant there.
grant usage on schema ${schema} to ${tenantRole};
grant select on record, record_link, record_unique to ${tenantRole};
