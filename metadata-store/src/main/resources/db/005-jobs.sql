--liquibase formatted sql

--changeset armature:job splitStatements:true
create table job (
    tenant_id int not null references tenant,
    attempts int not null default 0,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    leased_until timestamptz,
    processed bigint not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    refused bigint not null default 0,
    total bigint,
    id uuid not null,
    created_by uuid not null,
    cancel_requested boolean not null default false,
    kind text not null,
    state text not null check (state in ('uploading', 'queued', 'running', 'done', 'failed', 'cancelled')),
    object_name text,
    parameters jsonb not null,
    error text,
    primary key (tenant_id, id)
);
create index job_queued on job (created_at) where state in ('queued', 'running');
alter table job enable row level security;
alter table job force row level security;
create policy own_tenant on job
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on job to current_user using (true) with check (true);
grant select, insert, update, delete on job to ${appRole};

--changeset armature:job-input splitStatements:true
--comment: An uploaded file in pieces, until its job is done.
create table job_input (
    tenant_id int not null,
    sequence int not null,
    job_id uuid not null,
    content bytea not null,
    primary key (tenant_id, job_id, sequence),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
alter table job_input enable row level security;
alter table job_input force row level security;
create policy own_tenant on job_input
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on job_input to ${appRole};

--changeset armature:job-refusal splitStatements:true
--comment: The lines of an import that were refused, with their reasons.
create table job_refusal (
    tenant_id int not null,
    job_id uuid not null,
    line bigint not null,
    errors jsonb not null,
    source text not null,
    primary key (tenant_id, job_id, line),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
alter table job_refusal enable row level security;
alter table job_refusal force row level security;
create policy own_tenant on job_refusal
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, delete on job_refusal to ${appRole};

--changeset armature:job-claim splitStatements:false
--comment: The next job of any tenant: queued, or left by a node that died.
create function claim_job(lease interval) returns table (tenant_id int, id uuid)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update job j
    set state = 'running', attempts = j.attempts + 1, leased_until = now() + lease, started_at = coalesce(j.started_at, now())
    from (
        select q.tenant_id, q.id from job q
        where q.state = 'queued' or (q.state = 'running' and q.leased_until < now())
        order by q.created_at
        limit 1
        for update skip locked
    ) next
    where (j.tenant_id, j.id) = (next.tenant_id, next.id)
    returning j.tenant_id, j.id
$$;
revoke all on function claim_job(interval) from public;
grant execute on function claim_job(interval) to ${appRole};
