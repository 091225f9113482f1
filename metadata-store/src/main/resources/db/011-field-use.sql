--liquibase formatted sql

--changeset armature:field-use splitStatements:true
--comment: How often lists of objects with tables of their own were filtered or sorted by a field, day by day: what the index adviser goes by.
create table field_use (
    tenant_id int not null references tenant,
    object_id int not null,
    field_id int not null,
    day date not null,
    uses bigint not null,
    primary key (tenant_id, object_id, field_id, day)
);
alter table field_use enable row level security;
alter table field_use force row level security;
create policy own_tenant on field_use
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on field_use to ${appRole};
