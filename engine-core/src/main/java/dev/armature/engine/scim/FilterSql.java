package dev.armature.engine.scim;

import dev.armature.engine.scim.Filter.Operator;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes filters as conditions that are true or false and never null: an attribute that is not
 * there, or that the platform has no place for, has no value.
 */
record FilterSql(TenantId tenant, Schema schema) {

    private static final Sql TRUE = Sql.raw("true");
    private static final Sql FALSE = Sql.raw("false");

    Sql of(Filter filter) {
        return switch (filter) {
            case Filter.And and -> joined(" and ", and.parts());
            case Filter.Or or -> joined(" or ", or.parts());
            case Filter.Not not -> Sql.of("not ", of(not.part()));
            case Filter.Present present -> present(schema.place(present.path()));
            case Filter.Compare compare -> compare(schema.place(compare.path()), compare);
            case Filter.OfValue value -> ofValue(value);
        };
    }

    private Sql joined(String word, List<Filter> parts) {
        return Sql.of("(", Sql.join(word, parts.stream().map(this::of).toList()), ")");
    }

    private Sql present(Schema.@Nullable Place place) {
        if (place == null) {
            return FALSE;
        }
        Attribute attribute = place.attribute();
        if (attribute.multiValued() && attribute.column() != null) {
            return exists(attribute, TRUE);
        }
        Attribute leaf = place.leaf();
        return leaf.isComplex()
                ? Sql.of(
                        "(",
                        Sql.raw(
                                leaf.subs().stream()
                                        .map(FilterSql::isThere)
                                        .collect(Collectors.joining(" or "))),
                        ")")
                : Sql.of("(", isThere(leaf), ")");
    }

    private static String isThere(Attribute attribute) {
        return attribute.column() + " is not null";
    }

    private static Sql exists(Attribute attribute, Sql condition) {
        return Sql.of("exists (select from ", attribute.place(), " and ", condition, ")");
    }

    private Sql ofValue(Filter.OfValue value) {
        Schema.Place place = schema.place(value.path());
        if (place == null) {
            return FALSE;
        }
        Attribute attribute = place.attribute();
        if (place.sub() != null || attribute.subs().isEmpty()) {
            throw new ScimRefusal(
                    ScimType.INVALID_FILTER,
                    "\"" + value.path().name() + "\" has no values with parts");
        }
        // Within the brackets names are those of the parts.
        Schema parts = new Schema("", "", schema.urn(), attribute.subs(), List.of(), "");
        Sql condition = new FilterSql(tenant, parts).of(value.part());
        return attribute.column() == null ? condition : exists(attribute, condition);
    }

    private Sql compare(Schema.@Nullable Place place, Filter.Compare compare) {
        Operator operator = compare.operator();
        Object value = compare.value();
        if (value == null) {
            if (!operator.isOfEquality()) {
                throw new ScimRefusal(ScimType.INVALID_FILTER, "Only eq and ne compare with null");
            }
            Sql present = present(place);
            return operator == Operator.EQ ? Sql.of("not ", present) : present;
        }
        if (operator == Operator.NE) {
            return Sql.of(
                    "not ", compare(place, new Filter.Compare(compare.path(), Operator.EQ, value)));
        }
        if (place == null) {
            return FALSE;
        }
        Attribute leaf = leaf(place);
        Sql condition = looked(leaf, operator, value);
        if (condition == null) {
            condition = Sql.of("coalesce(", condition(leaf, operator, value), ", false)");
        }
        return place.attribute().multiValued() && place.attribute().column() != null
                ? exists(place.attribute(), condition)
                : condition;
    }

    // Of what has parts, the value is meant.
    private static Attribute leaf(Schema.Place place) {
        Attribute leaf = place.leaf();
        Attribute value = leaf.isComplex() ? leaf.sub("value") : leaf;
        if (value == null) {
            throw new ScimRefusal(
                    ScimType.INVALID_FILTER, "\"" + leaf.name() + "\" is compared by its parts");
        }
        return value;
    }

    /** A condition that an index answers, for what providers ask of each user. */
    private @Nullable Sql looked(Attribute leaf, Operator operator, Object value) {
        String column = leaf.column();
        if (operator != Operator.EQ || column == null || !(value instanceof String text)) {
            return null;
        }
        Sql number = Sql.number(tenant.value());
        Sql key = Sql.value(text.strip().toLowerCase(Locale.ROOT), ColumnType.TEXT);
        return switch (column) {
            case Schema.ID -> {
                UUID id = Literals.id(text);
                yield id == null ? FALSE : Sql.of("u.id = ", Sql.value(id, ColumnType.UUID));
            }
            case Schema.EMAIL -> Sql.of("u.email_key = ", key);
            case Schema.USER_NAME ->
                    Sql.of(
                            "u.id in (select x.user_id from provisioned_user x where x.tenant_id = ",
                            number,
                            " and x.user_name_key = ",
                            key,
                            " union all select y.id from user_account y where y.tenant_id = ",
                            number,
                            " and y.email_key = ",
                            key,
                            " and not exists (select from provisioned_user z where z.tenant_id = ",
                            number,
                            " and z.user_id = y.id and z.user_name is not null))");
            case Schema.EXTERNAL_ID ->
                    !schema.equals(Schema.USER)
                            ? null
                            : Sql.of(
                                    "u.id in (select x.user_id from provisioned_user x where x.tenant_id = ",
                                    number,
                                    " and x.external_id = ",
                                    Sql.value(text, ColumnType.TEXT),
                                    ")");
            default -> null;
        };
    }

    private static Sql condition(Attribute leaf, Operator operator, Object value) {
        return switch (leaf.type()) {
            case BOOLEAN -> flag(leaf, operator, value);
            case DATE_TIME -> moment(leaf, operator, value);
            case STRING, REFERENCE -> text(leaf, operator, value);
            case COMPLEX -> throw unlike(leaf);
        };
    }

    private static ScimRefusal unlike(Attribute leaf) {
        return new ScimRefusal(
                ScimType.INVALID_FILTER, "\"" + leaf.name() + "\" does not compare so");
    }

    private static Sql flag(Attribute leaf, Operator operator, Object value) {
        Boolean flag = value instanceof Boolean is ? is : Canonical.flag(value);
        if (flag == null || operator != Operator.EQ) {
            throw unlike(leaf);
        }
        return Sql.of(leaf.place(), " = ", Sql.value(flag, ColumnType.BOOLEAN));
    }

    private static Sql moment(Attribute leaf, Operator operator, Object value) {
        if (!(value instanceof String text) || operator.isOfTexts()) {
            throw unlike(leaf);
        }
        try {
            return Sql.of(
                    leaf.place(),
                    sign(operator),
                    Sql.value(OffsetDateTime.parse(text).toInstant(), ColumnType.TIMESTAMPTZ));
        } catch (DateTimeException e) {
            throw new ScimRefusal(
                    ScimType.INVALID_FILTER,
                    "A moment such as 2026-05-17T08:30:00Z is expected of \"" + leaf.name() + "\"");
        }
    }

    private static Sql text(Attribute leaf, Operator operator, Object value) {
        if (!(value instanceof String text)) {
            throw unlike(leaf);
        }
        Sql there = Sql.raw(folded(leaf, leaf.place()));
        Sql written = Sql.value(text, ColumnType.TEXT);
        Sql given = leaf.caseExact() ? written : Sql.of("lower(", written, ")");
        return switch (operator) {
            case CO -> Sql.of("strpos(", there, ", ", given, ") > 0");
            case SW -> Sql.of("starts_with(", there, ", ", given, ")");
            case EW -> Sql.of("right(", there, ", length(", given, ")) = ", given);
            case EQ, NE -> Sql.of(there, " = ", given);
            case GT, GE, LT, LE ->
                    Sql.of("(", there, ") collate \"C\"", sign(operator), given, " collate \"C\"");
        };
    }

    private static String folded(Attribute leaf, String column) {
        return leaf.caseExact() ? column : "lower(" + column + ")";
    }

    private static String sign(Operator operator) {
        return switch (operator) {
            case GT -> " > ";
            case GE -> " >= ";
            case LT -> " < ";
            case LE -> " <= ";
            default -> " = ";
        };
    }

    /** What resources are sorted by. */
    Sql sortedBy(String written, boolean descending) {
        AttributePath path = AttributePath.read(written);
        Schema.Place place = path == null ? null : schema.place(path);
        if (place == null) {
            throw new ScimRefusal(
                    ScimType.INVALID_VALUE, "sortBy is the name of an attribute that is known");
        }
        boolean rows = place.attribute().multiValued() && place.attribute().column() != null;
        if (rows) {
            throw new ScimRefusal(ScimType.INVALID_VALUE, "sortBy is an attribute of one value");
        }
        Attribute leaf = leaf(place);
        boolean folds = leaf.type() == Attribute.Type.STRING;
        return Sql.of(
                folds ? folded(leaf, leaf.place()) : leaf.place(),
                folds ? " collate \"C\"" : "",
                descending ? " desc" : "");
    }
}
