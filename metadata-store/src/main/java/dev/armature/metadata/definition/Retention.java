package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How long an object's records are kept.
 *
 * @param deleted how long a record can be had back from the recycle bin
 */
public record Retention(Period deleted) {

    /** The attribute. */
    public static final String ATTRIBUTE = "retention";

    /** What holds for an object that says nothing. */
    public static final Retention DEFAULT = new Retention(Period.ofDays(30));

    private static final String DELETED = "deleted";
    private static final LocalDate LONGEST = LocalDate.EPOCH.plusYears(100);

    static Retention read(Attributes object) {
        JsonNode json = object.node(ATTRIBUTE);
        if (json == null) {
            return DEFAULT;
        }
        Attributes attributes = Attributes.of(json, object.pointer(ATTRIBUTE), object.problems());
        Period deleted = period(attributes.text(DELETED, 20));
        if (deleted == null) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(DELETED),
                            "invalid_duration",
                            "A period such as \"P30D\" or \"P7Y\" is expected, from a day to 100 years");
        }
        attributes.finish();
        return deleted == null ? DEFAULT : new Retention(deleted);
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

    ObjectNode toJson() {
        return Json.object().put(DELETED, deleted.toString());
    }
}
