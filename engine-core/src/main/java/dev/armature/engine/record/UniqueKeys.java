package dev.armature.engine.record;

import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Uniqueness;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text by which a unique value is kept: the value itself, or several with their lengths, or,
 * where that is too long for an index, its hash.
 */
public final class UniqueKeys {

    // An index entry may have about 2,700 bytes; a short limit keeps the index small.
    private static final int MAX_LENGTH = 200;

    private UniqueKeys() {}

    static String key(FieldModel field, Object value) {
        return shortened(field.type().uniqueKey(value));
    }

    /** The key of a record with these values; null when it is held to nothing. */
    public static @Nullable String key(Uniqueness uniqueness, Map<Integer, Object> values) {
        boolean alone = uniqueness.fields().size() == 1;
        StringBuilder key = new StringBuilder();
        for (FieldModel field : uniqueness.fields()) {
            Object value = values.get(field.id());
            if (value == null) {
                return null;
            }
            String part = field.type().uniqueKey(value);
            // The length tells where a part ends, whatever stands in it.
            key.append(alone ? "" : part.length() + ":").append(part);
        }
        CheckedExpression when = uniqueness.when();
        return when == null || holds(when, values) ? shortened(key.toString()) : null;
    }

    /** The text that records have in common when they have the values of some fields in common. */
    static String scope(List<FieldModel> fields, Map<Integer, Object> values) {
        StringBuilder key = new StringBuilder();
        for (FieldModel field : fields) {
            Object value = values.get(field.id());
            String part = value == null ? "" : field.type().uniqueKey(value);
            key.append(value == null ? "-" : part.length() + ":").append(part);
        }
        return shortened(key.toString());
    }

    private static boolean holds(CheckedExpression when, Map<Integer, Object> values) {
        try {
            return when.holds(new OwnValues(values));
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    /** The key that the record has in the database, or null. */
    static @Nullable String before(Draft draft, Uniqueness uniqueness) {
        StoredRecord before = draft.before();
        return before == null || before.deleted() ? null : key(uniqueness, before.values());
    }

    /** The key that the record will have, or null. */
    static @Nullable String after(Draft draft, Uniqueness uniqueness) {
        return draft.operation() == Draft.Operation.DELETE ? null : key(uniqueness, draft.values());
    }

    /** A record's own values, which are all that such a condition may read. */
    private record OwnValues(Map<Integer, Object> values) implements Bindings {

        @Override
        public @Nullable Object read(Expression.Read read) {
            return values.get(read.path().getFirst().fieldId());
        }

        @Override
        public Environment environment() {
            throw new IllegalStateException("a condition of uniqueness knows nobody who asks");
        }
    }

    private static String shortened(String key) {
        return key.length() <= MAX_LENGTH
                ? key
                : key.substring(0, 20)
                        + "…sha256:"
                        + Sha256.hex(key.getBytes(StandardCharsets.UTF_8));
    }
}
