--liquibase formatted sql

--changeset armature:tenant-move splitStatements:true
--comment: Tenants that are on their way from this home to another. copying: all is written here still, and what is written is noted. switching: nobody writes, as it may be decided already that the other home counts. moved: the other home counts, and what is here waits to be deleted.
create table tenant_move (
    tenant_id int not null,
    begun_at timestamptz not null default now(),
    target int not null,
    state text not null check (state in ('copying', 'switching', 'moved')),
    primary key (tenant_id)
);
alter table tenant_move enable row level security;
alter table tenant_move force row level security;
create policy own_tenant on tenant_move
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on tenant_move to current_user using (true) with check (true);

--changeset armature:tenant-move-change splitStatements:true
--comment: The keys of rows that were written since they were copied. place is the name of a table, with its schema where that is the tenant's own.
create table tenant_move_change (
    tenant_id int not null,
    id bigint generated always as identity,
    place text not null,
    key jsonb not null,
    primary key (tenant_id, id)
);
alter table tenant_move_change enable row level security;
alter table tenant_move_change force row level security;
create policy own_tenant on tenant_move_change
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on tenant_move_change to current_user using (true) with check (true);

--changeset armature:note-move splitStatements:false
--comment: Of each row that is written of a tenant on its way, by triggers that are there for that long: the tenant, the place, and the columns of its key, if it is to be noted. Fails at once while the switch has the tenant alone, or waits for it, as whoever waited here would hold what the switch waits for. Whether the tenant is here still is read after the lock, by a statement of its own, so that it sees what was decided while the lock was another's.
create function note_move() returns trigger
    language plpgsql volatile security definer set search_path = ${schema}, pg_temp
    as $$
declare
    wanted constant int := tg_argv[0]::int;
    columns constant text[] := tg_argv[2:];
    was jsonb;
    is_now jsonb;
begin
    if not pg_try_advisory_xact_lock_shared(1297045061, wanted) then
        raise exception 'the tenant % is about to be in another home', wanted using errcode = 'X0006';
    end if;
    if exists (select from tenant_move m where m.tenant_id = wanted and m.state <> 'copying') then
        raise exception 'the tenant % is in another home', wanted using errcode = 'X0006';
    end if;
    if tg_nargs > 2 then
        if tg_op <> 'INSERT' then
            select jsonb_object_agg(c, to_jsonb(old) -> c) into was from unnest(columns) c;
            insert into tenant_move_change (tenant_id, place, key) values (wanted, tg_argv[1], was);
        end if;
        if tg_op <> 'DELETE' then
            select jsonb_object_agg(c, to_jsonb(new) -> c) into is_now from unnest(columns) c;
            if is_now is distinct from was then
                insert into tenant_move_change (tenant_id, place, key) values (wanted, tg_argv[1], is_now);
            end if;
        end if;
    end if;
    return null;
end
$$;
revoke all on function note_move() from public;
