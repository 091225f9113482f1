package dev.armature.plugin.manifest;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every function of {@code host} that reaches the platform, with its name and its arguments (a JSON
 * object) as the sandbox hands them on.
 */
public enum HostFunction {
    /** {@code {object, id, fields?}} to a record. */
    RECORDS_GET("records.get"),
    /** {@code {object, filter?, sort?, fields?, limit?, cursor?}} to {@code {data, page}}. */
    RECORDS_QUERY("records.query"),
    /** {@code {object, values}} to the new record. */
    RECORDS_CREATE("records.create"),
    /** {@code {object, id, values, version?}} to the changed record. */
    RECORDS_UPDATE("records.update"),
    /** {@code {object, field, value, values}} to the record; by a unique field. */
    RECORDS_UPSERT("records.upsert"),
    /** {@code {object, id}} to null. */
    RECORDS_DELETE("records.delete"),
    /** {@code {object, filter?, groupBy?, measures, having?, sort?, limit?}} to rows. */
    RECORDS_AGGREGATE("records.aggregate"),
    /** {@code {event, data}} to null. */
    EVENTS_EMIT("events.emit"),
    /** {@code {url, method?, headers?, body?}} to {@code {status, headers, body}}. */
    HTTP_FETCH("http.fetch"),
    /** {@code {name}} to a text, or null. */
    SECRETS_GET("secrets.get"),
    /** {@code {to, subject, text}} to null. */
    EMAIL_SEND("email.send"),
    /** {@code {id}} to {@code {name, contentType, text | base64}}. */
    FILES_READ("files.read"),
    /** {@code {name, contentType, text | base64}} to {@code {id}}. */
    FILES_WRITE("files.write"),
    /** {@code {job, input, delaySeconds?}} to {@code {id}}; one of the plugin's own jobs. */
    JOBS_ENQUEUE("jobs.enqueue"),
    /** {@code {key}} to the value, or null; the plugin's own, in this tenant. */
    CACHE_GET("cache.get"),
    /** {@code {key, value, seconds}} to null. */
    CACHE_SET("cache.set"),
    /** {@code {name}} to null; the plugin's own lock, held to the end of the transaction. */
    LOCK("lock");

    private static final Map<String, HostFunction> BY_NAME = new HashMap<>();

    static {
        for (HostFunction function : values()) {
            BY_NAME.put(function.spelling, function);
        }
    }

    private final String spelling;

    HostFunction(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }

    /** The function of a name that a script gave, or null. */
    public static @Nullable HostFunction named(String name) {
        return BY_NAME.get(name);
    }
}
