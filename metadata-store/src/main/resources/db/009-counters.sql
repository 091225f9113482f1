--liquibase formatted sql

--changeset armature:record-counter-scope splitStatements:true
--comment: An auto-number may count by itself for each value of other fields. The empty scope counts over all records.
alter table record_counter add column scope text collate "C" not null default '';
alter table record_counter drop constraint record_counter_pkey;
alter table record_counter add primary key (tenant_id, object_id, field_id, scope);
