package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says which of the values of an attribute a patch means.
 *
 * @param attribute whose parts the filter names
 */
record FilterMatch(Attribute attribute) {

    boolean of(Filter filter, ObjectNode value) {
        return switch (filter) {
            case Filter.And and -> and.parts().stream().allMatch(part -> of(part, value));
            case Filter.Or or -> or.parts().stream().anyMatch(part -> of(part, value));
            case Filter.Not not -> !of(not.part(), value);
            case Filter.Present present -> part(present.path(), value) != null;
            case Filter.Compare compare -> compares(compare, value);
            case Filter.OfValue nested ->
                    throw new ScimRefusal(
                            ScimType.INVALID_PATH,
                            "\"" + nested.path().name() + "\" has no values with parts");
        };
    }

    private @Nullable JsonNode part(AttributePath path, ObjectNode value) {
        Attribute sub = path.sub() == null ? attribute.sub(path.name()) : null;
        JsonNode part = sub == null ? null : value.get(sub.name());
        return part == null || part.isNull() ? null : part;
    }

    private boolean compares(Filter.Compare compare, ObjectNode value) {
        JsonNode part = part(compare.path(), value);
        Object wanted = compare.value();
        boolean equal =
                part == null
                        ? wanted == null
                        : wanted != null && compared(compare.path(), part.asText(), wanted) == 0;
        return switch (compare.operator()) {
            case EQ -> equal;
            case NE -> !equal;
            default -> part != null && wanted != null && compares(compare, part.asText(), wanted);
        };
    }

    private boolean compares(Filter.Compare compare, String there, Object wanted) {
        String text = folded(compare.path(), there);
        String given = folded(compare.path(), wanted.toString());
        return switch (compare.operator()) {
            case EQ, NE -> false;
            case CO -> text.contains(given);
            case SW -> text.startsWith(given);
            case EW -> text.endsWith(given);
            case GT -> text.compareTo(given) > 0;
            case GE -> text.compareTo(given) >= 0;
            case LT -> text.compareTo(given) < 0;
            case LE -> text.compareTo(given) <= 0;
        };
    }

    private int compared(AttributePath path, String there, Object wanted) {
        return folded(path, there).compareTo(folded(path, wanted.toString()));
    }

    private String folded(AttributePath path, String text) {
        Attribute sub = attribute.sub(path.name());
        return sub != null && sub.caseExact() ? text : text.toLowerCase(Locale.ROOT);
    }
}
