package dev.armature.engine.http;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The media types that GraphQL is answered in; the oldest one is for those who name none, and
 * events are for subscriptions.
 */
enum GraphMedia {
    JSON("application/json"),
    GRAPHQL("application/graphql-response+json"),
    EVENTS("text/event-stream");

    private final String name;
    private final MediaType type;

    GraphMedia(String name) {
        this.name = name;
        this.type = MediaType.of(name + "; charset=utf-8");
    }

    MediaType type() {
        return type;
    }

    /** The one in which it is told that there is no stream. */
    GraphMedia ofRefusals() {
        return this == EVENTS ? JSON : this;
    }

    /** The one that a client likes best of those that it takes. */
    static GraphMedia of(HttpRequest<?> request) {
        Collection<MediaType> accepted = request.accept();
        if (accepted.isEmpty()) {
            return JSON;
        }
        @Nullable GraphMedia best = null;
        double quality = 0;
        for (MediaType one : accepted) {
            GraphMedia meant = meant(one);
            double weight = one.getQualityAsNumber().doubleValue();
            if (meant != null && weight > quality) {
                best = meant;
                quality = weight;
            }
        }
        if (best == null) {
            throw new EngineException(ErrorCode.NOT_ACCEPTABLE, ErrorCode.NOT_ACCEPTABLE.title());
        }
        return best;
    }

    private static @Nullable GraphMedia meant(MediaType accepted) {
        for (GraphMedia media : values()) {
            if (accepted.getName().equals(media.name)) {
                return media;
            }
        }
        boolean any =
                accepted.getName().equals("*/*") || accepted.getName().equals("application/*");
        return any ? JSON : null;
    }
}
