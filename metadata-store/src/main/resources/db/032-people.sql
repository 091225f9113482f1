--liquibase formatted sql

--changeset armature:user-group splitStatements:true
--comment: Groups of users, such as teams. Whoever is in one is in the groups above it too. Conditions of roles know them by name, so a name stays.
create table user_group (
    tenant_id int not null references tenant,
    version int not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    id uuid not null,
    parent_id uuid,
    name text not null,
    label text not null,
    primary key (tenant_id, id),
    unique (tenant_id, name),
    foreign key (tenant_id, parent_id) references user_group (tenant_id, id)
);
create index user_group_of_parent on user_group (tenant_id, parent_id) where parent_id is not null;
alter table user_group enable row level security;
alter table user_group force row level security;
create policy own_tenant on user_group
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on user_group to ${appRole};

--changeset armature:group-member splitStatements:true
create table group_member (
    tenant_id int not null,
    group_id uuid not null,
    user_id uuid not null,
    primary key (tenant_id, user_id, group_id),
    foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade,
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index group_member_of_group on group_member (tenant_id, group_id);
alter table group_member enable row level security;
alter table group_member force row level security;
create policy own_tenant on group_member
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on group_member to ${appRole};

--changeset armature:user-standing splitStatements:true
--comment: Whom a user reports to, and lists of values that conditions on records may ask, such as the regions they work in.
alter table user_account
    add column manager_id uuid,
    add column attributes jsonb not null default '{}',
    add constraint user_account_manager_fkey foreign key (tenant_id, manager_id) references user_account (tenant_id, id),
    add constraint user_account_own_manager_check check (manager_id <> id);
create index user_account_of_manager on user_account (tenant_id, manager_id) where manager_id is not null;
