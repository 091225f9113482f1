--liquibase formatted sql

--changeset armature:speed-begin-write-at splitStatements:false
--comment: Begins a write by a version of the metadata, without waiting for the answer: what follows is not run when the metadata has another version by now.
create function begin_write_at(wanted_tenant int, wanted_version bigint) returns void
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
begin
    if begin_write(wanted_tenant) is distinct from wanted_version then
        raise exception 'the metadata has another version' using errcode = 'X0001';
    end if;
end
$$;
revoke all on function begin_write_at(int, bigint) from public;
grant execute on function begin_write_at(int, bigint) to ${appRole};
