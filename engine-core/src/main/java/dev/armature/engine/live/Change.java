package dev.armature.engine.live;

import dev.armature.metadata.tenant.TenantId;
import java.time.Instant;
import java.util.UUID;

/** That a record came to be what it is in a version, as the outbox tells it. */
public record Change(
        Position position,
        TenantId tenant,
        int objectId,
        UUID recordId,
        int version,
        Deed deed,
        Instant at) {

    /** The same change, said of a home. */
    Change in(int home) {
        return new Change(position.in(home), tenant, objectId, recordId, version, deed, at);
    }

    /** What was done to a record. */
    public enum Deed {
        CREATE("created"),
        UPDATE("changed"),
        DELETE("deleted"),
        RESTORE("restored");

        private final String type;

        Deed(String type) {
            this.type = type;
        }

        /** The type of the event by which it is told. */
        String type() {
            return type;
        }

        public static Deed of(String operation) {
            return switch (operation) {
                case "create" -> CREATE;
                case "delete" -> DELETE;
                case "restore" -> RESTORE;
                default -> UPDATE;
            };
        }
    }
}
