package dev.armature.engine.http;

import dev.armature.engine.identity.Scopes;
import dev.armature.engine.identity.Scopes.Access;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API key or an app of others has to be made for, by the address and the method of a
 * request. The one place that says so: an address that is not named here is read by who may read
 * everything, and written by who may write everything.
 */
final class KeyScopes {

    /** For people who are signed in: a key that was stolen must not make others. */
    private static final Set<String> OF_PEOPLE =
            Set.of("auth", "api-keys", "oauth", "oauth-apps", "identity-providers", "webhooks");

    /** For administrators. */
    private static final Set<String> OF_THE_TENANT =
            Set.of(
                    "users",
                    "invitations",
                    "groups",
                    "roles",
                    "access",
                    "tenant",
                    "audit",
                    "forms",
                    "plugins");

    /** What is done with a tenant as a whole, by people alone too. */
    private static final Set<String> OF_THE_WHOLE_TENANT = Set.of("export", "erasure");

    private KeyScopes() {}

    static void require(HttpRequest<?> request, Scopes scopes) {
        String path = request.getPath();
        if (path.equals(Paths.GRAPH)) {
            // What an operation reads and writes is known when it has been read.
            return;
        }
        boolean allowed =
                Paths.isScim(path)
                        ? scopes.allowsProvisioning()
                        : allows(request.getMethod(), Paths.parts(path), scopes);
        if (!allowed) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING,
                    "This API key or app was not made for %s %s"
                            .formatted(request.getMethodName(), path));
        }
    }

    private static boolean allows(HttpMethod method, List<String> parts, Scopes scopes) {
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        Access access = reads || isFileLink(parts) ? Access.READ : Access.WRITE;
        String first = parts.getFirst();
        if (first.equals("me") && parts.size() == 1) {
            // Who may only know who somebody is, asks userinfo.
            return reads && !scopes.words().isEmpty();
        }
        if (first.equals("events") && parts.size() == 1) {
            // What is heard is asked for object by object.
            return reads && listens(scopes);
        }
        if (OF_PEOPLE.contains(first)
                || (first.equals("tenant")
                        && parts.size() > 1
                        && OF_THE_WHOLE_TENANT.contains(parts.get(1)))) {
            return false;
        }
        if (first.equals("records") && parts.size() > 1) {
            return ofRecords(access, parts, scopes);
        }
        if (first.equals("metadata")) {
            boolean ofObject = parts.size() > 2 && parts.get(1).equals("objects");
            return reads
                    ? scopes.allowsMetadata()
                            || (ofObject
                                    ? scopes.allows(access, parts.get(2))
                                    : scopes.allows(access))
                    : scopes.allowsMetadata();
        }
        boolean ofPlugin =
                first.equals("plugins") && parts.size() > 2 && parts.get(2).equals("api");
        return OF_THE_TENANT.contains(first) && !ofPlugin
                ? scopes.allowsMetadata()
                : scopes.allows(access);
    }

    // To give somebody a link to a file changes nothing, and shows what may be read.
    private static boolean isFileLink(List<String> parts) {
        return parts.size() == 3
                && parts.getFirst().equals("files")
                && parts.get(2).equals("links");
    }

    /** Refuses who may read no records by their key or app. */
    static void requireListening(@Nullable Scopes scopes) {
        if (scopes != null && !listens(scopes)) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING, "This API key or app was not made for reading");
        }
    }

    private static boolean listens(Scopes scopes) {
        return scopes.words().stream().anyMatch(KeyScopes::isOfRecords);
    }

    private static boolean isOfRecords(String word) {
        return word.startsWith("read") || word.startsWith("write");
    }

    private static boolean ofRecords(Access access, List<String> parts, Scopes scopes) {
        String object = parts.get(1);
        boolean figures = parts.size() == 3 && parts.get(2).equals("aggregate");
        boolean secret = parts.size() > 3 && parts.get(3).equals("secrets");
        return scopes.allows(figures ? Access.READ : access, object)
                && (!secret || scopes.allowsSecrets());
    }
}
