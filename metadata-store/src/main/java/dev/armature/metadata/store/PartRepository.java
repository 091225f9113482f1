package dev.armature.metadata.store;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface PartRepository extends GenericRepository<PartRow, RowKey> {

    boolean existsById(RowKey key);

    void saveAll(List<PartRow> rows);

    void updateAll(List<PartRow> rows);

    List<PartRow> findByKeyTenantIdAndChangedInGreaterThan(int tenantId, long version);

    List<PartRow> findByKeyTenantIdAndObjectId(int tenantId, int objectId);

    @Query("select nextval('part_definition_id_seq')::int")
    int nextId();
}
