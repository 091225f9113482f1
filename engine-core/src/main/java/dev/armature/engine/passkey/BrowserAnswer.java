package dev.armature.engine.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.armature.metadata.json.Attributes;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what browsers make of a credential ({@code PublicKeyCredential.toJSON()}). */
final class BrowserAnswer {

    /** The name of the attribute that it stands in. */
    static final String ATTRIBUTE = "passkey";

    // More than any device says: keys and statements of it are some hundred bytes.
    private static final int MOST_CHARACTERS = 20_000;
    private static final byte[] NOTHING = {};

    private final JsonNode node;
    private boolean good = true;

    private BrowserAnswer(JsonNode node) {
        this.node = node;
    }

    /** How an answer is put together of its parts. */
    interface Reader<T> {
        T read(BrowserAnswer answer);
    }

    /** The answer of an attribute, or null where it is left out; a problem where it is none. */
    static <T> @Nullable T read(Attributes attributes, Reader<T> reader) {
        return attributes.has(ATTRIBUTE) ? required(attributes, reader) : null;
    }

    /** The answer of an attribute; a problem, and nothing to go by, where there is none. */
    static <T> T required(Attributes attributes, Reader<T> reader) {
        JsonNode node = attributes.node(ATTRIBUTE);
        BrowserAnswer answer = new BrowserAnswer(node == null ? MissingNode.getInstance() : node);
        T read = reader.read(answer);
        if (!answer.good) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(ATTRIBUTE),
                            node == null ? "required" : "invalid_passkey",
                            "What the browser made is expected, as its toJSON() gives it");
        }
        return read;
    }

    byte[] bytes(String pointer) {
        byte[] bytes = optional(pointer);
        good &= bytes.length > 0;
        return bytes;
    }

    /** Nothing where it is left out, as browsers leave out what a device does not say. */
    byte[] optional(String pointer) {
        JsonNode text = node.at(pointer);
        if (text.isMissingNode() || text.isNull()) {
            return NOTHING;
        }
        try {
            if (text.isTextual() && text.textValue().length() <= MOST_CHARACTERS) {
                return Base64.getUrlDecoder().decode(text.textValue());
            }
        } catch (IllegalArgumentException e) {
            // Told below, like all else that is wrong with it.
        }
        good = false;
        return NOTHING;
    }

    JsonNode at(String pointer) {
        return node.at(pointer);
    }
}
