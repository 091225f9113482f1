--liquibase formatted sql

--changeset armature:metadata-replaced splitStatements:true
--comment: What a change of metadata put something else in the place of, so that the metadata of any version can be put together again. Roles are not among it: rights are always of now. The application adds to it and never changes it.
create table metadata_replaced (
    tenant_id int not null,
    kind text not null check (kind in ('object', 'field', 'part')),
    object_id int not null,
    id int not null,
    changed_in bigint not null,
    replaced_in bigint not null,
    was jsonb not null,
    primary key (tenant_id, kind, object_id, id, changed_in)
);
create index metadata_replaced_in on metadata_replaced (tenant_id, replaced_in);
alter table metadata_replaced enable row level security;
alter table metadata_replaced force row level security;
create policy own_tenant on metadata_replaced
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert on metadata_replaced to ${appRole};

--changeset armature:metadata-kept-since splitStatements:true
--comment: The oldest version that can be put together: of tenants that were there before, the one that they had when this came.
alter table tenant add column metadata_kept_since bigint not null default 0;
update tenant set metadata_kept_since = metadata_version;

--changeset armature:keep-replaced-metadata splitStatements:false
--comment: Of what is changed several times in one version, the first is what the version replaced.
create function keep_replaced_metadata() returns trigger
    language plpgsql volatile security invoker set search_path = ${schema}, pg_temp
    as $$
declare
    was constant jsonb := to_jsonb(old);
begin
    insert into metadata_replaced (tenant_id, kind, object_id, id, changed_in, replaced_in, was)
    values (old.tenant_id, tg_argv[0], coalesce((was->>'object_id')::int, old.id), old.id, old.changed_in, new.changed_in, was);
    return null;
end
$$;
revoke all on function keep_replaced_metadata() from public;
create trigger keep_replaced after update on object_definition
    for each row when (old.changed_in < new.changed_in) execute function keep_replaced_metadata('object');
create trigger keep_replaced after update on field_definition
    for each row when (old.changed_in < new.changed_in) execute function keep_replaced_metadata('field');
create trigger keep_replaced after update on part_definition
    for each row when (old.changed_in < new.changed_in) execute function keep_replaced_metadata('part');
