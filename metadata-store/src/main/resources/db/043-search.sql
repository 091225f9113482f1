--liquibase formatted sql

--changeset armature:trigrams splitStatements:true
--comment: Finds parts of texts by index, and words that are nearly the same. In a schema of its own: its functions are everybody's, and none of the platform's may be.
create schema if not exists armature_trgm;
grant usage on schema armature_trgm to public;
create extension if not exists pg_trgm schema armature_trgm;
