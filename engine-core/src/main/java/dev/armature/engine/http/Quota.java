package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.limit.Charge;
import dev.armature.engine.operator.TenantQuotas;
import dev.armature.engine.usage.PluginTime;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what an operator lets a tenant use. */
final class Quota {

    private static final String REQUESTS = "requests";
    private static final String RECORDS = "records";
    private static final String FILE_BYTES = "fileBytes";
    private static final List<String> ALL =
            List.of(REQUESTS, RECORDS, FILE_BYTES, PluginTime.QUOTA);

    private Quota() {}

    /**
     * What {@code {"requests", "records", "fileBytes", "pluginCpuMillis"}} changes; null for what
     * everybody may, and what is not named stays.
     */
    static UnaryOperator<TenantQuotas> read(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        Long requests = number(attributes, REQUESTS, Charge.MOST);
        Long records = number(attributes, RECORDS, QuotaOptions.MOST);
        Long fileBytes = number(attributes, FILE_BYTES, QuotaOptions.MOST);
        Long pluginMillis = number(attributes, PluginTime.QUOTA, QuotaOptions.MOST);
        attributes.finish();
        if (ALL.stream().noneMatch(body::has)) {
            problems.add("", "required", "One of " + String.join(", ", ALL) + " is expected");
        }
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return before ->
                new TenantQuotas(
                        body.has(REQUESTS) ? whole(requests) : before.requests(),
                        body.has(RECORDS) ? records : before.records(),
                        body.has(FILE_BYTES) ? fileBytes : before.fileBytes(),
                        body.has(PluginTime.QUOTA) ? pluginMillis : before.pluginCpuMillis());
    }

    private static @Nullable Integer whole(@Nullable Long number) {
        return number == null ? null : (Integer) Math.toIntExact(number);
    }

    private static @Nullable Long number(Attributes attributes, String name, long most) {
        JsonNode node = attributes.node(name);
        if (node == null) {
            return null;
        }
        if (node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 1
                && node.longValue() <= most) {
            return node.longValue();
        }
        attributes
                .problems()
                .add(
                        attributes.pointer(name),
                        "out_of_range",
                        "A whole number from 1 to %d is expected, or null".formatted(most));
        return null;
    }
}
