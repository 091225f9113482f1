package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is changed of a user, checked before anything is stored; what is null stays as it is.
 *
 * @param names the names of what is given, for the audit log
 */
record UserPatch(
        String names,
        @Nullable String email,
        @Nullable String name,
        @Nullable String password,
        @Nullable List<String> roles,
        @Nullable Boolean active,
        @Nullable String locale,
        NewStanding standing) {

    static UserPatch read(ObjectNode patch) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        String email = attributes.has("email") ? NewUser.readEmail(attributes) : null;
        String name = attributes.has("name") ? attributes.text("name", 200) : null;
        UserPatch read =
                new UserPatch(
                        names(patch),
                        email,
                        name,
                        attributes.has("password") ? readPassword(attributes, email, name) : null,
                        NewUser.readRoles(attributes),
                        attributes.has("active") ? attributes.flag("active", true) : null,
                        attributes.optionalText("locale", 20),
                        NewStanding.read(patch, attributes));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return read;
    }

    private static String names(ObjectNode patch) {
        List<String> names = new ArrayList<>();
        patch.fieldNames().forEachRemaining(names::add);
        return String.join(" ", names);
    }

    private static String readPassword(
            Attributes attributes, @Nullable String email, @Nullable String name) {
        return NewUser.readPassword(
                attributes, "password", Stream.of(email, name).filter(Objects::nonNull).toList());
    }
}
