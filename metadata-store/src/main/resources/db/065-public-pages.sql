--liquibase formatted sql

--changeset armature:public-access splitStatements:true
--comment: Whether people who are nobody in a tenant may see pages of it: forms to be filled in, and records by link.
alter table tenant add column public_forms boolean not null default true, add column public_links boolean not null default true;

--changeset armature:public-form splitStatements:true
--comment: Forms that anybody fills in who has the address. definition says what is asked, with fields by number; secret is the part of the address that nobody guesses: kept as it is, as administrators copy the address again and it opens a page that is meant for strangers.
create table public_form (
    tenant_id int not null references tenant,
    object_id int not null,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    opens_at timestamptz,
    closes_at timestamptz,
    last_answer_at timestamptz,
    most_answers bigint check (most_answers > 0),
    answers bigint not null default 0,
    not_taken bigint not null default 0,
    open boolean not null,
    id uuid not null,
    created_by uuid not null,
    owner_id uuid not null,
    secret bytea not null,
    definition text not null,
    primary key (tenant_id, id)
);
alter table public_form enable row level security;
alter table public_form force row level security;
create policy own_tenant on public_form
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on public_form to ${appRole};

--changeset armature:public-link splitStatements:true
--comment: Links by which anybody sees some fields of one record, as long as who made the link sees them. Of the secret in the link only a hash is kept.
create table public_link (
    tenant_id int not null references tenant,
    object_id int not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    last_opened_at timestamptz,
    opened bigint not null default 0,
    id uuid not null,
    record_id uuid not null,
    created_by uuid not null,
    fields int[] not null,
    token_hash bytea not null,
    password_hash text,
    primary key (tenant_id, id)
);
create index public_link_of_record on public_link (tenant_id, object_id, record_id);
alter table public_link enable row level security;
alter table public_link force row level security;
create policy own_tenant on public_link
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on public_link to ${appRole};
