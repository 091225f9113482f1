--liquibase formatted sql

--changeset armature:engine-job-tries splitStatements:true
--comment: A job that fails with a fault waits before it is tried again, and is given up after some tries; a failed one keeps its input, for whoever starts it again.
alter table job add column next_attempt_at timestamptz;
alter table job add column retryable boolean not null default false;

--changeset armature:engine-job-claim-due splitStatements:false
create or replace function claim_job(lease interval) returns table (tenant_id int, id uuid)
    language sql volatile security definer set search_path = ${schema}, pg_temp
    as $$
    update job j
    set state = 'running', attempts = j.attempts + 1, next_attempt_at = null, leased_until = now() + lease,
        started_at = coalesce(j.started_at, now())
    from (
        select q.tenant_id, q.id from job q
        where q.state = 'queued' and (q.next_attempt_at is null or q.next_attempt_at <= now())
            or q.state = 'running' and q.leased_until < now()
        order by q.created_at
        limit 1
        for update skip locked
    ) next
    where (j.tenant_id, j.id) = (next.tenant_id, next.id)
    returning j.tenant_id, j.id
$$;
