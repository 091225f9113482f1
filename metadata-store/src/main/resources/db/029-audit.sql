--liquibase formatted sql

--changeset armature:audit-entry splitStatements:true
--comment: What happened to a tenant's security, written in the transaction of what it tells of. The application adds and reads, and can neither change nor delete. detail is kept as text, so that what was hashed stays byte for byte.
create table audit_entry (
    tenant_id int not null references tenant,
    at timestamptz not null default now(),
    id uuid not null default uuidv7(),
    actor uuid,
    kind text not null,
    subject text,
    address text,
    detail text not null,
    primary key (tenant_id, id)
);
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy own_tenant on audit_entry
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert on audit_entry to ${appRole};

--changeset armature:audit-seal splitStatements:true
--comment: The chain: each entry's place, and a hash of the entry and of the hash before.
create table audit_seal (
    tenant_id int not null,
    position bigint not null,
    entry_id uuid not null,
    hash bytea not null,
    primary key (tenant_id, position),
    unique (tenant_id, entry_id),
    foreign key (tenant_id, entry_id) references audit_entry (tenant_id, id)
);
alter table audit_seal enable row level security;
alter table audit_seal force row level security;
create policy own_tenant on audit_seal
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert on audit_seal to ${appRole};

--changeset armature:audit-pending splitStatements:true
--comment: Entries that wait for their place in the chain, which they get within a second: so no writer waits for another.
create table audit_pending (
    tenant_id int not null,
    entry_id uuid not null,
    primary key (tenant_id, entry_id)
);
alter table audit_pending enable row level security;
alter table audit_pending force row level security;
create policy own_tenant on audit_pending
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on audit_pending to current_user using (true) with check (true);
grant select, insert, delete on audit_pending to ${appRole};

--changeset armature:audit-triggers splitStatements:false
--comment: Every entry is queued for the chain, and every change of metadata is an entry, whoever makes it.
create function audit_queue() returns trigger
    language plpgsql security invoker set search_path = ${schema}, pg_temp
    as $$
begin
    insert into audit_pending (tenant_id, entry_id) values (new.tenant_id, new.id);
    return null;
end
$$;
create function audit_metadata() returns trigger
    language plpgsql security invoker set search_path = ${schema}, pg_temp
    as $$
begin
    insert into audit_entry (tenant_id, actor, kind, subject, detail)
    values (new.tenant_id, new.actor, 'metadata.changed', new.version::text, json_build_object('summary', new.summary)::text);
    return null;
end
$$;
create function audit_tenants() returns table (tenant_id int)
    language sql stable security definer set search_path = ${schema}, pg_temp
    as $$ select distinct p.tenant_id from audit_pending p limit 1000 $$;
revoke all on function audit_queue(), audit_metadata(), audit_tenants() from public;
grant execute on function audit_tenants() to ${appRole};
create trigger queue after insert on audit_entry for each row execute function audit_queue();
create trigger audit after insert on metadata_change for each row execute function audit_metadata();
