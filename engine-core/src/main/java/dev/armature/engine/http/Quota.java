package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.limit.Charge;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import org.jspecify.annotations.Nullable;

/** Reads what an operator lets a tenant use. */
final class Quota {

    private Quota() {}

    /** How many requests a minute {@code {"requests"}} says; null for what everybody may. */
    static @Nullable Integer read(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        JsonNode requests = attributes.node("requests");
        boolean good =
                requests == null
                        ? body.has("requests")
                        : requests.isIntegralNumber()
                                && requests.canConvertToInt()
                                && requests.intValue() >= 1
                                && requests.intValue() <= Charge.MOST;
        if (!good) {
            problems.add(
                    "/requests",
                    "out_of_range",
                    "A whole number from 1 to %d is expected, or null".formatted(Charge.MOST));
        }
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return requests == null ? null : requests.intValue();
    }
}
