package dev.armature.engine.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.change.DefinitionChecker;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.Conversion;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes wishes to convert a field; a job carries them out. Thread-safe. */
public final class FieldConversions {

    /** The kind of the jobs that convert. */
    public static final String JOB_KIND = "convertField";

    private static final Set<String> OWN = Set.of("replace", "acceptLoss", "dryRun");

    private final TenantModels models;
    private final MetadataPublisher publisher;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final Runnable wake;

    /**
     * @param wake told when a job is ready to be done
     */
    public FieldConversions(
            TenantModels models,
            MetadataPublisher publisher,
            AccessPolicy access,
            Jobs jobs,
            Runnable wake) {
        this.models = models;
        this.publisher = publisher;
        this.access = access;
        this.jobs = jobs;
        this.wake = wake;
    }

    /**
     * Queues a job that converts a field.
     *
     * @param body a merge patch of the field, with {@code replace}, {@code acceptLoss} and {@code
     *     dryRun}
     * @param together takes part in putting the job down
     * @return the job's id
     * @throws EngineException with everything wrong with what the field shall become
     */
    public UUID convert(
            Caller caller,
            String objectName,
            String fieldName,
            ObjectNode body,
            Jobs.Together together) {
        access.requireAdministrator(caller);
        TenantModel model = models.current(caller.tenantId());
        ObjectModel object = model.required(objectName);
        FieldModel old = object.field(fieldName);
        if (old == null) {
            throw EngineException.notFound("The field \"" + fieldName + "\" of " + objectName);
        }
        Problems problems = new Problems();
        ObjectNode definition =
                MergePatch.apply(withoutOptions(old.definition()), body.deepCopy().without(OWN));
        definition.put("name", old.name());
        Map<String, String> replacements = replacements(body, problems);
        boolean acceptLoss = flag(body, "acceptLoss", problems);
        boolean dryRun = flag(body, "dryRun", problems);
        check(model, object, old.definition(), definition, problems);
        problems.throwIfAny(ErrorCode.INVALID_METADATA);
        FieldConversion conversion =
                new FieldConversion(
                        object.id(),
                        old.id(),
                        dryRun ? object.definition().nextFieldId() : reserve(caller, object),
                        definition,
                        replacements,
                        acceptLoss,
                        dryRun);
        UUID job =
                jobs.queueNew(caller, JOB_KIND, objectName, conversion.toJson(fieldName), together);
        wake.run();
        return job;
    }

    /** The field's JSON without what belongs to its type alone. */
    private static ObjectNode withoutOptions(FieldDefinition field) {
        ObjectNode options = Json.object();
        field.type().describe(options);
        ObjectNode json = field.toJson();
        options.fieldNames().forEachRemaining(json::remove);
        return json;
    }

    private static Map<String, String> replacements(ObjectNode body, Problems problems) {
        Map<String, String> replacements = new LinkedHashMap<>();
        JsonNode written = body.path("replace");
        if (!written.isMissingNode() && !written.isObject()) {
            problems.add("/replace", "wrong_type", "Texts by texts are expected, as an object");
        }
        written.properties()
                .forEach(entry -> {
                    if (entry.getValue().isTextual()) {
                        replacements.put(entry.getKey(), entry.getValue().textValue());
                    } else {
                        problems.add(
                                Pointers.at("/replace", entry.getKey()),
                                "wrong_type",
                                "A text is expected");
                    }
                });
        return replacements;
    }

    private static boolean flag(ObjectNode body, String name, Problems problems) {
        JsonNode written = body.path(name);
        if (!written.isMissingNode() && !written.isBoolean()) {
            problems.add("/" + name, "wrong_type", "\"" + name + "\" must be true or false");
        }
        return written.asBoolean();
    }

    /** Whether the metadata would hold with the field converted. */
    private static void check(
            TenantModel model,
            ObjectModel object,
            FieldDefinition old,
            ObjectNode definition,
            Problems problems) {
        FieldDefinition field =
                FieldDefinition.read(
                        object.definition().nextFieldId(), old.plugin(), definition, "", problems);
        if (field == null || !problems.isEmpty()) {
            return;
        }
        if (!Conversion.isPossible(old.type(), field.type())) {
            problems.add(
                    "/type",
                    "type_change_not_allowed",
                    "A field of type "
                            + old.type().name()
                            + " does not become "
                            + field.type().name()
                            + "; fields become "
                            + String.join(", ", Conversion.targets()));
            return;
        }
        ObjectDefinition changed =
                object.definition().mapFields(other -> other.id() == old.id() ? field : other);
        String place = EditContext.place(changed, field);
        for (Problem problem :
                DefinitionChecker.check(
                                model.tenant(),
                                model.definition(),
                                model.definition().with(changed))
                        .list()) {
            problems.add(
                    problem.pointer().startsWith(place)
                            ? new Problem(
                                    problem.pointer().substring(place.length()),
                                    problem.code(),
                                    problem.message(),
                                    problem.position())
                            : problem);
        }
    }

    /** Takes two numbers that no other field gets. */
    private int reserve(Caller caller, ObjectModel object) {
        int[] reserved = new int[1];
        publisher.publish(
                caller.tenantId(),
                caller.userId(),
                null,
                "prepare the conversion of a field of " + object.name(),
                (current, context) -> {
                    ObjectDefinition now = byId(current, object.id());
                    reserved[0] = now.nextFieldId();
                    return current.with(now.withNextFieldId(reserved[0] + 2));
                });
        return reserved[0];
    }

    static ObjectDefinition byId(TenantDefinition definition, int id) {
        return definition.objects().values().stream()
                .filter(object -> object.id() == id)
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("The object"));
    }
}
