--liquibase formatted sql

--changeset armature:events-passed splitStatements:false
--comment: How far the outbox has been read, for whoever clears away what nobody waits for any more.
create function events_passed() returns table (transaction_id xid8, id bigint)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$
    select c.transaction_id, c.id from outbox_cursor c
$$;
revoke all on function events_passed() from public;
grant execute on function events_passed() to ${appRole};
