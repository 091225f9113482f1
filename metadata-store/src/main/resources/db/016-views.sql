--liquibase formatted sql

--changeset armature:view-places splitStatements:true
--comment: The views of a tenant look where the records of an object are. Row security holds them to their tenant.
grant select (tenant_id, id, table_layout) on object_definition to ${tenantRole};
