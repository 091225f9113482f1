--liquibase formatted sql

--changeset armature:plugin-quota splitStatements:true
--comment: How many milliseconds of the processor a tenant's plugins may take in a calendar month; null for what the installation lets every tenant's take.
alter table tenant add column plugin_quota bigint check (plugin_quota > 0);

--changeset armature:operators-see-plugin-quotas splitStatements:false
--comment: Operators set this quota too, and see how much of it is used.
drop function operator_tenants(int, int);
drop function operator_tenant(uuid);
drop function operator_quota(int, int, bigint, bigint);
drop function operator_usage(int);
create function operator_tenants(after int, how_many int)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint, plugin_quota bigint, erasure_due_at timestamptz)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota, t.plugin_quota, t.erasure_due_at
    from tenant t where t.tenant_id > after order by t.tenant_id limit how_many
$$;
create function operator_tenant(wanted uuid)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint, plugin_quota bigint, erasure_due_at timestamptz)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota, t.plugin_quota, t.erasure_due_at
    from tenant t where t.uid = wanted
$$;
create function operator_quota(wanted int, requests int, records bigint, file_bytes bigint, plugin_millis bigint) returns void
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    update tenant t set request_quota = requests, record_quota = records, file_quota = file_bytes, plugin_quota = plugin_millis where t.tenant_id = wanted;
    perform operator_tell(wanted, 'quotas.changed',
        json_build_object('requests', requests, 'records', records, 'fileBytes', file_bytes, 'pluginCpuMillis', plugin_millis)::text);
end
$$;
create function operator_usage(wanted int)
    returns table (records bigint, files bigint, file_bytes bigint, users bigint, requests bigint, plugin_micros bigint, plugin_micros_of_month bigint)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    perform set_config('app.tenant', wanted::text, true);
    select coalesce(sum(s.records), 0), coalesce(sum(s.files), 0), coalesce(sum(s.file_bytes), 0) into records, files, file_bytes
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
revoke all on function operator_tenants(int, int), operator_tenant(uuid), operator_quota(int, int, bigint, bigint, bigint), operator_usage(int) from public;
grant execute on function operator_tenants(int, int), operator_tenant(uuid), operator_quota(int, int, bigint, bigint, bigint), operator_usage(int) to ${operatorRole};
