--liquibase formatted sql

--changeset armature:rollups-filling splitStatements:true
--comment: The rollups of an object whose figures a job is putting into its records, and the version that asks for it. Until they are there, readers compute them.
alter table object_definition add column filling jsonb;
