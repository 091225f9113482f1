--liquibase formatted sql

--changeset armature:begin-write-in-one splitStatements:false
--comment: What a write needs is set by one expression instead of four.
create or replace function begin_write(wanted_tenant int) returns bigint
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    current_version bigint;
begin
    perform set_config('app.tenant', wanted_tenant::text, true),
        set_config('plan_cache_mode', 'force_generic_plan', true),
        set_config('statement_timeout', '60s', true),
        pg_advisory_xact_lock_shared(1095912781, wanted_tenant);
    select metadata_version into current_version from tenant where tenant_id = wanted_tenant;
    return current_version;
end
$$;

--changeset armature:require splitStatements:false
--comment: Ends a write that took for granted what does not hold, without anybody waiting for the answer.
create function require(holds boolean) returns void
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
begin
    if holds is not true then
        raise exception 'what the write took for granted does not hold' using errcode = 'X0002';
    end if;
end
$$;
revoke all on function require(boolean) from public;
grant execute on function require(boolean) to ${appRole}, ${tenantRole};
