--liquibase formatted sql

--changeset armature:oauth-app splitStatements:true
--comment: Programs of others that people of the tenant may let act for them. One without a secret is public: a program on a device, or in a page. One that is deleted stays, to tell what it was.
create table oauth_app (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    id uuid not null,
    created_by uuid not null,
    service_user_id uuid,
    name text not null,
    redirect_uris text[] not null,
    scopes text[] not null,
    secret_hash bytea,
    primary key (tenant_id, id),
    foreign key (tenant_id, created_by) references user_account (tenant_id, id),
    foreign key (tenant_id, service_user_id) references user_account (tenant_id, id)
);
alter table oauth_app enable row level security;
alter table oauth_app force row level security;
create policy own_tenant on oauth_app
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update on oauth_app to ${appRole};

--changeset armature:oauth-consent splitStatements:true
--comment: What people let apps do, which is remembered until they take it back.
create table oauth_consent (
    tenant_id int not null,
    given_at timestamptz not null default now(),
    user_id uuid not null,
    app_id uuid not null,
    scopes text[] not null,
    primary key (tenant_id, user_id, app_id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id),
    foreign key (tenant_id, app_id) references oauth_app (tenant_id, id)
);
alter table oauth_consent enable row level security;
alter table oauth_consent force row level security;
create policy own_tenant on oauth_consent
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on oauth_consent to ${appRole};

--changeset armature:oauth-grant splitStatements:true
--comment: Each time that an app was let in: by a code that a person's browser brought it, or, without a code, as its service user. All tokens that come of it hold as long as it does. One with a session holds no longer than that.
create table oauth_grant (
    tenant_id int not null,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    ended_at timestamptz,
    code_expires_at timestamptz,
    code_used_at timestamptz,
    signed_in_at timestamptz,
    id uuid not null,
    app_id uuid not null,
    user_id uuid not null,
    session_id uuid,
    scopes text[] not null,
    code_hash bytea,
    redirect_uri text,
    code_challenge text,
    nonce text,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references user_account (tenant_id, id),
    foreign key (tenant_id, app_id) references oauth_app (tenant_id, id)
);
create index oauth_grant_of_user on oauth_grant (tenant_id, user_id, app_id) where ended_at is null;
create index oauth_grant_used on oauth_grant (tenant_id, used_at);
alter table oauth_grant enable row level security;
alter table oauth_grant force row level security;
create policy own_tenant on oauth_grant
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on oauth_grant to ${appRole};

--changeset armature:oauth-refresh-token splitStatements:true
--comment: Each is good for one use, and only its hash is kept.
create table oauth_refresh_token (
    tenant_id int not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    id uuid not null,
    grant_id uuid not null,
    token_hash bytea not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, grant_id) references oauth_grant (tenant_id, id) on delete cascade
);
create index oauth_refresh_token_of_grant on oauth_refresh_token (tenant_id, grant_id);
alter table oauth_refresh_token enable row level security;
alter table oauth_refresh_token force row level security;
create policy own_tenant on oauth_refresh_token
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on oauth_refresh_token to ${appRole};
