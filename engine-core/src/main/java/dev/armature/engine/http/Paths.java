package dev.armature.engine.http;

import dev.armature.engine.share.FileLinks;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.problem.EngineException;
import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Reads what stands in addresses. */
final class Paths {

    static final String GRAPH = "/graphql";

    /** Where users and groups are provisioned. */
    static final String SCIM = "/scim/v2";

    private static final String API = "/api/v1/";
    private static final String ANY_SCIM = "/scim/";

    private Paths() {}

    /** Whether an address is one of the API, where nobody comes in without a token. */
    static boolean isApi(String path) {
        return path.startsWith("/api/")
                || isScim(path)
                || path.equals(GRAPH)
                || path.startsWith(GRAPH + "/");
    }

    /** Whether an address is one of those where users and groups are provisioned. */
    static boolean isScim(String path) {
        return path.startsWith(ANY_SCIM);
    }

    /** Whether an address is a link to a file: its last part is a secret. */
    static boolean isFileLink(String path) {
        return path.startsWith(FileLinks.ADDRESSES)
                && path.indexOf('/', FileLinks.ADDRESSES.length()) < 0;
    }

    /** The address as a log may have it. */
    static String logged(HttpRequest<?> request) {
        String path = request.getPath();
        return path.startsWith(FileLinks.ADDRESSES) ? FileLinks.ADDRESSES + "…" : path;
    }

    /** What stands between the slashes of an address of the API; one part of any other. */
    static List<String> parts(String path) {
        return path.startsWith(API)
                ? Arrays.asList(path.substring(API.length()).split("/", -1))
                : List.of(path);
    }

    /** An id; what is none cannot be found. */
    static UUID id(String written, String what) {
        UUID id = Literals.id(written);
        if (id == null) {
            throw EngineException.notFound("The " + what);
        }
        return id;
    }
}
