--liquibase formatted sql

--changeset armature:begin-at-home splitStatements:false
--comment: Nobody begins to write or to change metadata in a home that the tenant is not in, however late they hear that it has moved. Whether it is away is read with what is read of the tenant anyway, after the lock.
create or replace function begin_write(wanted_tenant int) returns bigint
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    current_version bigint;
    is_away boolean;
begin
    perform set_config('app.tenant', wanted_tenant::text, true),
        set_config('plan_cache_mode', 'force_generic_plan', true),
        set_config('statement_timeout', '60s', true),
        pg_advisory_xact_lock_shared(1095912781, wanted_tenant);
    select metadata_version, away into current_version, is_away from tenant where tenant_id = wanted_tenant;
    if is_away then
        raise exception 'the tenant % is in another home', wanted_tenant using errcode = 'X0006';
    end if;
    return current_version;
end
$$;
create or replace function begin_change(wanted_tenant int) returns bigint
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    current_version bigint;
    is_away boolean;
begin
    perform set_config('app.tenant', wanted_tenant::text, true);
    perform pg_advisory_xact_lock(1095912781, wanted_tenant);
    select metadata_version, away into current_version, is_away from tenant where tenant_id = wanted_tenant;
    if is_away then
        raise exception 'the tenant % is in another home', wanted_tenant using errcode = 'X0006';
    end if;
    return current_version;
end
$$;
create or replace function begin_write_at(wanted_tenant int, wanted_version bigint, unlimited boolean) returns void
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
    select record_quota is not null into has_quota from tenant where tenant_id = wanted_tenant and metadata_version = wanted_version and not away;
    if has_quota is null then
        if exists (select from tenant where tenant_id = wanted_tenant and away) then
            raise exception 'the tenant % is in another home', wanted_tenant using errcode = 'X0006';
        end if;
        raise exception 'the metadata has another version' using errcode = 'X0001';
    end if;
    if unlimited and has_quota then
        raise exception 'the tenant has a quota of records' using errcode = 'X0005';
    end if;
end
$$;
