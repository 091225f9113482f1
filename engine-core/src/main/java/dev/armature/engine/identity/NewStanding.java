package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.Standing;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a patch says of where a user stands: null, or absent, leaves it as it is.
 *
 * @param managed whether anything is said of the manager
 * @param manager the new one, or null for none
 */
record NewStanding(
        boolean managed,
        @Nullable UUID manager,
        @Nullable List<String> groups,
        @Nullable ObjectNode attributes) {

    /** How many groups a user may be in, not counting those above. */
    static final int MOST_GROUPS = 100;

    /** How many lists of values a user may have. */
    static final int MOST_ATTRIBUTES = 20;

    /** How many values may be in a list. */
    static final int MOST_VALUES = 200;

    private static final int MAX_VALUE = 200;
    private static final String MANAGER = "manager";
    private static final String GROUPS = "groups";
    private static final String ATTRIBUTES = "attributes";

    static NewStanding read(ObjectNode patch, Attributes attributes) {
        String written = attributes.optionalText(MANAGER, 100);
        UUID manager = written == null ? null : Literals.id(written);
        if (written != null && manager == null) {
            attributes
                    .problems()
                    .add(attributes.pointer(MANAGER), "invalid_id", "The id of a user is expected");
        }
        return new NewStanding(
                patch.has(MANAGER), manager, readGroups(attributes), readAttributes(attributes));
    }

    private static @Nullable List<String> readGroups(Attributes attributes) {
        if (!attributes.has(GROUPS)) {
            return null;
        }
        List<String> groups =
                attributes.texts(GROUPS, Groups.MAX_NAME).stream().distinct().sorted().toList();
        if (groups.size() > MOST_GROUPS) {
            tooMany(attributes.problems(), attributes.pointer(GROUPS), MOST_GROUPS, "groups");
        }
        return groups;
    }

    private static void tooMany(Problems problems, String pointer, int most, String what) {
        problems.add(pointer, "limit_exceeded", "At most %d %s are allowed".formatted(most, what));
    }

    private static @Nullable ObjectNode readAttributes(Attributes attributes) {
        JsonNode node = attributes.node(ATTRIBUTES);
        if (node == null) {
            return null;
        }
        Problems problems = attributes.problems();
        String pointer = attributes.pointer(ATTRIBUTES);
        if (!(node instanceof ObjectNode lists)) {
            problems.add(pointer, "wrong_type", "Lists of texts by their names are expected");
            return null;
        }
        for (Map.Entry<String, JsonNode> list : lists.properties()) {
            String at = Pointers.at(pointer, list.getKey());
            if (!Standing.isAttribute(list.getKey())) {
                problems.add(
                        at,
                        "invalid_name",
                        "A name has letters and digits, begins with a small letter, and has at most "
                                + Standing.MAX_NAME
                                + " characters");
            } else if (!list.getValue().isNull()) {
                readValues(list.getValue(), at, problems);
            }
        }
        return lists;
    }

    private static void readValues(JsonNode list, String at, Problems problems) {
        boolean texts = list.isArray();
        for (JsonNode value : list) {
            texts &= value.isTextual() && isText(value.textValue());
        }
        if (!texts) {
            problems.add(
                    at,
                    "wrong_type",
                    "A list of texts of at most " + MAX_VALUE + " characters is expected");
        } else if (list.size() > MOST_VALUES) {
            tooMany(problems, at, MOST_VALUES, "values");
        }
    }

    // PostgreSQL keeps no text with this character.
    private static boolean isText(String value) {
        return value.length() <= MAX_VALUE && value.indexOf('\0') < 0;
    }

    /** Writes what is said, where it fits with what is there. */
    void write(Connection connection, TenantId tenant, UUID user) {
        if (managed) {
            writeManager(connection, tenant, user);
        }
        if (groups != null) {
            GroupMembers.putInto(connection, tenant, user, groups);
        }
        if (attributes != null) {
            writeAttributes(connection, tenant, user, attributes);
        }
    }

    private void writeManager(Connection connection, TenantId tenant, UUID user) {
        if (manager != null) {
            Hierarchy.lock(connection, tenant, "managers");
            Hierarchy.check(
                    Hierarchy.above(connection, tenant, "user_account", "manager_id", manager),
                    user,
                    "/" + MANAGER,
                    "user");
        }
        Sql.of(
                        "update user_account set manager_id = ",
                        Sql.value(manager, ColumnType.UUID),
                        " where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(user, ColumnType.UUID))
                .execute(connection);
    }

    private static void writeAttributes(
            Connection connection, TenantId tenant, UUID user, ObjectNode patch) {
        Sql.of(
                        "update user_account set attributes = jsonb_strip_nulls(attributes || ",
                        Sql.value(Json.write(patch), ColumnType.JSONB),
                        ") where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(user, ColumnType.UUID),
                        " returning attributes")
                .first(connection, row -> Standings.attributes(row.getString(1)))
                .filter(all -> all.size() > MOST_ATTRIBUTES)
                .ifPresent(all -> {
                    throw EngineException.invalid(
                            ErrorCode.VALIDATION_FAILED,
                            new Problem(
                                    "/" + ATTRIBUTES,
                                    "limit_exceeded",
                                    "At most %d attributes are allowed"
                                            .formatted(MOST_ATTRIBUTES)));
                });
    }
}
