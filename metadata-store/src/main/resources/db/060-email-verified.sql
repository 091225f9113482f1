--liquibase formatted sql

--changeset armature:email-verified splitStatements:true
--comment: Whether mail to somebody's address has reached them, and whether a tenant lets in nobody else. Those who accepted an invitation to the address that they have were reached by it.
alter table user_account add column email_verified boolean not null default false;
alter table tenant add column verified_only boolean not null default false;
alter table user_account no force row level security;
alter table invitation no force row level security;
update user_account u set email_verified = true
    from invitation i
    where i.tenant_id = u.tenant_id and i.accepted_by = u.id and i.email_key = u.email_key;
alter table user_account force row level security;
alter table invitation force row level security;
