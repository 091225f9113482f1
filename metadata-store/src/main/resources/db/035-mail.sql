--liquibase formatted sql

--changeset armature:outgoing-mail splitStatements:true
--comment: Letters to people, queued with what they tell of. What is in one is sealed, because links in it open accounts, and goes when it is sent. Sent, waiting for the next attempt, or parked for the operator.
create table outgoing_mail (
    tenant_id int not null references tenant,
    attempts int not null default 0,
    created_at timestamptz not null default now(),
    next_attempt_at timestamptz not null default now(),
    useful_until timestamptz not null,
    sent_at timestamptz,
    parked_at timestamptz,
    id uuid not null,
    user_id uuid,
    kind text not null,
    sealed text,
    error text,
    primary key (tenant_id, id)
);
create index outgoing_mail_due on outgoing_mail (next_attempt_at) where sent_at is null and parked_at is null;
alter table outgoing_mail enable row level security;
alter table outgoing_mail force row level security;
create policy own_tenant on outgoing_mail
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy owner_functions on outgoing_mail to current_user using (true) with check (true);
grant select, insert, update, delete on outgoing_mail to ${appRole};

--changeset armature:claim-mail splitStatements:false
--comment: Takes what is due of all tenants, and gives numbers alone: what is in a letter is read as its tenant.
create function claim_mail(how_many int, lease interval)
    returns table (tenant_id int, id uuid, attempts int)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update outgoing_mail m set attempts = m.attempts + 1, next_attempt_at = now() + lease
    from (
        select d.tenant_id, d.id from outgoing_mail d
        where d.sent_at is null and d.parked_at is null and d.next_attempt_at <= now()
        order by d.next_attempt_at
        limit how_many
        for update skip locked
    ) due
    where (m.tenant_id, m.id) = (due.tenant_id, due.id)
    returning m.tenant_id, m.id, m.attempts
$$;
revoke all on function claim_mail(int, interval) from public;
grant execute on function claim_mail(int, interval) to ${appRole};
