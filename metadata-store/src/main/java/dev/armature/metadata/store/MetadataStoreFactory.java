package dev.armature.metadata.store;

import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.database.TenantTransactions;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;

/** Wires the metadata store. */
@Factory
final class MetadataStoreFactory {

    @Singleton
    TenantTransactions tenantTransactions(TransactionOperations<Connection> operations) {
        return new TenantTransactions(operations);
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
