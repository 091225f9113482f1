--liquibase formatted sql

--changeset armature:history-by-tenant-roles splitStatements:true
--comment: Records in tables of their own are read as they were, too. Row security keeps it to the tenant, as it does the application.
grant select on record_history to ${tenantRole};
