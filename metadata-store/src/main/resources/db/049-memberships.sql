--liquibase formatted sql

--changeset armature:membership splitStatements:true
--comment: Which users of several tenants are one person. An account is a number behind them and nothing else; a tenant sees the rows of its own users, and who else has the number it does not see.
create table membership (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    user_id uuid not null,
    account_id uuid not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, account_id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index membership_of_account on membership (account_id);
alter table membership enable row level security;
alter table membership force row level security;
create policy own_tenant on membership
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on membership to current_user using (true) with check (true);
grant select, insert, delete on membership to ${appRole};

--changeset armature:memberships-of splitStatements:false
--comment: Where else somebody is a user; gives numbers alone, to who knows the number of the account.
create function memberships_of(wanted uuid) returns table (tenant_id int, user_id uuid)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select m.tenant_id, m.user_id from membership m join tenant t on t.tenant_id = m.tenant_id
    where m.account_id = wanted and t.active
    order by m.created_at, m.tenant_id limit 100
$$;
revoke all on function memberships_of(uuid) from public;
grant execute on function memberships_of(uuid) to ${appRole};

--changeset armature:own-password splitStatements:true
--comment: Whether a person chose their password themselves, and whether a session was begun with such a one: an administrator who gives somebody a password gets no further than their own tenant with it. Of those that are there it is not known.
alter table user_account add column own_password boolean not null default false;
alter table sign_in add column own boolean not null default false;
