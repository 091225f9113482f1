--liquibase formatted sql

--changeset armature:tenant-brand splitStatements:true
--comment: What a tenant shows of itself: a colour for what can be pressed, and the file that is its logo, which is kept as long as it is the logo.
alter table tenant add column accent text check (accent ~ '^#[0-9a-f]{6}$'), add column logo uuid;
