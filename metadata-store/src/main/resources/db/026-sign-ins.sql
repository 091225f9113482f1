--liquibase formatted sql

--changeset armature:sign-in splitStatements:true
--comment: Each sign-in, of which refresh tokens and access tokens come: where it was begun and with what, and when it ended. Its id is the family of its refresh tokens.
create table sign_in (
    tenant_id int not null references tenant,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    ended_at timestamptz,
    id uuid not null,
    user_id uuid not null,
    address text not null,
    user_agent text,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
create index sign_in_of_user on sign_in (tenant_id, user_id) where ended_at is null;
alter table refresh_token no force row level security;
insert into sign_in (tenant_id, id, user_id, address, created_at, used_at, ended_at)
    select tenant_id, family_id, user_id, '', min(issued_at), max(issued_at), min(revoked_at)
    from refresh_token group by tenant_id, family_id, user_id;
alter table refresh_token force row level security;
alter table refresh_token drop column revoked_at;
alter table sign_in enable row level security;
alter table sign_in force row level security;
create policy own_tenant on sign_in
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on sign_in to ${appRole};
