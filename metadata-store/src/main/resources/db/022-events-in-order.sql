--liquibase formatted sql

--changeset armature:next-events-by-index splitStatements:false
--comment: The same events, found by the index that has their order. As a join with the cursor it was a condition on each event there ever was, because a planner cannot know that the cursor is one row.
create or replace function next_events(how_many int)
    returns table (tenant_id int, object_id int, id bigint, transaction_id xid8, operation text)
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    set plan_cache_mode = force_generic_plan
    as $$
#variable_conflict use_column
declare
    seen outbox_cursor;
begin
    select c.* into seen from outbox_cursor c for update skip locked;
    if found then
        return query
            select o.tenant_id, o.object_id, o.id, o.transaction_id, o.operation
            from outbox o
            where (o.transaction_id, o.id) > (seen.transaction_id, seen.id)
                and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
            order by o.transaction_id, o.id
            limit how_many;
    end if;
end
$$;
