--liquibase formatted sql

--changeset armature:erasure splitStatements:true
--comment: What proves that a tenant was erased for good: it belongs to none, and only the owner of the database reads and adds. Each document has the hash of the one before. It is kept as text, so that what was hashed stays byte for byte.
create table erasure (
    position bigint primary key,
    document text not null,
    hash text not null
);
