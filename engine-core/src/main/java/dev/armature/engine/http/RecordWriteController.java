package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Records as they are written: made, changed, deleted and restored, one by one and in bulk. */
@Controller("/api/v1/records/{object}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RecordWriteController {

    private static final Set<String> PARAMETERS = Set.of("numbers");
    private static final byte[] NO_BODY = {};

    private final TenantModels models;
    private final AccessPolicy access;
    private final RequestWriter writer;

    RecordWriteController(TenantModels models, AccessPolicy access, RequestWriter writer) {
        this.models = models;
        this.access = access;
        this.writer = writer;
    }

    private ObjectModel model(Caller caller, String object) {
        return access.seen(caller, models.current(caller.tenantId()), object);
    }

    @Post
    HttpResponse<byte[]> create(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        return write(
                request, caller, body, Command.Create.nested(object, Bodies.object(body)), numbers);
    }

    @Patch("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    HttpResponse<byte[]> update(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        Command command =
                new Command.Update(
                        object, Paths.id(id, object), Bodies.object(body), Bodies.ifMatch(request));
        return write(request, caller, body, command, numbers);
    }

    @Patch("/{id}")
    @Consumes("application/json-patch+json")
    HttpResponse<byte[]> patch(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        Command command =
                new Command.Patch(
                        object, Paths.id(id, object), Bodies.array(body), Bodies.ifMatch(request));
        return write(request, caller, body, command, numbers);
    }

    @Put("/{id}")
    HttpResponse<byte[]> replace(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        Command command =
                new Command.Replace(
                        object, Paths.id(id, object), Bodies.object(body), Bodies.ifMatch(request));
        return write(request, caller, body, command, numbers);
    }

    @Put("/by/{field}/{value}")
    HttpResponse<byte[]> upsert(
            HttpRequest<?> request,
            Caller caller,
            String object,
            String field,
            String value,
            @Body byte[] body) {
        NumberForm numbers = numbers(request);
        JsonNode key = key(model(caller, object), field, value);
        Command command =
                new Command.Upsert(
                        object, field, key, Bodies.object(body), Bodies.ifMatch(request));
        return write(request, caller, body, command, numbers);
    }

    /** A value in an address is written as in a CSV cell. */
    private static JsonNode key(ObjectModel object, String name, String written) {
        FieldModel field = object.field(name);
        FieldType.Refusal refusal = (code, message) -> {};
        Object value = field == null ? null : field.type().readCell(written, refusal);
        return value == null ? TextNode.valueOf(written) : Values.toJson(value);
    }

    @Delete("/{id}")
    HttpResponse<byte[]> delete(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, Set.of());
        Command command = new Command.Delete(object, Paths.id(id, object), Bodies.ifMatch(request));
        return writer.write(
                request,
                caller,
                NO_BODY,
                RequestWriter.Batch.of(command),
                outcomes -> HttpResponse.noContent());
    }

    @Post(value = "/{id}/restore", consumes = "*/*")
    HttpResponse<byte[]> restore(HttpRequest<?> request, Caller caller, String object, String id) {
        NumberForm numbers = numbers(request);
        Command command = new Command.Restore(object, Paths.id(id, object));
        return write(request, caller, NO_BODY, command, numbers);
    }

    @Post("/bulk")
    HttpResponse<byte[]> bulk(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        NumberForm numbers = numbers(request);
        ObjectModel model = model(caller, object);
        access.require(caller, model, Right.BULK);
        BulkRequest bulk = BulkRequest.read(model, Bodies.object(body));
        return writer.write(
                request,
                caller,
                body,
                new RequestWriter.Batch(bulk.commands(), bulk.atomic()),
                outcomes -> Bodies.ok(numbers.apply(bulk.answer(request, outcomes))));
    }

    // Asked before anything is written: a request that is refused for it has changed nothing.
    private static NumberForm numbers(HttpRequest<?> request) {
        Bodies.onlyParameters(request, PARAMETERS);
        return NumberForm.of(request);
    }

    private HttpResponse<byte[]> write(
            HttpRequest<?> request,
            Caller caller,
            byte[] body,
            Command command,
            NumberForm numbers) {
        return writer.write(
                request,
                caller,
                body,
                RequestWriter.Batch.of(command),
                outcomes -> answer((Outcome.Done) outcomes.getFirst(), numbers));
    }

    private static MutableHttpResponse<byte[]> answer(Outcome.Done done, NumberForm numbers) {
        byte[] json = numbers.apply(done.json());
        MutableHttpResponse<byte[]> response =
                done.created() ? Bodies.created(json) : Bodies.ok(json);
        response.header("ETag", Bodies.etag(done.record().version()));
        return done.created()
                ? response.header(
                        "Location",
                        "/api/v1/records/"
                                + done.record().object().name()
                                + "/"
                                + done.record().id())
                : response;
    }
}
