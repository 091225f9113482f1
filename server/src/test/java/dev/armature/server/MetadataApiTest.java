package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Designing objects over HTTP, and what is generated from them at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataApiTest {

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text', 'required': true}]}");
    }

    private Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aFieldIsEverywhereAtOnceRenamedDeletedAndRestored() {
        String record = ann.create("/api/v1/records/deal", "{'name': 'Big'}");
        String path = "/api/v1/records/deal/" + record;

        ann.create(
                "/api/v1/metadata/objects/deal/fields",
                "{'name': 'budget', 'type': 'decimal', 'scale': 2}");
        assertThat(names(ann.get(path).json())).contains("budget");
        assertThat(names(ann.get("/api/v1/metadata/objects/deal/schema").json().get("properties")))
                .contains("budget");
        assertThat(ann.get("/api/v1/metadata/objects/deal/ui-schema?layout=form").body())
                .contains("#/properties/budget");
        assertThat(
                        ann.get("/api/v1/openapi.json")
                                .json()
                                .at("/components/schemas/Deal/properties/budget/title")
                                .textValue())
                .isEqualTo("Budget");
        assertThat(ann.patch(path, "{'budget': 9.99}").status()).isEqualTo(200);

        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/deal/fields/budget",
                                        "{'name': 'funds'}")
                                .json()
                                .get("name")
                                .textValue())
                .isEqualTo("funds");
        assertThat(ann.get(path).json().get("funds").decimalValue()).isEqualByComparingTo("9.99");
        assertThat(ann.get(path).json().has("budget")).isFalse();

        assertThat(ann.delete("/api/v1/metadata/objects/deal/fields/funds").status())
                .isEqualTo(204);
        assertThat(ann.get(path).json().has("funds")).isFalse();
        assertThat(
                        ann.get("/api/v1/metadata/objects/deal/fields?deleted=true")
                                .json()
                                .at("/data/0/name")
                                .textValue())
                .isEqualTo("funds");
        assertThat(ann.post("/api/v1/metadata/objects/deal/fields/funds/restore", "").status())
                .isEqualTo(200);
        assertThat(ann.get(path).json().get("funds").decimalValue()).isEqualByComparingTo("9.99");
    }

    @Test
    void noChangeOfMetadataRunsDdlAndWritersGoOnMeanwhile() throws Exception {
        platform.update(
                """
                create function forbid_ddl() returns event_trigger language plpgsql as $$ begin raise exception 'DDL: %', tg_tag; end $$;
                create event trigger no_ddl on ddl_command_start execute function forbid_ddl()
                """);
        AtomicBoolean stop = new AtomicBoolean();
        List<ApiClient.Answer> failures = new CopyOnWriteArrayList<>();
        List<String> written = new CopyOnWriteArrayList<>();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stop.get()) {
                                    ApiClient.Answer answer =
                                            ann.post("/api/v1/records/deal", "{'name': 'w'}");
                                    if (answer.status() == 201) {
                                        written.add(answer.id());
                                    } else {
                                        failures.add(answer);
                                    }
                                }
                            }));
        }
        ApiClient.await(() -> written.size() > 20);
        for (int i = 0; i < 10; i++) {
            ann.create(
                    "/api/v1/metadata/objects/deal/fields",
                    "{'name': 'f%d', 'type': 'integer', 'default': '%d'}".formatted(i, i));
            ann.patch("/api/v1/metadata/objects/deal/fields/f" + i, "{'name': 'g%d'}".formatted(i));
            ann.delete("/api/v1/metadata/objects/deal/fields/g" + i);
            ann.post("/api/v1/metadata/objects/deal/fields/g" + i + "/restore", "");
        }
        int before = written.size();
        ApiClient.await(() -> written.size() > before + 20);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        ann.object(
                "{'name': 'another', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}]}");
        platform.newTenant();
        platform.update("drop event trigger no_ddl");

        assertThat(failures).isEmpty();
        assertThat(
                        ann.get("/api/v1/records/deal?count=exact&limit=1")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(written.size());
        assertThat(ann.get("/api/v1/records/deal/" + written.getLast()).json().get("g9").intValue())
                .isEqualTo(9);
    }

    @Test
    void partsHaveAddressesOfTheirOwn() {
        String base = "/api/v1/metadata/objects/deal";
        ann.create(
                base + "/validations",
                "{'name': 'longEnough', 'expression': 'size(name) > 2', 'field': 'name', 'message': 'Longer, please', 'code': 'too_tiny'}");
        ann.create(
                base + "/layouts",
                "{'name': 'form', 'sections': [{'label': 'Main', 'fields': ['name']}]}");
        ann.create(base + "/views", "{'name': 'all', 'columns': ['name'], 'sort': ['-name']}");
        ann.create(
                base + "/rules",
                "{'name': 'shout', 'moment': 'beforeSave', 'actions': [{'type': 'setField', 'field': 'name', 'value': 'upper(name)'}]}");

        assertThat(ann.post("/api/v1/records/deal", "{'name': 'ab'}").code()).isEqualTo("too_tiny");
        assertThat(
                        ann.post("/api/v1/records/deal", "{'name': 'abc'}")
                                .json()
                                .get("name")
                                .textValue())
                .isEqualTo("ABC");
        assertThat(
                        ann.patch(
                                        base + "/validations/longEnough",
                                        "{'expression': 'size(name) > 1'}")
                                .status())
                .isEqualTo(200);
        assertThat(ann.post("/api/v1/records/deal", "{'name': 'ab'}").status()).isEqualTo(201);
        for (String kind : List.of("validations", "layouts", "views", "rules")) {
            String name = ann.get(base + "/" + kind).json().at("/data/0/name").textValue();
            assertThat(ann.get(base + "/" + kind + "/" + name).status()).isEqualTo(200);
            assertThat(ann.delete(base + "/" + kind + "/" + name).status()).isEqualTo(204);
            assertThat(ann.get(base + "/" + kind + "/" + name).status()).isEqualTo(404);
        }
    }

    @Test
    void anExpressionThatIsWrongIsRefusedWithItsPositionAndNothingIsStored() {
        ApiClient.Answer syntax =
                ann.post(
                        "/api/v1/metadata/objects/deal/fields",
                        "{'name': 'f', 'type': 'formula', 'returns': 'text', 'expression': 'name +'}");
        ApiClient.Answer type =
                ann.post(
                        "/api/v1/metadata/objects/deal/validations",
                        "{'name': 'v', 'expression': 'name > 5', 'message': 'm'}");

        assertThat(syntax.status()).isEqualTo(422);
        assertThat(syntax.errors()).containsExactly("/expression expression_syntax");
        assertThat(syntax.json().at("/errors/0/position/column").intValue()).isEqualTo(7);
        assertThat(type.errors()).containsExactly("/expression expression_type");
        assertThat(type.json().at("/errors/0/position/column").intValue()).isEqualTo(6);
        assertThat(ann.get("/api/v1/metadata/objects/deal").json().get("fields")).hasSize(1);
    }

    @Test
    void anEditorCanInsistOnTheVersionTheySaw() {
        String version = ann.get("/api/v1/metadata/objects/deal").header("ETag");
        assertThat(
                        ann.post(
                                        "/api/v1/metadata/objects/deal/fields",
                                        "{'name': 'a', 'type': 'text'}",
                                        "If-Match",
                                        version)
                                .status())
                .isEqualTo(201);
        assertThat(
                        ann.post(
                                        "/api/v1/metadata/objects/deal/fields",
                                        "{'name': 'b', 'type': 'text'}",
                                        "If-Match",
                                        version)
                                .code())
                .isEqualTo("stale_version");
    }

    @Test
    void anObjectIsRenamedDeletedAndRestoredWithItsRecords() {
        String id = ann.create("/api/v1/records/deal", "{'name': 'Big'}");
        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/deal",
                                        "{'name': 'opportunity', 'label': 'Opportunity'}")
                                .status())
                .isEqualTo(200);
        assertThat(ann.get("/api/v1/records/opportunity/" + id).status()).isEqualTo(200);
        assertThat(ann.delete("/api/v1/metadata/objects/opportunity").status()).isEqualTo(204);
        assertThat(ann.get("/api/v1/records/opportunity/" + id).status()).isEqualTo(404);
        assertThat(
                        ann.get("/api/v1/metadata/objects?deleted=true")
                                .json()
                                .at("/data/0/name")
                                .textValue())
                .isEqualTo("opportunity");
        assertThat(ann.post("/api/v1/metadata/objects/opportunity/restore", "").status())
                .isEqualTo(200);
        assertThat(ann.get("/api/v1/records/opportunity/" + id).json().get("name").textValue())
                .isEqualTo("Big");
    }

    @Test
    void whatTheSchemaSaysOfARecordIsTrueOfWhatIsAnswered() {
        ann.object(
                """
                {'name': 'every', 'fields': [
                  {'name': 'aText', 'type': 'text'}, {'name': 'aLongText', 'type': 'longText'}, {'name': 'anEmail', 'type': 'email'},
                  {'name': 'aPhone', 'type': 'phone', 'region': 'DE'},
                  {'name': 'anUrl', 'type': 'url'}, {'name': 'aColor', 'type': 'color'}, {'name': 'aPercent', 'type': 'percent'}, {'name': 'aRating', 'type': 'rating'},
                  {'name': 'anInteger', 'type': 'integer'}, {'name': 'aDecimal', 'type': 'decimal', 'scale': 3}, {'name': 'aBoolean', 'type': 'boolean'},
                  {'name': 'aDate', 'type': 'date'}, {'name': 'aDateTime', 'type': 'dateTime'}, {'name': 'aSelect', 'type': 'select', 'options': ['x', 'y']},
                  {'name': 'aReference', 'type': 'reference', 'target': 'deal'}, {'name': 'aNumber', 'type': 'autoNumber'},
                  {'name': 'aFormula', 'type': 'formula', 'returns': 'decimal', 'expression': 'aDecimal * 2'}]}
                """);
        String deal = ann.create("/api/v1/records/deal", "{'name': 'd'}");
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(ann.get("/api/v1/metadata/objects/every/schema").body());
        String full =
                """
                {'aText': 't', 'aLongText': 'l', 'anEmail': 'a@b.example', 'aPhone': '030 901820', 'anUrl': 'https://a.example', 'aColor': '#fff', 'aPercent': 12.5, 'aRating': 5, 'anInteger': 5, 'aDecimal': 1.125, 'aBoolean': true, 'aDate': '2026-02-28',
                 'aDateTime': '2026-02-28T12:00:00Z', 'aSelect': 'x', 'aReference': '%s'}
                """
                        .formatted(deal);

        for (String body : List.of(full, "{}")) {
            ApiClient.Answer answer = ann.post("/api/v1/records/every", body);
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            assertThat(schema.validate(answer.body(), InputFormat.JSON)).isEmpty();
        }
        assertThat(schema.validate("{\"aDecimal\": 1.1234, \"nothing\": 1}", InputFormat.JSON))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aFieldThatAFigureIsMadeOfIsRenamedWhileRecordsHaveTheFigure() {
        ann.object(
                "{'name': 'line', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}, {'name': 'price', 'type': 'integer'}]}");
        ann.create(
                "/api/v1/metadata/objects/deal/fields",
                "{'name': 'total', 'type': 'rollup', 'source': 'line.deal', 'function': 'sum', 'of': 'price'}");
        String deal = ann.create("/api/v1/records/deal", "{'name': 'Big'}");
        ann.create("/api/v1/records/line", "{'deal': '%s', 'price': 7}".formatted(deal));
        ApiClient.Answer renamed =
                ann.patch("/api/v1/metadata/objects/line/fields/price", "{'name': 'cost'}");
        assertThat(renamed.status()).as(renamed.body()).isEqualTo(200);
        ApiClient.Answer doubled =
                ann.patch("/api/v1/metadata/objects/deal/fields/total", "{'of': 'cost * 2'}");
        assertThat(doubled.status()).as(doubled.body()).isEqualTo(200);
        assertThat(ann.get("/api/v1/records/deal/" + deal).json().get("total").intValue())
                .isEqualTo(14);
    }
}
