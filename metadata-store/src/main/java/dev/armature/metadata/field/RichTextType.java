package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Text with formatting, as a small part of HTML. What is not on the list of that part is taken out
 * before anything is stored: no scripts, no styles, no pictures that tell who reads.
 *
 * @param maxLength in code points, with the markup
 */
public record RichTextType(int maxLength) implements FieldType {

    static final String NAME = "richText";

    private static final int DEFAULT_MAX_LENGTH = 100_000;

    /** How often cleaning may change its own result before it is given up. */
    private static final int ROUNDS = 4;

    private static final PolicyFactory POLICY =
            new HtmlPolicyBuilder()
                    .allowElements(
                            "p",
                            "br",
                            "hr",
                            "div",
                            "span",
                            "h1",
                            "h2",
                            "h3",
                            "h4",
                            "h5",
                            "h6",
                            "b",
                            "strong",
                            "i",
                            "em",
                            "u",
                            "s",
                            "sub",
                            "sup",
                            "code",
                            "pre",
                            "blockquote",
                            "ul",
                            "ol",
                            "li",
                            "table",
                            "thead",
                            "tbody",
                            "tr",
                            "th",
                            "td",
                            "a")
                    .allowWithoutAttributes("span")
                    .allowUrlProtocols("http", "https", "mailto")
                    .allowAttributes("href")
                    .onElements("a")
                    .requireRelsOnLinks("nofollow", "noopener", "noreferrer")
                    .toFactory();

    static FieldType read(Attributes field) {
        return new RichTextType(
                Objects.requireNonNullElse(
                        field.optionalInt("maxLength", 1, LongTextType.LIMIT), DEFAULT_MAX_LENGTH));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("maxLength", maxLength);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.TEXT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXT;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("contentMediaType", "text/html");
        schema.put("maxLength", maxLength);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, maxLength, refusal);
        if (text == null) {
            return null;
        }
        String clean = text;
        for (int round = 0; round < ROUNDS; round++) {
            String cleaner = POLICY.sanitize(clean);
            if (cleaner.equals(clean) && Texts.isStorable(clean)) {
                return withinLength(clean, refusal);
            }
            clean = cleaner;
        }
        refusal.refuse("invalid_text", "The markup cannot be understood");
        return null;
    }

    // Characters that are written out, such as &lt;, may make it longer.
    private @Nullable String withinLength(String clean, Refusal refusal) {
        if (clean.codePointCount(0, clean.length()) > maxLength) {
            refusal.refuse(
                    "too_long",
                    "At most " + maxLength + " characters are allowed, with the markup");
            return null;
        }
        return clean;
    }

    @Override
    public String control() {
        return "richText";
    }
}
