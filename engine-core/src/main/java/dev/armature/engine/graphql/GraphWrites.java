package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.idempotency.KeptAnswer;
import dev.armature.engine.idempotency.OnceWriter;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import graphql.schema.DataFetchingEnvironment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;
import org.dataloader.Try;
import org.jspecify.annotations.Nullable;

/**
 * What one request writes: all that its fields want in one transaction, or nothing. With a key it
 * is written once, and what it came to is kept with it.
 */
final class GraphWrites {

    /** No field of an answer can have this name. */
    private static final String LOADER = " writes";

    private static final int OK = 200;

    private final RecordWriter writer;
    private final OnceWriter onceWriter;
    private final AccessPolicy access;
    private final TenantModel model;
    private final GraphService.Asking asking;
    private boolean replayed;

    GraphWrites(
            RecordWriter writer,
            OnceWriter onceWriter,
            AccessPolicy access,
            TenantModel model,
            GraphService.Asking asking) {
        this.writer = writer;
        this.onceWriter = onceWriter;
        this.access = access;
        this.model = model;
        this.asking = asking;
    }

    /** What a field wants done; or why that is nothing that can be done. */
    record Wanted(@Nullable Command command, @Nullable EngineException refusal) {}

    /** Whether all was carried out before, and nothing was written now. */
    boolean isReplayed() {
        return replayed;
    }

    void register(DataLoaderRegistry registry) {
        registry.register(
                LOADER,
                DataLoaderFactory.newDataLoaderWithTry(
                        (List<Wanted> wanted) ->
                                CompletableFuture.completedFuture(together(wanted)),
                        // Two that want the same want it twice.
                        DataLoaderOptions.newOptions().setCachingEnabled(false).build()));
    }

    static DataLoader<Wanted, ObjectNode> loader(DataFetchingEnvironment environment) {
        return Objects.requireNonNull(environment.getDataLoader(LOADER));
    }

    private List<Try<ObjectNode>> together(List<Wanted> wanted) {
        List<Command> commands = new ArrayList<>();
        for (int place = 0; place < wanted.size(); place++) {
            EngineException refusal = wanted.get(place).refusal();
            if (refusal != null) {
                return refused(refusal, place, wanted.size());
            }
            commands.add(Objects.requireNonNull(wanted.get(place).command()));
        }
        try {
            requireBulk(commands);
            return write(commands).stream().map(Try::succeeded).toList();
        } catch (EngineException refusal) {
            Integer place = refusal.operation();
            return refused(refusal, place == null ? 0 : place, wanted.size());
        }
    }

    private static List<Try<ObjectNode>> refused(EngineException refusal, int place, int count) {
        List<Try<ObjectNode>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(
                    Try.failed(
                            i == place
                                    ? refusal
                                    : new EngineException(
                                            ErrorCode.STATE_CONFLICT,
                                            "Another part of the request was refused, so nothing of it was carried out")));
        }
        return all;
    }

    /** Several records of an object at once need the right that a list of operations needs. */
    private void requireBulk(List<Command> commands) {
        Set<String> once = new HashSet<>();
        for (Command command : commands) {
            ObjectModel object = model.object(command.object());
            if (!once.add(command.object()) && object != null) {
                access.require(asking.caller(), object, Right.BULK);
            }
        }
    }

    private List<ObjectNode> write(List<Command> commands) {
        Caller caller = asking.caller();
        IdempotencyKey key = asking.key();
        if (key == null) {
            return records(writer.writeAll(caller, commands, asking.cause()));
        }
        OnceWriter.Answered answered =
                onceWriter.write(
                        caller,
                        commands,
                        true,
                        asking.cause(),
                        key,
                        outcomes -> new KeptAnswer(OK, null, null, kept(records(outcomes))));
        replayed = answered.replayed();
        List<ObjectNode> records = new ArrayList<>();
        for (JsonNode record : Json.parse(Objects.requireNonNull(answered.answer().body()))) {
            records.add((ObjectNode) record);
        }
        return records;
    }

    private static List<ObjectNode> records(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> Json.parseObject(((Outcome.Done) outcome).json()))
                .toList();
    }

    private static byte[] kept(List<ObjectNode> records) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        records.forEach(array::add);
        return Json.bytes(array);
    }
}
