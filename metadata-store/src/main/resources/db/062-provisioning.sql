--liquibase formatted sql

--changeset armature:provisioning splitStatements:true
--comment: What a tenant's identity provider says of the users and groups that it provisions, beside what the platform keeps of everybody: its own names for them, and names in parts as they were sent. The address is the one that it gave: where it is still the user's, the provider has vouched for it. Of a user whom it has deleted nothing is left but that; they are there for it again once an administrator has switched them on.
create table provisioned_user (
    tenant_id int not null,
    deleted_at timestamptz,
    user_id uuid not null,
    external_id text,
    user_name text,
    user_name_key text,
    email_key text,
    kept jsonb not null default '{}',
    primary key (tenant_id, user_id),
    unique (tenant_id, external_id),
    unique (tenant_id, user_name_key),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
alter table provisioned_user enable row level security;
alter table provisioned_user force row level security;
create policy own_tenant on provisioned_user
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on provisioned_user to ${appRole};

create table provisioned_group (
    tenant_id int not null,
    group_id uuid not null,
    external_id text not null,
    primary key (tenant_id, group_id),
    unique (tenant_id, external_id),
    foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade
);
alter table provisioned_group enable row level security;
alter table provisioned_group force row level security;
create policy own_tenant on provisioned_group
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on provisioned_group to ${appRole};
