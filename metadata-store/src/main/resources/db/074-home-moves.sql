--liquibase formatted sql

--changeset armature:home-move splitStatements:true
--comment: Which tenants were moved, from where to where, by their public numbers: kept in the common home, for who wants one back where it was. The last line of each is written with the decision that the other home counts.
create table home_move (
    at timestamptz not null default now(),
    id bigint generated always as identity primary key,
    from_home int not null,
    to_home int not null,
    tenant_uid uuid not null
);
