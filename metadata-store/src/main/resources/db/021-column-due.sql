--liquibase formatted sql

--changeset armature:formulas-column-due splitStatements:true
--comment: Objects whose records' formulas a write left behind, because too many of them rest on what it changed. Their columns are not in use then; whoever fills them begins again as long as there is such a write. A writer holds the row until it commits.
create table column_due (
    at timestamptz not null default now(),
    tenant_id int not null references tenant,
    object_id int not null,
    primary key (tenant_id, object_id),
    foreign key (tenant_id, object_id) references object_definition (tenant_id, id)
);
alter table column_due enable row level security;
alter table column_due force row level security;
create policy own_tenant on column_due
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on column_due to ${appRole};
