package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of users or groups (RFC 7643, 7).
 *
 * @param column where its value is in a statement, or what its values are selected from where it
 *     has several; null where only its parts have one
 */
record Attribute(
        String name,
        Type type,
        boolean multiValued,
        boolean caseExact,
        boolean writable,
        boolean required,
        boolean unique,
        @Nullable String column,
        List<Attribute> subs,
        String description) {

    /** What values are. */
    enum Type {
        STRING("string"),
        BOOLEAN("boolean"),
        DATE_TIME("dateTime"),
        REFERENCE("reference"),
        COMPLEX("complex");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    Attribute {
        subs = List.copyOf(subs);
    }

    /** A text that may be written. */
    static Attribute text(String name, String column, String description) {
        return of(name, Type.STRING, column, description);
    }

    static Attribute of(String name, Type type, String column, String description) {
        return new Attribute(
                name, type, false, false, true, false, false, column, List.of(), description);
    }

    static Attribute complex(String name, String description, List<Attribute> subs) {
        return new Attribute(
                name, Type.COMPLEX, false, false, true, false, false, null, subs, description);
    }

    /** One with several values, that are selected from rows of their own if there are any. */
    static Attribute several(
            String name, @Nullable String rows, String description, List<Attribute> subs) {
        return new Attribute(
                name, Type.COMPLEX, true, false, true, false, false, rows, subs, description);
    }

    Attribute exact() {
        return new Attribute(
                name,
                type,
                multiValued,
                true,
                writable,
                required,
                unique,
                column,
                subs,
                description);
    }

    Attribute readOnly() {
        return new Attribute(
                name,
                type,
                multiValued,
                caseExact,
                false,
                required,
                unique,
                column,
                subs,
                description);
    }

    /** One that all have, and no two the same. */
    Attribute key() {
        return new Attribute(
                name,
                type,
                multiValued,
                caseExact,
                writable,
                true,
                true,
                column,
                subs,
                description);
    }

    /** Where its value is. */
    String place() {
        return Objects.requireNonNull(column);
    }

    boolean isComplex() {
        return type == Type.COMPLEX;
    }

    @Nullable Attribute sub(String wanted) {
        return find(subs, wanted);
    }

    /** Names are compared without regard to case. */
    static @Nullable Attribute find(List<Attribute> attributes, String wanted) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return attributes.stream()
                .filter(attribute -> attribute.name.toLowerCase(Locale.ROOT).equals(lower))
                .findFirst()
                .orElse(null);
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object()
                        .put("name", name)
                        .put("type", type.word)
                        .put("multiValued", multiValued)
                        .put("description", description)
                        .put("required", required)
                        .put("caseExact", caseExact)
                        .put("mutability", writable ? "readWrite" : "readOnly")
                        .put("returned", name.equals("id") ? "always" : "default")
                        .put("uniqueness", unique ? "server" : "none");
        if (type == Type.REFERENCE) {
            json.putArray("referenceTypes").add("uri");
        }
        if (!subs.isEmpty()) {
            ArrayNode parts = json.putArray("subAttributes");
            subs.forEach(sub -> parts.add(sub.toJson()));
        }
        return json;
    }
}
