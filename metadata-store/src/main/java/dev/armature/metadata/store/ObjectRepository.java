package dev.armature.metadata.store;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ObjectRepository extends GenericRepository<ObjectRow, RowKey> {

    void save(ObjectRow row);

    void update(ObjectRow row);

    Optional<ObjectRow> findById(RowKey key);

    List<ObjectRow> findByKeyTenantIdAndChangedInGreaterThan(int tenantId, long version);

    List<ObjectRow> findByKeyTenantIdAndDeletedAtIsNotNull(int tenantId);

    @Query(
            "select id from object_definition where tenant_id = :tenantId and name = :name and deleted_at is null")
    Optional<Integer> findIdByName(int tenantId, String name);

    @Query("select nextval('object_definition_id_seq')::int")
    int nextId();
}
