--liquibase formatted sql

--changeset armature:webhook splitStatements:true
--comment: Addresses of others that are told of changes, as far as the maker sees them. Both secrets of one whose secret is being replaced lie in the same seal. One node at a time has a webhook, until its lease ends; its turn tells whether the lease is still the same. What was committed already when it was switched on, as since has it, is not told.
create table webhook (
    tenant_id int not null references tenant,
    failures int not null default 0,
    turn bigint not null default 0,
    created_at timestamptz not null default now(),
    before_until timestamptz,
    due_at timestamptz,
    not_before timestamptz,
    leased_until timestamptz,
    failing_since timestamptz,
    since pg_snapshot not null default pg_current_snapshot(),
    active boolean not null default true,
    id uuid not null,
    maker uuid not null,
    name text not null,
    url text not null,
    sealed text not null,
    operations text[] not null,
    objects int[],
    filter text,
    off_reason text,
    primary key (tenant_id, id),
    foreign key (tenant_id, maker) references user_account (tenant_id, id)
);
create index webhook_due on webhook (due_at) where active and due_at is not null;
alter table webhook enable row level security;
alter table webhook force row level security;
create policy own_tenant on webhook
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on webhook to current_user using (true) with check (true);
grant select, insert, update, delete on webhook to ${appRole};

--changeset armature:webhook-delivery splitStatements:true
--comment: Events that a webhook is told of. What is told is read when it is told, and is not kept here.
create table webhook_delivery (
    tenant_id int not null,
    object_id int,
    version int,
    attempts int not null default 0,
    status int,
    millis int,
    event_id bigint,
    transaction_id xid8,
    event_at timestamptz not null,
    created_at timestamptz not null default now(),
    next_attempt_at timestamptz not null default now(),
    ended_at timestamptz,
    id uuid not null,
    webhook_id uuid not null,
    record_id uuid,
    operation text not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'failed', 'skipped')),
    error text,
    answer text,
    primary key (tenant_id, id),
    unique (tenant_id, webhook_id, event_id),
    foreign key (tenant_id, webhook_id) references webhook (tenant_id, id) on delete cascade
);
create index webhook_delivery_waiting on webhook_delivery (tenant_id, webhook_id, transaction_id nulls first, event_id) where state = 'pending';
create index webhook_delivery_of_record on webhook_delivery (tenant_id, webhook_id, record_id, transaction_id, event_id) where state = 'pending';
create index webhook_delivery_recent on webhook_delivery (tenant_id, webhook_id, created_at, id);
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy own_tenant on webhook_delivery
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on webhook_delivery to ${appRole};

--changeset armature:claim-webhook splitStatements:false
--comment: Takes one webhook that is due, of any tenant that is not suspended and not among those that have enough under way, and gives numbers alone.
create function claim_webhook(lease interval, not_of int[])
    returns table (tenant_id int, id uuid, turn bigint)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update webhook w set leased_until = now() + lease, turn = w.turn + 1
    from (
        select d.tenant_id, d.id from webhook d join tenant t on t.tenant_id = d.tenant_id
        where d.active and d.due_at <= now() and t.active
            and (d.leased_until is null or d.leased_until <= now())
            and (d.not_before is null or d.not_before <= now())
            and d.tenant_id <> all(not_of)
        order by d.due_at
        limit 1
        for update of d skip locked
    ) due
    where (w.tenant_id, w.id) = (due.tenant_id, due.id)
    returning w.tenant_id, w.id, w.turn
$$;
revoke all on function claim_webhook(interval, int[]) from public;
grant execute on function claim_webhook(interval, int[]) to ${appRole};
