package dev.armature.metadata.store;

import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.database.TenantTransactions;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import javax.sql.DataSource;

/** Wires the metadata store. */
@Factory
final class MetadataStoreFactory {

    @Singleton
    @Requires(missingBeans = HomePools.class)
    HomePools homePools(DataSource dataSource) {
        return HomePools.common(dataSource);
    }

    @Singleton
    TenantTransactions tenantTransactions(
            TransactionOperations<Connection> operations, HomePools homes) {
        return new TenantTransactions(operations, homes);
    }

    @Singleton
    MetadataStore metadataStore(
            ObjectRepository objects,
            FieldRepository fields,
            PartRepository parts,
            RoleRepository roles,
            Clock clock) {
        return new PostgresMetadataStore(objects, fields, parts, roles, clock);
    }
}
