package dev.armature.engine.outbound;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered, whatever its status; one that sends elsewhere is not followed.
 *
 * @param headers by their names in small letters
 */
public record OutboundAnswer(int status, Map<String, List<String>> headers, byte[] body) {

    public OutboundAnswer {
        headers = Map.copyOf(headers);
    }

    /** The first value of a header. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.getFirst();
    }
}
