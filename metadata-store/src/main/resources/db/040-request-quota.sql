--liquibase formatted sql

--changeset armature:request-quota splitStatements:true
--comment: How many requests a tenant may make in a minute; null for what the installation lets every tenant make.
alter table tenant add column request_quota int check (request_quota > 0);
