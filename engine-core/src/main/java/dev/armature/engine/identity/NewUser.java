package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Role;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is said of a user to be made; checked before anything is stored. */
public record NewUser(
        String email, String name, String password, Role role, @Nullable String locale) {

    /**
     * Reads {@code {email, name, password, roles?, locale?}}.
     *
     * @param absentRole the role of a user for whom none is given
     */
    public static NewUser read(JsonNode json, String pointer, Role absentRole, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        NewUser user =
                new NewUser(
                        readEmail(attributes),
                        attributes.text("name", 200),
                        readPassword(attributes),
                        Objects.requireNonNullElse(readRole(attributes), absentRole),
                        attributes.optionalText("locale", 20));
        attributes.finish();
        return user;
    }

    static String readEmail(Attributes attributes) {
        String email = attributes.text("email", EmailType.MAX_LENGTH).strip();
        if (!email.isEmpty() && !EmailType.isAddress(email)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("email"),
                            "invalid_email",
                            "An e-mail address such as name@example.com is expected");
        }
        return email;
    }

    static String readPassword(Attributes attributes) {
        String password = attributes.text("password", Passwords.MAX_LENGTH);
        if (!password.isEmpty()
                && password.codePointCount(0, password.length()) < Passwords.MIN_LENGTH) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("password"),
                            "too_short",
                            "A password has at least " + Passwords.MIN_LENGTH + " characters");
        }
        return password;
    }

    static @Nullable Role readRole(Attributes attributes) {
        if (!attributes.has("roles")) {
            return null;
        }
        List<String> words = attributes.texts("roles", 30);
        for (String word : words) {
            if (!word.equals(Role.ADMINISTRATOR.word()) && !word.equals(Role.USER.word())) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("roles"),
                                "unknown_option",
                                "A role is administrator or user");
            }
        }
        return words.contains(Role.ADMINISTRATOR.word()) ? Role.ADMINISTRATOR : Role.USER;
    }
}
