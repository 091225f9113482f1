--liquibase formatted sql

--changeset armature:signing-key-rotation splitStatements:true
--comment: A key is published some time before it signs, so that everybody who checks tokens has it by then; one that has been followed by another goes when nothing that it signed is good any more.
alter table signing_key add column signs_at timestamptz not null default now();
update signing_key set signs_at = created_at;
grant delete on signing_key to ${appRole};
