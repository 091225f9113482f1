--liquibase formatted sql

--changeset armature:switching splitStatements:true
--comment: Whether an object is about to be in another place. Who writes its records asks share_place first, then.
alter table object_definition add column switching boolean not null default false;

--changeset armature:share-place splitStatements:false
--comment: Keeps an object's records where they are until the transaction ends. Fails at once while the object is closed, as whoever waited here would hold what the switch needs.
create function share_place(wanted_object int) returns void
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
begin
    if not pg_try_advisory_xact_lock_shared(1095912787, wanted_object) then
        raise exception 'the records of object % are about to be in another place', wanted_object using errcode = 'X0003';
    end if;
end
$$;
revoke all on function share_place(int) from public;
grant execute on function share_place(int) to ${appRole}, ${tenantRole};
