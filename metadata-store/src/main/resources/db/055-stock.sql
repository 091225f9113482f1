--liquibase formatted sql

--changeset armature:record-and-file-quotas splitStatements:true
--comment: How many records a tenant may have outside the recycle bin, and how many bytes of files; null for what the installation lets every tenant have.
alter table tenant add column record_quota bigint check (record_quota > 0), add column file_quota bigint check (file_quota > 0);

--changeset armature:tenant-stock splitStatements:true
--comment: How much a tenant has, in parts that are added up: writers of one tenant take different ones and do not wait for each other.
create table tenant_stock (
    tenant_id int not null references tenant,
    records bigint not null default 0,
    files bigint not null default 0,
    file_bytes bigint not null default 0,
    slot smallint not null,
    primary key (tenant_id, slot)
) with (fillfactor = 50);
alter table tenant_stock enable row level security;
alter table tenant_stock force row level security;
create policy own_tenant on tenant_stock
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select on tenant_stock to ${appRole};

--changeset armature:add-stock splitStatements:false
--comment: Counts what a transaction makes and takes away, as the last thing that it does. Far from a quota writers count side by side; near it, where what others are writing at this moment could matter, each waits until the others have committed. The locks are released after a commit is seen, so who waited counts all of it.
create function add_stock(wanted int, more_records bigint, more_files bigint, more_bytes bigint, otherwise_records bigint, otherwise_bytes bigint)
    returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
declare
    locks constant int := 1398034251;
    near_records constant bigint := 100000;
    near_bytes constant bigint := 2147483648;
    most_records bigint;
    most_bytes bigint;
    has_records bigint;
    has_bytes bigint;
begin
    if more_records > 0 or more_bytes > 0 then
        select coalesce(t.record_quota, otherwise_records), coalesce(t.file_quota, otherwise_bytes) into most_records, most_bytes
        from tenant t where t.tenant_id = wanted;
    end if;
    if more_records > 0 and most_records is not null or more_bytes > 0 and most_bytes is not null then
        select coalesce(sum(s.records), 0), coalesce(sum(s.file_bytes), 0) into has_records, has_bytes
        from tenant_stock s where s.tenant_id = wanted;
        if more_records > 0 and has_records + more_records + near_records > most_records
                or more_bytes > 0 and has_bytes + more_bytes + near_bytes > most_bytes then
            perform pg_advisory_xact_lock(locks, wanted);
            select coalesce(sum(s.records), 0), coalesce(sum(s.file_bytes), 0) into has_records, has_bytes
            from tenant_stock s where s.tenant_id = wanted;
            if more_records > 0 and has_records + more_records > most_records then
                raise exception 'the quota of records is used up' using errcode = 'X0004',
                    detail = format('records %s %s %s', most_records, has_records, more_records);
            end if;
            if more_bytes > 0 and has_bytes + more_bytes > most_bytes then
                raise exception 'the quota of files is used up' using errcode = 'X0004',
                    detail = format('fileBytes %s %s %s', most_bytes, has_bytes, more_bytes);
            end if;
        else
            perform pg_advisory_xact_lock_shared(locks, wanted);
        end if;
    end if;
    insert into tenant_stock as s (tenant_id, slot, records, files, file_bytes)
    values (wanted, pg_backend_pid() % 16, more_records, more_files, more_bytes)
    on conflict (tenant_id, slot) do update
    set records = s.records + excluded.records, files = s.files + excluded.files, file_bytes = s.file_bytes + excluded.file_bytes;
end
$$;
revoke all on function add_stock(int, bigint, bigint, bigint, bigint, bigint) from public;
grant execute on function add_stock(int, bigint, bigint, bigint, bigint, bigint) to ${appRole}, ${tenantRole};

--changeset armature:count-stock splitStatements:false
--comment: Counts anew what a tenant has, by going through all of it: once for those that are there, and for whoever checks.
create function count_stock(wanted int, out records bigint, out files bigint, out file_bytes bigint)
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
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
end
$$;
revoke all on function count_stock(int) from public;
do $$
declare
    one int;
begin
    for one in select t.tenant_id from ${schema}.tenant t loop
        perform set_config('app.tenant', one::text, true);
        insert into ${schema}.tenant_stock (tenant_id, slot, records, files, file_bytes)
        select one, 0, c.records, c.files, c.file_bytes from ${schema}.count_stock(one) c;
    end loop;
    perform set_config('app.tenant', '', true);
end
$$;

--changeset armature:operators-see-stock splitStatements:false
--comment: Operators see what was counted, without a count, and set all quotas.
drop function operator_tenants(int, int);
drop function operator_tenant(uuid);
drop function operator_quota(int, int);
create function operator_tenants(after int, how_many int)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota
    from tenant t where t.tenant_id > after order by t.tenant_id limit how_many
$$;
create function operator_tenant(wanted uuid)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota
    from tenant t where t.uid = wanted
$$;
create function operator_quota(wanted int, requests int, records bigint, file_bytes bigint) returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    update tenant t set request_quota = requests, record_quota = records, file_quota = file_bytes where t.tenant_id = wanted;
    perform operator_tell(wanted, 'quotas.changed',
        json_build_object('requests', requests, 'records', records, 'fileBytes', file_bytes)::text);
end
$$;
create or replace function operator_usage(wanted int)
    returns table (records bigint, files bigint, file_bytes bigint, users bigint, requests bigint, plugin_micros bigint)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    perform set_config('app.tenant', wanted::text, true);
    select coalesce(sum(s.records), 0), coalesce(sum(s.files), 0), coalesce(sum(s.file_bytes), 0) into records, files, file_bytes
    from tenant_stock s where s.tenant_id = wanted;
    select count(*) into users from user_account u where u.tenant_id = wanted and u.active;
    select coalesce(sum(d.requests), 0), coalesce(sum(d.plugin_micros), 0) into requests, plugin_micros
    from tenant_usage d where d.tenant_id = wanted and d.day > current_date - 30;
    perform set_config('app.tenant', '', true);
    return next;
end
$$;
revoke all on function operator_tenants(int, int), operator_tenant(uuid), operator_quota(int, int, bigint, bigint) from public;
grant execute on function operator_tenants(int, int), operator_tenant(uuid), operator_quota(int, int, bigint, bigint) to ${operatorRole};
