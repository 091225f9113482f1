--liquibase formatted sql

--changeset armature:sign-in-from splitStatements:true
--comment: At a sign-in without a mark it is asked whether its user ever came from this address, among those that have ended too.
create index sign_in_from on sign_in (tenant_id, user_id, address);
