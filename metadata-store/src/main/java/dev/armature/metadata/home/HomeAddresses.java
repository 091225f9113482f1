package dev.armature.metadata.home;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;

/** Knows the database of each tenant as its owner enters it. Thread-safe. */
public interface HomeAddresses {

    /**
     * Where a tenant lives, as far as is known here.
     *
     * @throws dev.armature.metadata.database.DatabaseException when that home is out of reach
     */
    Home homeOf(TenantId tenant);

    /** Those that can be reached, the common one first. */
    List<Home> homes();

    /** Those of an installation that has no home beside its own. */
    static HomeAddresses common(DatabaseAddress owner, DatabaseAddress application) {
        Home common = Home.common(owner, application);
        return new HomeAddresses() {
            @Override
            public Home homeOf(TenantId tenant) {
                return common;
            }

            @Override
            public List<Home> homes() {
                return List.of(common);
            }
        };
    }
}
