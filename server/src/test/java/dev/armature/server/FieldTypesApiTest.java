package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static dev.armature.testing.FieldTypeTable.comparable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.testing.FieldTypeTable;
import dev.armature.testing.FieldTypeTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every row of the table of field types, over HTTP: written, read, imported, filtered, refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldTypesApiTest {

    private static final List<String> NO_ORDER =
            List.of(
                    "multiSelect",
                    "references",
                    "address",
                    "geoPoint",
                    "json",
                    "money",
                    "secret",
                    "file",
                    "files",
                    "image");

    private TestPlatform platform;
    private ApiClient ann;
    private final List<Row> rows = FieldTypeTable.rows();

    @BeforeAll
    void anObjectForEachRow() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        for (Row row : rows) {
            ObjectNode object = Json.object().put("name", object(row));
            object.putArray("fields")
                    .add(row.field("value"))
                    .add(Json.object().put("name", "place").put("type", "integer"));
            ann.object(Json.write(object));
        }
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String object(Row row) {
        return "sample" + rows.indexOf(row);
    }

    private String records(Row row) {
        return "/api/v1/records/" + object(row);
    }

    private Stream<DynamicTest> each(Consumer<Row> test) {
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> test.accept(row)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrittenIsReadInItsNormalFormAndFoundByIt() {
        return each(row -> {
            List<JsonNode> taken = row.column("taken");
            for (int i = 0; i < taken.size(); i++) {
                ObjectNode record = Json.object().put("place", i);
                record.set("value", taken.get(i).get(0));
                ApiClient.Answer created = raw(records(row), record);
                assertThat(created.status()).as(created.body()).isEqualTo(201);
                ApiClient.Answer read = ann.get(created.header("Location"));
                for (JsonNode answer : List.of(created.json(), read.json())) {
                    assertThat(comparable(answer.get("value")))
                            .isEqualTo(comparable(taken.get(i).get(1)));
                }
                ObjectNode same = Json.object();
                same.set("value", created.json().get("value"));
                ApiClient.Answer again =
                        ann.send(
                                "PATCH",
                                created.header("Location"),
                                "application/merge-patch+json",
                                Json.bytes(same));
                assertThat(again.header("ETag")).as("no new version").isEqualTo("\"1\"");
            }
            assertThat(places(row, "has(value)"))
                    .containsExactlyElementsOf(IntStream.range(0, taken.size()).boxed().toList());
            for (JsonNode filter : row.column("filters")) {
                assertThat(places(row, filter.get(0).textValue()))
                        .as(filter.get(0).textValue())
                        .containsExactlyElementsOf(
                                StreamSupport.stream(filter.get(1).spliterator(), false)
                                        .map(JsonNode::intValue)
                                        .toList());
            }
        });
    }

    private List<Integer> places(Row row, String filter) {
        ApiClient.Answer answer =
                ann.get(
                        records(row)
                                + "?sort=place&limit=500&filter="
                                + encode("has(place) && (" + filter + ")"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("data").spliterator(), false)
                .map(record -> record.get("place").intValue())
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsRefusedAtTheFieldByItsCode() {
        return each(row -> {
            for (JsonNode entry : row.column("refused")) {
                ObjectNode record = Json.object();
                record.set("value", entry.get(0));
                ApiClient.Answer answer = raw(records(row), record);
                assertThat(answer.status()).as(answer.body()).isEqualTo(422);
                assertThat(answer.errors()).containsExactly("/value " + entry.get(1).textValue());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> cellsAreImportedAndWrongOnesNamed() {
        return each(row -> {
            if (List.of("secret", "file", "files", "image").contains(row.type())) {
                assertThat(ann.csv(records(row) + "/import", "value\nx\n").errors())
                        .containsExactly("/value not_allowed");
                return;
            }
            List<JsonNode> cells = row.column("cells");
            List<JsonNode> refused = row.column("refusedCells");
            List<String> lines = new ArrayList<>(List.of("value"));
            Stream.concat(cells.stream(), refused.stream())
                    .forEach(entry ->
                            lines.add(
                                    "\"" + entry.get(0).textValue().replace("\"", "\"\"") + "\""));
            ApiClient.Answer answer =
                    ann.csv(records(row) + "/import", String.join("\n", lines) + "\n");
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            JsonNode job = ann.finished(answer.id());

            assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(cells.size());
            assertThat(job.get("refusals"))
                    .extracting(refusal -> refusal.at("/errors/0/code").textValue())
                    .containsExactlyElementsOf(
                            refused.stream().map(entry -> entry.get(1).textValue()).toList());
        });
    }

    @Test
    void aUserIsOneOfTheTenantWhoIsNotSwitchedOff() {
        ann.object(
                "{'name': 'task', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'agent', 'type': 'user'}]}");
        String bob =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': 'bob@agents.example', 'password': 'a long password'}");
        String stranger = platform.newTenant().me("/user/id");
        String self = ann.me("/user/id");
        ann.create("/api/v1/records/task", "{'name': 'mine', 'agent': '" + self + "'}");
        String his = ann.create("/api/v1/records/task", "{'name': 'his', 'agent': '" + bob + "'}");

        for (String wrong : List.of(stranger, his)) {
            assertThat(ann.post("/api/v1/records/task", "{'agent': '" + wrong + "'}").errors())
                    .containsExactly("/agent reference_not_found");
        }
        assertThat(ann.post("/api/v1/records/task", "{'agent': 'me'}").errors())
                .containsExactly("/agent invalid_id");
        assertThat(ann.post("/api/v1/records/task", "{'agent': 5}").errors())
                .containsExactly("/agent wrong_type");
        assertThat(names("agent == user.id")).containsExactly("mine");
        assertThat(names("agent == \"" + bob + "\"")).containsExactly("his");

        ann.delete("/api/v1/users/" + bob);
        assertThat(ann.patch("/api/v1/records/task/" + his, "{'name': 'still his'}").status())
                .isEqualTo(200);
        assertThat(ann.post("/api/v1/records/task", "{'agent': '" + bob + "'}").errors())
                .containsExactly("/agent reference_not_found");
    }

    private List<String> names(String filter) {
        return StreamSupport.stream(
                        ann.get("/api/v1/records/task?filter=" + encode(filter))
                                .json()
                                .get("data")
                                .spliterator(),
                        false)
                .map(record -> record.get("name").textValue())
                .toList();
    }

    @Test
    void whatHasNoOrderIsNeitherSortedNorGroupedBy() {
        for (Row row : rows) {
            boolean hasNone = NO_ORDER.contains(row.type());
            assertThat(ann.get(records(row) + "?sort=-value").status())
                    .as(row.toString())
                    .isEqualTo(hasNone ? 400 : 200);
            assertThat(
                            ann.post(
                                            records(row) + "/aggregate",
                                            "{'groupBy': ['value'], 'measures': {'n': 'count()'}}")
                                    .status())
                    .as(row.toString())
                    .isEqualTo(hasNone ? 400 : 200);
        }
    }

    // Escaped, so that half of a surrogate pair comes through.
    private ApiClient.Answer raw(String path, JsonNode body) {
        try {
            return ann.send(
                    "POST",
                    path,
                    "application/json",
                    Json.MAPPER
                            .writer()
                            .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                            .writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
