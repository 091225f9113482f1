--liquibase formatted sql

--changeset armature:package-applied splitStatements:true
--comment: What a tenant's metadata was before a package was applied, so that it can be brought back.
create table package_applied (
    tenant_id int not null,
    version bigint not null,
    applied_at timestamptz not null default now(),
    applied_by uuid,
    before text not null,
    primary key (tenant_id, version)
);
alter table package_applied enable row level security;
alter table package_applied force row level security;
create policy own_tenant on package_applied
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on package_applied to ${appRole};
