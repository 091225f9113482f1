package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.AppScopes;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said of an app that is registered or changed; checked before anything is stored. */
record AppDraft(
        String name,
        boolean confidential,
        @Nullable AppKeys keys,
        List<String> redirectUris,
        AppScopes scopes,
        @Nullable UUID serviceUser) {

    private static final int MAX_NAME = 100;
    private static final int MOST_ADDRESSES = 20;

    AppDraft {
        redirectUris = List.copyOf(redirectUris);
    }

    /** Reads {@code {name, confidential, jwks?, redirectUris?, scopes, serviceUser?}}. */
    static AppDraft read(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String name = attributes.text("name", MAX_NAME);
        boolean confidential = attributes.flag("confidential", true);
        AppKeys keys = AppKeys.read(attributes, confidential);
        List<String> redirectUris = redirectUris(attributes);
        AppScopes scopes = AppScopes.read(attributes);
        UUID serviceUser = serviceUser(attributes, confidential);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new AppDraft(name, confidential, keys, redirectUris, scopes, serviceUser);
    }

    /**
     * Reads a merge patch of an app; whether it is confidential stays as it is, and keys are taken
     * away by the secret that comes in their place.
     */
    static AppDraft read(App app, ObjectNode patch) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        String name = attributes.has("name") ? attributes.text("name", MAX_NAME) : app.name();
        AppKeys keys = AppKeys.read(attributes, app.confidential());
        if (keys == null) {
            keys = app.keys();
        }
        List<String> redirectUris =
                attributes.has("redirectUris") ? redirectUris(attributes) : app.redirectUris();
        AppScopes scopes = attributes.has("scopes") ? AppScopes.read(attributes) : app.scopes();
        UUID serviceUser =
                patch.has("serviceUser")
                        ? serviceUser(attributes, app.confidential())
                        : app.serviceUser();
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new AppDraft(name, app.confidential(), keys, redirectUris, scopes, serviceUser);
    }

    private static List<String> redirectUris(Attributes attributes) {
        List<String> given = attributes.texts("redirectUris", RedirectUris.MAX_LENGTH);
        if (given.size() > MOST_ADDRESSES || !given.stream().allMatch(RedirectUris::isAllowed)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("redirectUris"),
                            "invalid_address",
                            RedirectUris.RULE + "; at most " + MOST_ADDRESSES);
        }
        return given;
    }

    private static @Nullable UUID serviceUser(Attributes attributes, boolean confidential) {
        String written = attributes.optionalText("serviceUser", 40);
        if (written == null) {
            return null;
        }
        if (!confidential) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("serviceUser"),
                            "not_possible",
                            "Only an app that keeps a secret acts where no person is there");
        }
        UUID id = Literals.id(written);
        if (id == null) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("serviceUser"),
                            "invalid_id",
                            "A user's id is expected");
        }
        return id;
    }
}
