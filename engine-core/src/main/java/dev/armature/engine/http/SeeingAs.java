package dev.armature.engine.http;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Set;

/**
 * What an administrator may ask who sees as a user: whatever is read, figures among it, and nothing
 * that changes something, is told in the user's name, or is the user's alone.
 */
final class SeeingAs {

    /** What of the API is read, by the first part of its addresses. */
    private static final Set<String> READ =
            Set.of(
                    "me",
                    "records",
                    "metadata",
                    "openapi.json",
                    "files",
                    "jobs",
                    "people",
                    "search",
                    "events");

    private SeeingAs() {}

    static void require(HttpRequest<?> request) {
        String path = request.getPath();
        if (!isRead(request.getMethod(), Paths.parts(path))) {
            throw new EngineException(
                    ErrorCode.SEEING_AS,
                    "Who sees as somebody else may not %s %s"
                            .formatted(request.getMethodName(), path));
        }
    }

    private static boolean isRead(HttpMethod method, List<String> parts) {
        boolean figures =
                method == HttpMethod.POST
                        && parts.size() == 3
                        && parts.getFirst().equals("records")
                        && parts.get(2).equals("aggregate");
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        return figures || (reads && READ.contains(parts.getFirst()) && !isTold(parts));
    }

    /** What is told in the audit log is told of who reads it: secrets, and records given out. */
    private static boolean isTold(List<String> parts) {
        return parts.getFirst().equals("records")
                && ((parts.size() > 3 && parts.get(3).equals("secrets"))
                        || (parts.size() > 2 && parts.get(2).equals("export")));
    }
}
