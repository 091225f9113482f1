package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What records are grouped by: a field, or the period that a date falls in.
 *
 * @param path as written, and the name of the group's value in the answer
 * @param period null to group by the value itself
 */
record Grouping(String path, Expression field, @Nullable Period period) {

    /**
     * A period of time; its value is its first day, or the moment at which an hour begins. Weeks
     * begin on Monday, days and hours of moments are the tenant's.
     */
    enum Period {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Grouping parse(ObjectModel object, String path, @Nullable String by, String place) {
        Expression field = read(object, path, place);
        Period period = by == null ? null : period(by, place);
        boolean temporal =
                field.type() == ValueType.Scalar.DATE || field.type() == ValueType.Scalar.DATE_TIME;
        if (period != null && !temporal) {
            throw refused(place, "expression_type", "Only dates are grouped by a period");
        }
        if (period == Period.HOUR && field.type() == ValueType.Scalar.DATE) {
            throw refused(place, "expression_type", "A date has no hours");
        }
        return new Grouping(path, field, period);
    }

    private static Expression read(ObjectModel object, String path, String place) {
        try {
            Expression field = Expressions.check(path, object.scope(false)).root();
            if (field.isField()) {
                if (!field.type().isSortable()) {
                    throw refused(
                            place,
                            "expression_type",
                            "Records are not grouped by a " + field.type().label());
                }
                return field;
            }
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under(place));
        }
        throw refused(place, "unknown_field", "\"" + path + "\" is no field");
    }

    private static Period period(String by, String place) {
        for (Period period : Period.values()) {
            if (period.word().equals(by)) {
                return period;
            }
        }
        throw refused(
                place,
                "unknown_option",
                "A period is one of hour, day, week, month, quarter, year");
    }

    private static EngineException refused(String place, String code, String message) {
        return EngineException.invalid(ErrorCode.INVALID_QUERY, new Problem(place, code, message));
    }

    ValueType type() {
        return period == null || period == Period.HOUR ? field.type() : ValueType.Scalar.DATE;
    }

    Sql sql(SqlTranslator translator, Environment environment) {
        Sql value = translator.value(field);
        if (period == null) {
            return value;
        }
        Sql zone = Sql.value(environment.zone().getId(), ColumnType.TEXT);
        if (period == Period.HOUR) {
            return Sql.of("date_trunc('hour', ", value, ", ", zone, ")");
        }
        Sql local =
                field.type() == ValueType.Scalar.DATE_TIME
                        ? Sql.of(value, " at time zone ", zone)
                        : Sql.of(value, "::timestamp");
        return Sql.of("date_trunc('", period.word(), "', ", local, ")::date");
    }
}
