--liquibase formatted sql

--changeset armature:record-share splitStatements:true
--comment: Single records that are shared with a user or a group whose roles would not show them. They are read within the statements that read records, also by the tenants' roles.
create table record_share (
    tenant_id int not null,
    object_id int not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    id uuid not null,
    record_id uuid not null,
    user_id uuid,
    group_id uuid,
    grantee_id uuid not null generated always as (coalesce(user_id, group_id)) stored,
    created_by uuid not null,
    writes boolean not null,
    primary key (tenant_id, object_id, record_id, grantee_id),
    check ((user_id is null) <> (group_id is null)),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id),
    foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade
);
create index record_share_of_grantee on record_share (tenant_id, grantee_id, object_id) include (record_id, expires_at, writes);
create index record_share_of_group on record_share (tenant_id, group_id) where group_id is not null;
alter table record_share enable row level security;
alter table record_share force row level security;
create policy own_tenant on record_share
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on record_share to ${appRole};
grant select on record_share to ${tenantRole};
