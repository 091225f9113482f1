--liquibase formatted sql

--changeset armature:begin-write-at-once splitStatements:false
--comment: Begins a write with one function instead of two, whose settings are an expression rather than a statement.
create or replace function begin_write_at(wanted_tenant int, wanted_version bigint) returns void
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    set_for_all text := set_config('app.tenant', wanted_tenant::text, true)
        || set_config('plan_cache_mode', 'force_generic_plan', true)
        || set_config('statement_timeout', '60s', true);
begin
    if not pg_try_advisory_xact_lock_shared(1095912781, wanted_tenant) then
        perform pg_advisory_xact_lock_shared(1095912781, wanted_tenant);
    end if;
    -- A statement after the lock, so that it sees what those who held it have committed.
    if not exists (select from tenant where tenant_id = wanted_tenant and metadata_version = wanted_version) then
        raise exception 'the metadata has another version' using errcode = 'X0001';
    end if;
end
$$;

--changeset armature:add-stock-by-update splitStatements:false
--comment: Adds to a part that is there by an update: an insert that gives way to one locks the row first, and writes that down.
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
    update tenant_stock s
    set records = s.records + more_records, files = s.files + more_files, file_bytes = s.file_bytes + more_bytes
    where s.tenant_id = wanted and s.slot = pg_backend_pid() % 16;
    if not found then
        insert into tenant_stock as s (tenant_id, slot, records, files, file_bytes)
        values (wanted, pg_backend_pid() % 16, more_records, more_files, more_bytes)
        on conflict (tenant_id, slot) do update
        set records = s.records + excluded.records, files = s.files + excluded.files, file_bytes = s.file_bytes + excluded.file_bytes;
    end if;
end
$$;
