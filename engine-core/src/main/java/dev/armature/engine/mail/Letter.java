package dev.armature.engine.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.json.Json;

/**
 * A letter as it is sent: plain text, so that nothing in it is ever taken for markup.
 *
 * @param to the address of the one person who gets it
 */
public record Letter(LetterKind kind, String to, String subject, String text) {

    /**
     * @throws IllegalArgumentException for what would be a header of its own: line breaks in the
     *     subject, or a recipient that is no single address
     */
    public Letter {
        if (!EmailType.isAddress(to)) {
            throw new IllegalArgumentException("a letter goes to one e-mail address");
        }
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a subject is one line");
        }
    }

    String toJson() {
        return Json.write(
                Json.object()
                        .put("kind", kind.name())
                        .put("to", to)
                        .put("subject", subject)
                        .put("text", text));
    }

    static Letter fromJson(String text) {
        ObjectNode json = (ObjectNode) Json.read(text);
        return new Letter(
                LetterKind.valueOf(json.get("kind").textValue()),
                json.get("to").textValue(),
                json.get("subject").textValue(),
                json.get("text").textValue());
    }
}
