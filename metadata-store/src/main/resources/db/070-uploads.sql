--liquibase formatted sql

--changeset armature:uploads splitStatements:true
--comment: Files that come in pieces. One counts as a file of its tenant from its beginning, so that quotas hold for what is half there. When all is there, file_id names the file that it became, and the row stays until it expires to tell so.
create table upload (
    tenant_id int not null references tenant,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    size bigint not null check (size >= 0),
    received bigint not null default 0,
    id uuid not null,
    created_by uuid not null,
    file_id uuid,
    name text not null,
    primary key (tenant_id, id),
    check (received between 0 and size)
);
create index upload_of on upload (tenant_id, created_by);
create index upload_expiry on upload (tenant_id, expires_at);
alter table upload enable row level security;
alter table upload force row level security;
create policy own_tenant on upload
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on upload to ${appRole};

--changeset armature:upload-parts splitStatements:true
--comment: The pieces of an upload that are there for good, each a body of its own among the bodies of files.
create table upload_part (
    tenant_id int not null,
    begins bigint not null,
    size bigint not null check (size > 0),
    upload_id uuid not null,
    body uuid not null,
    primary key (tenant_id, upload_id, begins),
    foreign key (tenant_id, upload_id) references upload (tenant_id, id)
);
alter table upload_part enable row level security;
alter table upload_part force row level security;
create policy own_tenant on upload_part
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on upload_part to ${appRole};
