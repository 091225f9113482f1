--liquibase formatted sql

--changeset armature:files-file splitStatements:true
--comment: Files that were uploaded. Their bodies lie elsewhere, by tenant and id. attached turns true when a record first holds the file, and never back; until then the file is its uploader's alone.
create table file (
    created_at timestamptz not null,
    size bigint not null check (size >= 0),
    tenant_id int not null references tenant,
    width int,
    height int,
    attached boolean not null default false,
    id uuid not null,
    created_by uuid not null,
    name text not null,
    media_type text not null,
    sha256 text not null,
    primary key (tenant_id, id)
);
create index file_unattached on file (tenant_id, created_by, created_at) where not attached;
alter table file enable row level security;
alter table file force row level security;
create policy own_tenant on file
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on file to ${appRole};

--changeset armature:files-file-link splitStatements:true
--comment: Which records hold a file or did: a link stays while the record's history tells of the file, and goes when the record or the field is gone for good.
create table file_link (
    tenant_id int not null,
    object_id int not null,
    field_id int not null,
    record_id uuid not null,
    file_id uuid not null,
    primary key (tenant_id, file_id, object_id, record_id, field_id)
);
create index file_link_record on file_link (tenant_id, object_id, record_id);
alter table file_link enable row level security;
alter table file_link force row level security;
create policy own_tenant on file_link
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on file_link to ${appRole};
grant select on file_link to ${tenantRole};
