--liquibase formatted sql

--changeset armature:tenant-export splitStatements:true
--comment: Archives of all that a tenant has, each made by the job of the same number. body is where the archive lies among the bodies of files, from the moment somebody begins to write it.
create table tenant_export (
    tenant_id int not null references tenant,
    created_at timestamptz not null default now(),
    ready_at timestamptz,
    expires_at timestamptz,
    size bigint,
    records bigint,
    files bigint,
    id uuid not null,
    created_by uuid not null,
    body uuid,
    sha256 text,
    primary key (tenant_id, id)
);
alter table tenant_export enable row level security;
alter table tenant_export force row level security;
create policy own_tenant on tenant_export
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on tenant_export to ${appRole};
