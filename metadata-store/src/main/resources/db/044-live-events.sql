--liquibase formatted sql

--changeset armature:live-events splitStatements:false
--comment: The outbox in the order of transactions, read by each node for those who listen there, from where it came to. The first row has nothing but how far all transactions have ended: what is older can be told, and nothing will come before it. Numbers and kinds only, as for the router.
create function live_events(after_transaction xid8, after_id bigint, how_many int)
    returns table (horizon xid8, tenant_id int, object_id int, id bigint, transaction_id xid8, version int, record_id uuid, operation text, at timestamptz)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    set plan_cache_mode = force_generic_plan
    as $$
#variable_conflict use_column
declare
    ended xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
    return query select ended, null::int, null::int, null::bigint, null::xid8, null::int, null::uuid, null::text, null::timestamptz;
    return query
        select ended, o.tenant_id, o.object_id, o.id, o.transaction_id, o.version, o.record_id, o.operation, o.at
        from outbox o
        where (o.transaction_id, o.id) > (after_transaction, after_id) and o.transaction_id < ended
        order by o.transaction_id, o.id
        limit how_many;
end
$$;
revoke all on function live_events(xid8, bigint, int) from public;
grant execute on function live_events(xid8, bigint, int) to ${appRole};
