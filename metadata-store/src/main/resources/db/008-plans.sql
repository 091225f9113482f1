--liquibase formatted sql

--changeset armature:begin-plans splitStatements:false
--comment: A write's statements find rows by key, whatever the values are: one plan for all spares planning each anew. No statement of a write runs, or waits for others, longer than a minute.
create or replace function begin_write(wanted_tenant int) returns bigint
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    current_version bigint;
begin
    perform set_config('app.tenant', wanted_tenant::text, true);
    perform set_config('plan_cache_mode', 'force_generic_plan', true);
    perform set_config('statement_timeout', '60s', true);
    perform pg_advisory_xact_lock_shared(1095912781, wanted_tenant);
    select metadata_version into current_version from tenant where tenant_id = wanted_tenant;
    return current_version;
end
$$;
