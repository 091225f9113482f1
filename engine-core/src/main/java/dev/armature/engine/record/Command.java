package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.CheckedExpression;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody wants done to one record. Objects and fields are named as clients name them. */
public sealed interface Command {

    String object();

    /**
     * Makes a new record.
     *
     * @param children new records that reference it, by the names of {@link
     *     dev.armature.metadata.model.TenantModel#children}; null for none
     * @param owner whose it is; null for its maker
     */
    record Create(
            String object, ObjectNode values, @Nullable JsonNode children, @Nullable UUID owner)
            implements Command {

        /** The attribute of a body that holds a record's children. No field can have its name. */
        public static final String CHILDREN = "$children";

        public Create(String object, ObjectNode values) {
            this(object, values, null, null);
        }

        /** From a body that may have children. */
        public static Create nested(String object, ObjectNode body) {
            JsonNode children = body.get(CHILDREN);
            return children == null
                    ? new Create(object, body)
                    : new Create(object, body.deepCopy().without(CHILDREN), children, null);
        }
    }

    /**
     * Changes the fields that are given; null takes a value away.
     *
     * @param version the version that must be the current one, or null not to care
     */
    record Update(String object, UUID id, ObjectNode values, @Nullable Integer version)
            implements Command {}

    /**
     * Changes a record to values that are given and values that are computed from the record as it
     * was.
     *
     * @param computed what the fields of some names become
     */
    record Compute(
            String object, UUID id, ObjectNode values, Map<String, CheckedExpression> computed)
            implements Command {
        public Compute {
            computed = Map.copyOf(computed);
        }
    }

    /**
     * Makes a record somebody else's.
     *
     * @param values fields that are given, as for {@link Update}
     * @param from whose it is to be no more: one that is another's by now keeps its owner; null for
     *     whoever's it is
     * @param to who shall be the owner, or null for nobody
     * @param fields whether they take the other's place in fields of users too
     */
    record HandOver(
            String object,
            UUID id,
            ObjectNode values,
            @Nullable UUID from,
            @Nullable UUID to,
            boolean fields)
            implements Command {}

    /**
     * Changes a record by a JSON Patch (RFC 6902): operations on the record as a client reads it.
     */
    record Patch(String object, UUID id, ArrayNode operations, @Nullable Integer version)
            implements Command {}

    /** Changes a record to have these values and no others. */
    record Replace(String object, UUID id, ObjectNode values, @Nullable Integer version)
            implements Command {}

    /**
     * Changes the record with a value in a unique field, or makes one that has it.
     *
     * @param makes whether one may be made; else there has to be one
     */
    record Upsert(
            String object,
            String field,
            JsonNode value,
            ObjectNode values,
            @Nullable Integer version,
            boolean makes)
            implements Command {

        public Upsert(
                String object,
                String field,
                JsonNode value,
                ObjectNode values,
                @Nullable Integer version) {
            this(object, field, value, values, version, true);
        }
    }

    /** Moves a record to the recycle bin. */
    record Delete(String object, UUID id, @Nullable Integer version) implements Command {}

    /** Takes a record out of the recycle bin. */
    record Restore(String object, UUID id) implements Command {}
}
