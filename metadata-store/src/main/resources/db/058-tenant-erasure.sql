--liquibase formatted sql

--changeset armature:tenant-erasure splitStatements:true
--comment: When a tenant is to be erased that asked for it, who asked and when; and since when it is shut for that. Until then its administrators take it back.
alter table tenant add column erasure_asked_at timestamptz, add column erasure_due_at timestamptz, add column erasure_begun_at timestamptz, add column erasure_asked_by uuid,
    add constraint tenant_erasure_check check ((erasure_due_at is null) = (erasure_asked_at is null) and (erasure_due_at is null) = (erasure_asked_by is null));
create index tenant_erasure_due on tenant (erasure_due_at) where erasure_due_at is not null;

--changeset armature:operators-see-erasures splitStatements:false
--comment: Operators see which tenants are going to be erased.
drop function operator_tenants(int, int);
drop function operator_tenant(uuid);
create function operator_tenants(after int, how_many int)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint, erasure_due_at timestamptz)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota, t.erasure_due_at
    from tenant t where t.tenant_id > after order by t.tenant_id limit how_many
$$;
create function operator_tenant(wanted uuid)
    returns table (tenant_id int, uid uuid, slug text, name text, created_at timestamptz, suspended_at timestamptz, request_quota int, record_quota bigint, file_quota bigint, erasure_due_at timestamptz)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select t.tenant_id, t.uid, t.slug, t.name, t.created_at, t.suspended_at, t.request_quota, t.record_quota, t.file_quota, t.erasure_due_at
    from tenant t where t.uid = wanted
$$;
revoke all on function operator_tenants(int, int), operator_tenant(uuid) from public;
grant execute on function operator_tenants(int, int), operator_tenant(uuid) to ${operatorRole};

--changeset armature:operators-hold-erasures splitStatements:false
--comment: An operator who lets a tenant work again, or suspends it, ends what shut it to be erased: suspended by an operator it stays.
create or replace function operator_suspend(wanted int, suspended boolean) returns boolean
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
begin
    update tenant t set active = not suspended, suspended_at = case when suspended then now() end, erasure_begun_at = null
    where t.tenant_id = wanted and t.active = suspended;
    if not found then
        return false;
    end if;
    perform operator_tell(wanted, case when suspended then 'tenant.suspended' else 'tenant.resumed' end, '{}');
    return true;
end
$$;
