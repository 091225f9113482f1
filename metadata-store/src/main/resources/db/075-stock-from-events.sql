--liquibase formatted sql

--changeset armature:stock-from-events splitStatements:false
--comment: Records are counted by those who read the outbox, not by each write: what has been read is in tenant_stock, what has not is in the outbox still. What was counted by writes and not read yet is taken off, as it will be counted again. Waits for the writes under way, as each did both.
create policy owner_functions on tenant_stock to current_user using (slot = -1) with check (slot = -1);
lock table tenant_stock in exclusive mode;
insert into tenant_stock (tenant_id, slot, records)
select o.tenant_id, -1, -sum(case o.operation when 'delete' then -1 else 1 end)
from outbox o, outbox_cursor c
where (o.transaction_id, o.id) > (c.transaction_id, c.id) and o.operation <> 'update' and exists (select from tenant t where t.tenant_id = o.tenant_id)
group by o.tenant_id;

--changeset armature:tenant-records splitStatements:false
--comment: How many records the tenant has that is set, by one snapshot, the caller's own writes among them.
create function tenant_records() returns bigint
    language plpgsql stable security definer set search_path = ${schema}, pg_temp
    set plan_cache_mode = force_generic_plan
    as $$
declare
    wanted constant int := nullif(current_setting('app.tenant', true), '')::int;
    seen outbox_cursor;
begin
    select c.* into seen from outbox_cursor c;
    return (select coalesce(sum(s.records), 0) from tenant_stock s where s.tenant_id = wanted)
        + (select coalesce(sum(case o.operation when 'delete' then -1 else 1 end), 0)
           from outbox o
           where (o.transaction_id, o.id) > (seen.transaction_id, seen.id) and o.tenant_id = wanted and o.operation <> 'update');
end
$$;
revoke all on function tenant_records() from public;
grant execute on function tenant_records() to ${appRole};

--changeset armature:events-read-and-counted splitStatements:false
--comment: Moves the cursor, and counts what it passes. One node at a time has the cursor, so nobody else counts for these tenants meanwhile.
create or replace function events_read(until_transaction xid8, until_id bigint) returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    set plan_cache_mode = force_generic_plan
    as $$
declare
    seen outbox_cursor;
begin
    select c.* into seen from outbox_cursor c where (c.transaction_id, c.id) < (until_transaction, until_id) for update;
    if not found then
        return;
    end if;
    insert into tenant_stock as s (tenant_id, slot, records)
    select o.tenant_id, -1, sum(case o.operation when 'delete' then -1 else 1 end)
    from outbox o
    where (o.transaction_id, o.id) > (seen.transaction_id, seen.id) and (o.transaction_id, o.id) <= (until_transaction, until_id)
        and o.operation <> 'update' and exists (select from tenant t where t.tenant_id = o.tenant_id)
    group by o.tenant_id
    on conflict (tenant_id, slot) do update set records = s.records + excluded.records;
    update outbox_cursor set transaction_id = until_transaction, id = until_id;
end
$$;

--changeset armature:add-stock-of-files splitStatements:false
--comment: Counts files, and looks whether there is room for them and for the records that the transaction made, which the outbox has by then. The last thing that a transaction does: near a quota, where what others are writing at this moment could matter, each waits until the others have committed. The locks are released after a commit is seen, so who waited counts all of it.
create or replace function add_stock(wanted int, more_records bigint, more_files bigint, more_bytes bigint, otherwise_records bigint, otherwise_bytes bigint)
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
    select coalesce(t.record_quota, otherwise_records), coalesce(t.file_quota, otherwise_bytes) into most_records, most_bytes
    from tenant t where t.tenant_id = wanted;
    if more_records > 0 and most_records is not null or more_bytes > 0 and most_bytes is not null then
        has_records := tenant_records();
        select coalesce(sum(s.file_bytes), 0) into has_bytes from tenant_stock s where s.tenant_id = wanted;
        if more_records > 0 and has_records + near_records > most_records
                or more_bytes > 0 and has_bytes + more_bytes + near_bytes > most_bytes then
            perform pg_advisory_xact_lock(locks, wanted);
            has_records := tenant_records();
            select coalesce(sum(s.file_bytes), 0) into has_bytes from tenant_stock s where s.tenant_id = wanted;
            if more_records > 0 and has_records > most_records then
                raise exception 'the quota of records is used up' using errcode = 'X0004',
                    detail = format('records %s %s %s', most_records, has_records - more_records, more_records);
            end if;
            if more_bytes > 0 and has_bytes + more_bytes > most_bytes then
                raise exception 'the quota of files is used up' using errcode = 'X0004',
                    detail = format('fileBytes %s %s %s', most_bytes, has_bytes, more_bytes);
            end if;
        else
            perform pg_advisory_xact_lock_shared(locks, wanted);
        end if;
    end if;
    if more_files = 0 and more_bytes = 0 then
        return;
    end if;
    update tenant_stock s set files = s.files + more_files, file_bytes = s.file_bytes + more_bytes
    where s.tenant_id = wanted and s.slot = pg_backend_pid() % 16;
    if not found then
        insert into tenant_stock as s (tenant_id, slot, files, file_bytes)
        values (wanted, pg_backend_pid() % 16, more_files, more_bytes)
        on conflict (tenant_id, slot) do update
        set files = s.files + excluded.files, file_bytes = s.file_bytes + excluded.file_bytes;
    end if;
end
$$;

--changeset armature:drop-records splitStatements:false
--comment: Records that go without an event, with their object.
create function drop_records(fewer bigint) returns void
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    insert into tenant_stock as s (tenant_id, slot, records) values (nullif(current_setting('app.tenant', true), '')::int, pg_backend_pid() % 16, -fewer)
    on conflict (tenant_id, slot) do update set records = s.records + excluded.records
$$;
revoke all on function drop_records(bigint) from public;
grant execute on function drop_records(bigint) to ${appRole};

--changeset armature:begin-write-without-quota splitStatements:false
--comment: Begins a write that takes for granted that its tenant may have any number of records, and so need not look whether there is room.
create function begin_write_at(wanted_tenant int, wanted_version bigint, unlimited boolean) returns void
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    set_for_all text := set_config('app.tenant', wanted_tenant::text, true)
        || set_config('plan_cache_mode', 'force_generic_plan', true)
        || set_config('statement_timeout', '60s', true);
    has_quota boolean;
begin
    if not pg_try_advisory_xact_lock_shared(1095912781, wanted_tenant) then
        perform pg_advisory_xact_lock_shared(1095912781, wanted_tenant);
    end if;
    -- A statement after the lock, so that it sees what those who held it have committed.
    select record_quota is not null into has_quota from tenant where tenant_id = wanted_tenant and metadata_version = wanted_version;
    if has_quota is null then
        raise exception 'the metadata has another version' using errcode = 'X0001';
    end if;
    if unlimited and has_quota then
        raise exception 'the tenant has a quota of records' using errcode = 'X0005';
    end if;
end
$$;
revoke all on function begin_write_at(int, bigint, boolean) from public;
grant execute on function begin_write_at(int, bigint, boolean) to ${appRole};

--changeset armature:operators-see-all-records splitStatements:false
--comment: With those that nobody has read of yet.
create or replace function operator_usage(wanted int)
    returns table (records bigint, files bigint, file_bytes bigint, users bigint, requests bigint, plugin_micros bigint, plugin_micros_of_month bigint)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    perform set_config('app.tenant', wanted::text, true);
    records := tenant_records();
    select coalesce(sum(s.files), 0), coalesce(sum(s.file_bytes), 0) into files, file_bytes
    from tenant_stock s where s.tenant_id = wanted;
    select count(*) into users from user_account u where u.tenant_id = wanted and u.active;
    select coalesce(sum(d.requests), 0), coalesce(sum(d.plugin_micros), 0) into requests, plugin_micros
    from tenant_usage d where d.tenant_id = wanted and d.day > (now() at time zone 'UTC')::date - 30;
    select coalesce(sum(d.plugin_micros), 0) into plugin_micros_of_month
    from tenant_usage d where d.tenant_id = wanted and d.day >= date_trunc('month', now() at time zone 'UTC')::date;
    perform set_config('app.tenant', '', true);
    return next;
end
$$;
