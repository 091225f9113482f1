package dev.armature.engine.file;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Compares the bodies of a tenant's files with the rows that tell of them. Stateless. */
public final class BodyCheck {

    /** A body without a row may belong to an upload that is under way; later it does not. */
    static final Duration UNDER_WAY = Duration.ofDays(1);

    private final TenantTransactions transactions;
    private final FileBodies bodies;

    public BodyCheck(TenantTransactions transactions, FileBodies bodies) {
        this.transactions = transactions;
        this.bodies = bodies;
    }

    /**
     * What does not go together.
     *
     * @param missing files without a body, or with one of another length
     * @param left bodies without a file, which nothing needs
     */
    public record Found(Set<UUID> missing, Set<UUID> left) {

        public Found {
            missing = Set.copyOf(missing);
            left = Set.copyOf(left);
        }

        /** What was found, a line each. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            missing.stream()
                    .sorted()
                    .forEach(id -> lines.add("file " + id + ": its body is not there, or is cut"));
            left.stream()
                    .sorted()
                    .forEach(id -> lines.add("file " + id + ": there is a body of it and no file"));
            return lines;
        }
    }

    /** Compares them, in the order that tells no upload under way. */
    public Found find(TenantId tenant) {
        try {
            Map<UUID, Long> listed = new HashMap<>();
            Set<UUID> there = bodies(tenant, Instant.now().minus(UNDER_WAY), listed);
            Map<UUID, Long> sizes = sizes(tenant);
            Set<UUID> missing = new TreeSet<>();
            for (Map.Entry<UUID, Long> file : sizes.entrySet()) {
                // What was not listed may have come since.
                if (!file.getValue().equals(listed.get(file.getKey()))) {
                    OptionalLong size = bodies.size(BodyName.of(tenant, file.getKey()));
                    if (size.isEmpty() || size.getAsLong() != file.getValue()) {
                        missing.add(file.getKey());
                    }
                }
            }
            // Those that were deleted meanwhile took their bodies along.
            missing.retainAll(sizes(tenant).keySet());
            there.removeAll(sizes.keySet());
            return new Found(missing, there);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<UUID> bodies(TenantId tenant, Instant before, Map<UUID, Long> sizes)
            throws IOException {
        Set<UUID> there = new HashSet<>();
        bodies.list(
                tenant,
                found -> {
                    if (found.name().thumbnail() == null) {
                        sizes.put(found.name().file(), found.size());
                    }
                    if (found.at().isBefore(before)) {
                        there.add(found.name().file());
                    }
                });
        return there;
    }

    private Map<UUID, Long> sizes(TenantId tenant) {
        Map<UUID, Long> sizes = new HashMap<>();
        transactions.run(
                tenant,
                connection -> {
                    Sql.of(
                                    "select id, size from file where tenant_id = ",
                                    Sql.number(tenant.value()),
                                    " union all select body, size from tenant_export where body is not null and ready_at is not null and tenant_id = ",
                                    Sql.number(tenant.value()),
                                    " union all select body, size from upload_part where tenant_id = ",
                                    Sql.number(tenant.value()))
                            .query(
                                    connection,
                                    row -> {
                                        while (row.next()) {
                                            sizes.put(row.getObject(1, UUID.class), row.getLong(2));
                                        }
                                    });
                    return true;
                });
        return sizes;
    }

    /**
     * Removes the bodies that nothing needs. Those that are missing are somewhere else, if
     * anywhere.
     */
    public void repair(TenantId tenant, Found found) {
        try {
            for (UUID id : found.left()) {
                for (BodyName name : BodyName.all(tenant, id)) {
                    bodies.delete(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
