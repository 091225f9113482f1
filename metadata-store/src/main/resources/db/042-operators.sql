--liquibase formatted sql

--changeset armature:operator splitStatements:true
--comment: Who runs the installation. They belong to no tenant, and what they do goes through a role that reads no tenant's records: it may call the functions below and nothing else. Of their keys only hashes are kept, and one that is revoked stays, to tell who it was.
create table operator (
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    id uuid primary key,
    name text not null,
    key_hash bytea not null
);
create table operator_entry (
    at timestamptz not null default now(),
    id uuid primary key default uuidv7(),
    operator_id uuid not null references operator,
    tenant_uid uuid,
    kind text not null,
    detail text not null
);
grant usage on schema ${schema} to ${operatorRole};
grant select on operator to ${operatorRole};
grant select, insert on operator_entry to ${operatorRole};

--changeset armature:suspension splitStatements:true
--comment: Since when a tenant is suspended, which it is while it is not active.
alter table tenant add column suspended_at timestamptz;

--changeset armature:tenant-usage splitStatements:true
--comment: What a tenant used in a day that cannot be counted afterwards. Nodes add to it every few seconds.
create table tenant_usage (
    tenant_id int not null references tenant,
    day date not null,
    requests bigint not null default 0,
    plugin_micros bigint not null default 0,
    primary key (tenant_id, day)
);
alter table tenant_usage enable row level security;
alter table tenant_usage force row level security;
create policy own_tenant on tenant_usage
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on tenant_usage to ${appRole};

--changeset armature:operator-functions splitStatements:false
--comment: All that operators see and do of tenants: who they are, how much they have, and whether they may work. The counts are made as the tenant is set, so row security holds here too.
create function operator_tenants(after int, how_many int)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota
    from tenant t where t.tenant_id > after order by t.tenant_id limit how_many
$$;
create function operator_tenant(wanted uuid)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota
    from tenant t where t.uid = wanted
$$;
create function operator_usage(wanted int)
    returns table (records bigint, files bigint, file_bytes bigint, users bigint, requests bigint, plugin_micros bigint)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
declare
    object int;
    part bigint;
begin
    perform set_config('app.tenant', wanted::text, true);
    select count(*) into records from record r
    where r.tenant_id = wanted and r.deleted_at is null and not exists (
        select from record_table p where p.tenant_id = wanted and p.object_id = r.object_id and p.state in ('used', 'returning'));
    for object in select p.object_id from record_table p where p.tenant_id = wanted and p.state in ('used', 'returning') loop
        execute format('select count(*) from %I.%I where deleted_at is null', 'armature_t' || wanted, 'o' || object) into part;
        records := records + part;
    end loop;
    select count(*), coalesce(sum(f.size), 0) into files, file_bytes from file f where f.tenant_id = wanted;
    select count(*) into users from user_account u where u.tenant_id = wanted and u.active;
    select coalesce(sum(d.requests), 0), coalesce(sum(d.plugin_micros), 0) into requests, plugin_micros
    from tenant_usage d where d.tenant_id = wanted and d.day > current_date - 30;
    perform set_config('app.tenant', '', true);
    return next;
end
$$;
create function operator_suspend(wanted int, suspended boolean) returns boolean
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    update tenant t set active = not suspended, suspended_at = case when suspended then now() end
    where t.tenant_id = wanted and t.active = suspended;
    if not found then
        return false;
    end if;
    perform operator_tell(wanted, case when suspended then 'tenant.suspended' else 'tenant.resumed' end, '{}');
    return true;
end
$$;
create function operator_quota(wanted int, requests int) returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    update tenant t set request_quota = requests where t.tenant_id = wanted;
    perform operator_tell(wanted, 'quotas.changed', json_build_object('requests', requests)::text);
end
$$;
create function operator_tell(wanted int, what text, told text) returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    perform set_config('app.tenant', wanted::text, true);
    insert into audit_entry (tenant_id, kind, detail) values (wanted, what, told);
    perform set_config('app.tenant', '', true);
end
$$;
revoke all on function operator_tenants(int, int), operator_tenant(uuid), operator_usage(int), operator_suspend(int, boolean), operator_quota(int, int), operator_tell(int, text, text) from public;
grant execute on function operator_tenants(int, int), operator_tenant(uuid), operator_usage(int), operator_suspend(int, boolean), operator_quota(int, int) to ${operatorRole};

--changeset armature:suspended-work splitStatements:false
--comment: The work of a tenant that is suspended waits.
create or replace function claim_job(lease interval) returns table (tenant_id int, id uuid)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update job j
    set state = 'running', attempts = j.attempts + 1, next_attempt_at = null, leased_until = now() + lease,
        started_at = coalesce(j.started_at, now())
    from (
        select q.tenant_id, q.id from job q
        where (q.state = 'queued' and (q.next_attempt_at is null or q.next_attempt_at <= now())
                or q.state = 'running' and q.leased_until < now())
            and exists (select from tenant t where t.tenant_id = q.tenant_id and t.active)
        order by q.created_at
        limit 1
        for update skip locked
    ) next
    where (j.tenant_id, j.id) = (next.tenant_id, next.id)
    returning j.tenant_id, j.id
$$;
create or replace function claim_effects(how_many int, lease interval)
    returns table (tenant_id int, event_id bigint, kind text, target text, attempts int)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update effect e set attempts = e.attempts + 1, next_attempt_at = now() + lease
    from (
        select d.tenant_id, d.event_id, d.kind, d.target from effect d
        where d.done_at is null and d.parked_at is null and d.next_attempt_at <= now()
            and exists (select from tenant t where t.tenant_id = d.tenant_id and t.active)
        order by d.next_attempt_at
        limit how_many
        for update skip locked
    ) due
    where (e.tenant_id, e.event_id, e.kind, e.target) = (due.tenant_id, due.event_id, due.kind, due.target)
    returning e.tenant_id, e.event_id, e.kind, e.target, e.attempts
$$;
create or replace function next_tenants(after int, how_many int) returns setof int
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id from tenant t where t.tenant_id > after and t.active order by t.tenant_id limit how_many
$$;
