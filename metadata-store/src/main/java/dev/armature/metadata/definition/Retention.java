package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long an object's records are kept.
 *
 * @param deleted how long a record can be had back from the recycle bin
 * @param expiry when records go without being deleted by anybody, or null for never
 */
public record Retention(Period deleted, @Nullable Expiry expiry) implements ObjectOption {

    /** The attribute. */
    public static final String ATTRIBUTE = "retention";

    /** What holds for an object that says nothing. */
    public static final Retention DEFAULT = new Retention(Period.ofDays(30), null);

    /** The moments of a record that count as dates too. */
    public static final Set<String> MOMENTS = Set.of("createdAt", "updatedAt");

    private static final String DELETED = "deleted";
    private static final String FIELD = "field";
    private static final String KEEP = "keep";
    private static final String THEN = "then";
    private static final LocalDate LONGEST = LocalDate.EPOCH.plusYears(100);

    /** What becomes of records that are past their time. */
    public enum Then {
        /** They are deleted as by anybody, and can be had back for a while. */
        RECYCLE_BIN("recycleBin"),
        /** They are gone for good, with their history. */
        PURGE("purge");

        private final String word;

        Then(String word) {
            this.word = word;
        }

        /** The word in JSON. */
        public String word() {
            return word;
        }
    }

    /**
     * When records are past their time.
     *
     * @param field the date from which on they are kept, or one of {@link #MOMENTS}
     * @param keep for how long
     */
    public record Expiry(String field, Period keep, Then then) {

        /** Records with an earlier day are past their time. */
        public LocalDate dayBefore(Instant now, ZoneId zone) {
            return LocalDate.ofInstant(now, zone).minus(keep);
        }

        /** Records with an earlier moment are past their time. */
        public Instant momentBefore(Instant now) {
            return now.atOffset(ZoneOffset.UTC).minus(keep).toInstant();
        }
    }

    static Retention read(Attributes object) {
        JsonNode json = object.node(ATTRIBUTE);
        if (json == null) {
            return DEFAULT;
        }
        Attributes attributes = Attributes.of(json, object.pointer(ATTRIBUTE), object.problems());
        boolean expires = attributes.has(FIELD) || attributes.has(KEEP) || attributes.has(THEN);
        Period deleted =
                expires && !attributes.has(DELETED) ? DEFAULT.deleted : period(attributes, DELETED);
        Expiry expiry = null;
        if (expires) {
            String field = attributes.text(FIELD, 63);
            Period keep = period(attributes, KEEP);
            Then then =
                    attributes.choice(THEN, Then.RECYCLE_BIN, List.of(Then.values()), Then::word);
            expiry = keep == null ? null : new Expiry(field, keep, then);
        }
        attributes.finish();
        return new Retention(deleted == null ? DEFAULT.deleted : deleted, expiry);
    }

    private static @Nullable Period period(Attributes attributes, String name) {
        Period period = period(attributes.text(name, 20));
        if (period == null) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(name),
                            "invalid_duration",
                            "A period such as \"P30D\" or \"P7Y\" is expected, from a day to 100 years");
        }
        return period;
    }

    private static @Nullable Period period(String written) {
        try {
            Period period = Period.parse(written);
            LocalDate end = LocalDate.EPOCH.plus(period);
            return end.isAfter(LocalDate.EPOCH) && !end.isAfter(LONGEST) ? period : null;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** Records that were deleted before this moment are purged. */
    public Instant deletedBefore(Instant now) {
        return now.atOffset(ZoneOffset.UTC).minus(deleted).toInstant();
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        return expiry == null ? List.of() : List.of(expiry.field);
    }

    @Override
    public List<String> expressions() {
        return List.of();
    }

    Retention renamed(UnaryOperator<String> name) {
        return expiry == null
                ? this
                : new Retention(
                        deleted, new Expiry(name.apply(expiry.field), expiry.keep, expiry.then));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put(DELETED, deleted.toString());
        if (expiry != null) {
            json.put(FIELD, expiry.field)
                    .put(KEEP, expiry.keep.toString())
                    .put(THEN, expiry.then.word());
        }
        return json;
    }
}
