--liquibase formatted sql

--changeset armature:record splitStatements:true
--comment: The shared store. data is keyed by field numbers, never by names. Columns are ordered by alignment.
create table record (
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    tenant_id int not null,
    object_id int not null,
    version int not null,
    id uuid not null,
    owner_id uuid,
    created_by uuid,
    updated_by uuid,
    data jsonb not null,
    primary key (tenant_id, object_id, id)
) with (fillfactor = 90);
alter table record enable row level security;
alter table record force row level security;
create policy own_tenant on record
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on record to ${appRole};

--changeset armature:record-unique splitStatements:true
--comment: The values of unique fields, of live records only.
create table record_unique (
    tenant_id int not null,
    object_id int not null,
    field_id int not null,
    record_id uuid not null,
    key text collate "C" not null,
    primary key (tenant_id, object_id, field_id, key)
);
alter table record_unique enable row level security;
alter table record_unique force row level security;
create policy own_tenant on record_unique
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on record_unique to ${appRole};

--changeset armature:record-link splitStatements:true
--comment: Who references a record, of live records only.
create table record_link (
    tenant_id int not null,
    object_id int not null,
    field_id int not null,
    target_id uuid not null,
    record_id uuid not null,
    primary key (tenant_id, target_id, object_id, field_id, record_id)
);
alter table record_link enable row level security;
alter table record_link force row level security;
create policy own_tenant on record_link
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on record_link to ${appRole};

--changeset armature:record-history splitStatements:true
--comment: One row for each version: who, why, and which values were replaced. The application never changes it.
create table record_history (
    at timestamptz not null,
    tenant_id int not null,
    object_id int not null,
    version int not null,
    record_id uuid not null,
    actor uuid,
    operation text not null check (operation in ('create', 'update', 'delete', 'restore')),
    cause jsonb not null,
    replaced jsonb not null,
    primary key (tenant_id, object_id, record_id, version)
);
alter table record_history enable row level security;
alter table record_history force row level security;
create policy own_tenant on record_history
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert on record_history to ${appRole};

--changeset armature:record-counter splitStatements:true
--comment: The last number given out for an autoNumber field.
create table record_counter (
    value bigint not null,
    tenant_id int not null,
    object_id int not null,
    field_id int not null,
    primary key (tenant_id, object_id, field_id)
);
alter table record_counter enable row level security;
alter table record_counter force row level security;
create policy own_tenant on record_counter
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on record_counter to ${appRole};
