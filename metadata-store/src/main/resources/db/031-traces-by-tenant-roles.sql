--liquibase formatted sql

--changeset armature:traces-by-tenant-roles splitStatements:true
--comment: Who writes a table of a tenant's own is that tenant's role; with these it need not become another to write what is kept beside. Row security keeps it to the tenant, as it does the application.
grant insert, delete on record_unique, record_link to ${tenantRole};
grant insert on record_history, outbox to ${tenantRole};
grant usage on sequence outbox_id_seq to ${tenantRole};
