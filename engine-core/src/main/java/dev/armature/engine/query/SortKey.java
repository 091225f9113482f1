package dev.armature.engine.query;

import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A field that a list is sorted by. Records without a value come last when ascending and first when
 * descending.
 */
public record SortKey(Expression field, boolean descending) {

    /** How many fields a list can be sorted by. */
    public static final int MAX_KEYS = 8;

    /** The keys of a list such as {@code -amount,name}. */
    public static List<SortKey> parse(ObjectModel object, String list) {
        List<SortKey> keys = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            String written = part.strip();
            boolean descending = written.startsWith("-");
            keys.add(
                    new SortKey(
                            read(object, descending ? written.substring(1) : written), descending));
        }
        if (keys.size() > MAX_KEYS) {
            throw invalid("too_many_fields", "A list is sorted by at most " + MAX_KEYS + " fields");
        }
        return keys;
    }

    /** The key of the same order from its end. */
    SortKey mirrored() {
        return new SortKey(field, !descending);
    }

    private static Expression read(ObjectModel object, String path) {
        try {
            Expression field = CheckedTexts.of(object).value(path);
            if (field.isField()) {
                if (!field.type().isSortable()) {
                    throw invalid(
                            "expression_type",
                            "A list cannot be sorted by a " + field.type().label());
                }
                return field;
            }
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under("sort"));
        }
        throw invalid("unknown_field", "\"" + path + "\" is no field");
    }

    private static EngineException invalid(String code, String message) {
        return EngineException.invalid(ErrorCode.INVALID_QUERY, new Problem("sort", code, message));
    }
}
