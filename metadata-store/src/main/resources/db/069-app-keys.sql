--liquibase formatted sql

--changeset armature:oauth-app-keys splitStatements:true
--comment: The public halves of the keys that an app proves itself with. One that has them has no secret.
alter table oauth_app add column jwks jsonb;
alter table oauth_app add constraint oauth_app_proof check (secret_hash is null or jwks is null);

--changeset armature:oauth-assertion splitStatements:true
--comment: The names of tokens that apps proved themselves with, for as long as they would hold: none is used twice.
create table oauth_assertion (
    tenant_id int not null,
    expires_at timestamptz not null,
    app_id uuid not null,
    id_hash bytea not null,
    primary key (tenant_id, app_id, id_hash),
    foreign key (tenant_id, app_id) references oauth_app (tenant_id, id)
);
alter table oauth_assertion enable row level security;
alter table oauth_assertion force row level security;
create policy own_tenant on oauth_assertion
    using (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
grant select, insert, update, delete on oauth_assertion to ${appRole};
