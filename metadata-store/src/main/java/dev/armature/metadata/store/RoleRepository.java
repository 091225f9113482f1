package dev.armature.metadata.store;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface RoleRepository extends GenericRepository<RoleRow, RowKey> {

    void save(RoleRow row);

    void update(RoleRow row);

    List<RoleRow> findByKeyTenantIdAndChangedInGreaterThan(int tenantId, long version);

    @Query("select nextval('role_definition_id_seq')::int")
    int nextId();
}
