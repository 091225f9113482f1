--liquibase formatted sql

--changeset armature:record-secret splitStatements:true
--comment: Sealed values of secret fields, in Base64. Records hold but the mark that there is one, so that nothing made of records can give one away.
create table record_secret (
    tenant_id int not null,
    object_id int not null,
    field_id int not null,
    record_id uuid not null,
    sealed text not null,
    primary key (tenant_id, object_id, record_id, field_id)
);
alter table record_secret enable row level security;
alter table record_secret force row level security;
create policy own_tenant on record_secret
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on record_secret to ${appRole};
