--liquibase formatted sql

--changeset armature:scale-index-use splitStatements:true
--comment: How often lists and figures of objects with tables of their own looked for records by a field, or by several together, day by day: what the index adviser goes by. fields are numbers with commas between, negative where values descend.
drop table field_use;
create table index_use (
    tenant_id int not null references tenant,
    object_id int not null,
    day date not null,
    uses bigint not null,
    fields text collate "C" not null,
    primary key (tenant_id, object_id, fields, day)
);
alter table index_use enable row level security;
alter table index_use force row level security;
create policy own_tenant on index_use
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on index_use to ${appRole};
