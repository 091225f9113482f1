--liquibase formatted sql

--changeset armature:erasure-letters splitStatements:true
--comment: Who is still to be sent the proof that their tenant was erased, because they asked for it. It belongs to no tenant, and only the owner of the database reads it. All that is known of them is here, and goes when the letter is sent or not worth sending any more.
create table erasure_letter (
    position bigint primary key references erasure on delete cascade,
    id uuid not null default uuidv7(),
    recipient text not null,
    locale text not null,
    tenant_name text not null,
    next_attempt_at timestamptz not null,
    useful_until timestamptz not null
);
