--liquibase formatted sql

--changeset armature:sign-in-settings splitStatements:true
--comment: Who needs a second factor, and which web sites of others may call the API from a browser.
alter table tenant
    add column second_factor text not null default 'optional' check (second_factor in ('optional', 'administrators', 'everybody')),
    add column origins text[] not null default '{}';

--changeset armature:second-factor splitStatements:true
--comment: The secrets that people's devices make codes from, sealed with the master key. One that is not confirmed is not asked for yet. Of the codes that were used the last is known by its time step, so that none is taken twice.
create table second_factor (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    user_id uuid not null,
    sealed text not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id)
);
alter table second_factor enable row level security;
alter table second_factor force row level security;
create policy own_tenant on second_factor
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on second_factor to ${appRole};

--changeset armature:recovery-code splitStatements:true
--comment: Codes for who has lost their device, each good once. Only hashes are kept.
create table recovery_code (
    tenant_id int not null,
    used_at timestamptz,
    user_id uuid not null,
    code_hash bytea not null,
    primary key (tenant_id, user_id, code_hash),
    foreign key (tenant_id, user_id) references second_factor (tenant_id, user_id) on delete cascade
);
alter table recovery_code enable row level security;
alter table recovery_code force row level security;
create policy own_tenant on recovery_code
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on recovery_code to ${appRole};

--changeset armature:origins splitStatements:false
--comment: A browser asks whether it may ask before anybody is signed in; this answers whether any tenant lets the site, and nothing else.
create function origin_allowed(wanted text) returns boolean
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$ select exists (select from tenant where active and wanted = any(origins)) $$;
revoke all on function origin_allowed(text) from public;
grant execute on function origin_allowed(text) to ${appRole};
