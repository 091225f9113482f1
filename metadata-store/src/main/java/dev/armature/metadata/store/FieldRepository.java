package dev.armature.metadata.store;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface FieldRepository extends GenericRepository<FieldRow, FieldKey> {

    boolean existsById(FieldKey key);

    void saveAll(List<FieldRow> rows);

    void updateAll(List<FieldRow> rows);

    List<FieldRow> findByKeyTenantIdAndChangedInGreaterThan(int tenantId, long version);

    List<FieldRow> findByKeyTenantIdAndKeyObjectId(int tenantId, int objectId);
}
