package dev.armature.bench.handwritten;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The service's addresses. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class DealController {

    private final Deals deals;

    DealController(Deals deals) {
        this.deals = deals;
    }

    @Get("/health")
    String health() {
        return "ok";
    }

    @Post("/accounts")
    HttpResponse<byte[]> createAccount(@Body byte[] body) throws SQLException {
        String name = Json.parseObject(body).path("name").asText();
        UUID id = deals.createAccount(name);
        return json(
                HttpResponse.created(new byte[0]),
                Json.bytes(Json.object().put("id", id.toString()).put("name", name)));
    }

    @Post("/deals")
    HttpResponse<byte[]> create(HttpRequest<?> request, @Body byte[] body) throws SQLException {
        Deal deal = deals.create(Deal.newInput(Json.parseObject(body)), TokenFilter.user(request));
        return answer(HttpResponse.created(new byte[0]), deal)
                .header("Location", "/deals/" + deal.id());
    }

    @Get("/deals/{id}")
    HttpResponse<byte[]> get(UUID id) throws SQLException {
        return deals.get(id)
                .<HttpResponse<byte[]>>map(deal -> answer(HttpResponse.ok(), deal))
                .orElseGet(HttpResponse::notFound);
    }

    @Patch("/deals/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    HttpResponse<byte[]> update(HttpRequest<?> request, UUID id, @Body byte[] body)
            throws SQLException {
        Map<DealField, @Nullable Object> values = Deal.input(Json.parseObject(body));
        return deals.update(id, values, ifMatch(request), TokenFilter.user(request))
                .<HttpResponse<byte[]>>map(deal -> answer(HttpResponse.ok(), deal))
                .orElseGet(HttpResponse::notFound);
    }

    private static @Nullable Integer ifMatch(HttpRequest<?> request) {
        String header = request.getHeaders().get("If-Match");
        return header == null ? null : Integer.valueOf(header.replace("\"", ""));
    }

    @Get("/deals")
    HttpResponse<byte[]> list(
            @QueryValue String stage,
            @QueryValue BigDecimal above,
            @QueryValue int limit,
            @QueryValue @Nullable String after)
            throws SQLException {
        Deals.Position position = after == null ? null : position(after);
        // One more than the page has tells whether there is a next page.
        List<Deal> found = deals.list(stage, above, position, limit + 1);
        List<Deal> page = found.size() > limit ? found.subList(0, limit) : found;
        return json(
                HttpResponse.ok(),
                bytes(out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("data");
                    for (Deal deal : page) {
                        deal.write(out);
                    }
                    out.writeEndArray();
                    out.writeObjectFieldStart("page");
                    out.writeStringField(
                            "next", found.size() > limit ? cursor(page.getLast()) : null);
                    out.writeEndObject();
                    out.writeEndObject();
                }));
    }

    private static String cursor(Deal last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        (last.values().get(DealField.AMOUNT) + " " + last.id())
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static Deals.Position position(String cursor) {
        String[] parts =
                new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)
                        .split(" ", 2);
        return new Deals.Position(new BigDecimal(parts[0]), UUID.fromString(parts[1]));
    }

    @Post("/deals/bulk")
    HttpResponse<byte[]> bulk(HttpRequest<?> request, @Body byte[] body) throws SQLException {
        List<Map<DealField, @Nullable Object>> all = new ArrayList<>();
        for (JsonNode operation : Json.parseObject(body).path("operations")) {
            all.add(Deal.newInput((ObjectNode) operation.path("record")));
        }
        List<Deal> created = deals.createAll(all, TokenFilter.user(request));
        return json(
                HttpResponse.ok(),
                bytes(out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("results");
                    for (Deal deal : created) {
                        out.writeStartObject();
                        out.writeNumberField("status", 201);
                        out.writeFieldName("record");
                        deal.write(out);
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                }));
    }

    @Error
    HttpResponse<?> badInput(BadInputException e) {
        return HttpResponse.unprocessableEntity().body(String.valueOf(e.getMessage()));
    }

    @Error
    HttpResponse<?> refused(SQLException e) {
        // Class 23 is "integrity constraint violation".
        return String.valueOf(e.getSQLState()).startsWith("23")
                ? HttpResponse.unprocessableEntity().body("The table refuses it")
                : HttpResponse.serverError();
    }

    private static MutableHttpResponse<byte[]> answer(MutableHttpResponse<?> response, Deal deal) {
        return json(response, bytes(deal::write)).header("ETag", "\"" + deal.version() + "\"");
    }

    private static MutableHttpResponse<byte[]> json(MutableHttpResponse<?> response, byte[] body) {
        return response.body(body).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    @FunctionalInterface
    private interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
