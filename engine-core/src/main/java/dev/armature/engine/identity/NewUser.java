package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is said of a user to be made; checked before anything is stored. */
public record NewUser(
        String email, String name, String password, List<String> roles, @Nullable String locale) {

    /** How many roles a user may have. */
    static final int MAX_ROLES = 20;

    /**
     * Reads {@code {email, name, password, roles?, locale?}}.
     *
     * @param absentRole the role of a user of whom nothing is said
     */
    public static NewUser read(
            JsonNode json, String pointer, String absentRole, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String email = readEmail(attributes);
        String name = attributes.text("name", 200);
        NewUser user =
                new NewUser(
                        email,
                        name,
                        readPassword(attributes, "password", List.of(email, name)),
                        Objects.requireNonNullElse(readRoles(attributes), List.of(absentRole)),
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

    /**
     * @param attribute where it is given
     * @param known what is known of the person: e-mail address, name and the like
     */
    static String readPassword(Attributes attributes, String attribute, List<String> known) {
        String password = attributes.text(attribute, Passwords.MAX_LENGTH);
        if (password.isEmpty()) {
            return password;
        }
        if (password.codePointCount(0, password.length()) < Passwords.MIN_LENGTH) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(attribute),
                            "too_short",
                            "A password has at least " + Passwords.MIN_LENGTH + " characters");
        } else if (CommonPasswords.contain(password, words(known))) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(attribute),
                            "too_common",
                            "Passwords like this one are guessed first; take a few words that do not belong together");
        }
        return password;
    }

    // Each whole and in parts: of ann.lee@acme.example also ann.lee, and of Ann Lee both names.
    private static List<String> words(List<String> known) {
        return known.stream()
                .flatMap(text ->
                        Stream.concat(
                                Stream.of(text, text.replace(" ", "")),
                                Arrays.stream(text.split("[ @]", -1))))
                .toList();
    }

    /** The names of roles, each once and in order; null where nothing is said of them. */
    static @Nullable List<String> readRoles(Attributes attributes) {
        if (!attributes.has("roles")) {
            return null;
        }
        List<String> roles =
                attributes.texts("roles", Names.MAX_LENGTH).stream().distinct().sorted().toList();
        if (roles.size() > MAX_ROLES) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("roles"),
                            "limit_exceeded",
                            "A user has at most " + MAX_ROLES + " roles");
        }
        return roles;
    }
}
