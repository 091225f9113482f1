package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Role;
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
        String email, String name, String password, Role role, @Nullable String locale) {

    /**
     * Reads {@code {email, name, password, roles?, locale?}}.
     *
     * @param absentRole the role of a user for whom none is given
     */
    public static NewUser read(JsonNode json, String pointer, Role absentRole, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String email = readEmail(attributes);
        String name = attributes.text("name", 200);
        NewUser user =
                new NewUser(
                        email,
                        name,
                        readPassword(attributes, "password", List.of(email, name)),
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
