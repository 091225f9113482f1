package dev.armature.server;

import dev.armature.engine.file.S3Options;
import dev.armature.metadata.database.StartupException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the bodies of files lie, as the environment says. */
final class StoreSettings {

    private static final String ENDPOINT = "ARMATURE_S3_ENDPOINT";
    private static final String BUCKET = "ARMATURE_S3_BUCKET";
    private static final String REGION = "ARMATURE_S3_REGION";
    private static final String KEY = "ARMATURE_S3_KEY";
    private static final String SECRET = "ARMATURE_S3_SECRET";

    private StoreSettings() {}

    /** The store that is named; null when none is. */
    static @Nullable S3Options read(Map<String, String> environment) {
        String bucket = Options.text(environment, BUCKET);
        if (bucket == null) {
            List<String> others =
                    List.of(ENDPOINT, REGION, KEY, SECRET).stream()
                            .filter(name -> Options.text(environment, name) != null)
                            .toList();
            if (!others.isEmpty()) {
                throw new StartupException(
                        BUCKET + " is missing, which " + others.getFirst() + " goes with");
            }
            return null;
        }
        return new S3Options(
                endpoint(Options.text(environment, ENDPOINT)),
                bucket,
                Objects.requireNonNullElse(
                        Options.text(environment, REGION), S3Options.DEFAULT_REGION),
                required(environment, KEY),
                required(environment, SECRET));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = Options.text(environment, name);
        if (value == null) {
            throw new StartupException(name + " is missing, which goes with " + BUCKET);
        }
        return value;
    }

    private static @Nullable URI endpoint(@Nullable String written) {
        if (written == null) {
            return null;
        }
        try {
            URI endpoint = new URI(written);
            if (List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
                    && endpoint.getHost() != null) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new StartupException(
                ENDPOINT + " is not an address such as https://s3.example.com: " + written);
    }

    /**
     * What needs the store.
     *
     * @throws StartupException with one line, if it cannot be reached or lets nobody in
     */
    static <T> T reached(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (UncheckedIOException e) {
            Throwable cause = e.getCause();
            throw new StartupException(
                    "The place of files cannot be had: "
                            + (cause == null ? e.getMessage() : cause.getMessage()));
        }
    }
}
