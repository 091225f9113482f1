package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Imports that make the fields and options that they need. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportMetadataTest {

    private static final String BOTH = "?createFields=true&createOptions=true";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text', 'unique': true},
                  {'name': 'stage', 'type': 'select', 'options': ['new', 'won'], 'required': true},
                  {'name': 'tags', 'type': 'multiSelect', 'options': ['a']}]}
                """);
    }

    private JsonNode imported(String query, String csv) {
        ApiClient.Answer answer = ann.csv("/api/v1/records/deal/import" + query, csv);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        JsonNode job = ann.finished(answer.id());
        assertThat(job.get("state").textValue()).as(job.toString()).isEqualTo("done");
        return job;
    }

    private List<String> fields(ApiClient who) {
        JsonNode list = who.get("/api/v1/metadata/objects/deal/fields").json().get("data");
        return StreamSupport.stream(list.spliterator(), false)
                .map(field -> field.get("name").textValue() + " " + field.get("type").textValue())
                .toList();
    }

    private List<String> options(String field) {
        JsonNode options = ann.get("/api/v1/metadata/objects/deal/fields").json().get("data");
        return StreamSupport.stream(options.spliterator(), false)
                .filter(one -> one.get("name").textValue().equals(field))
                .flatMap(one -> StreamSupport.stream(one.get("options").spliterator(), false))
                .map(option -> option.get("value").textValue())
                .toList();
    }

    private long version() {
        return ann.get("/api/v1/metadata/objects").json().get("version").longValue();
    }

    private JsonNode deals() {
        return ann.get("/api/v1/records/deal?limit=500&sort=name").json().get("data");
    }

    /** Lines of all kinds of values, with enough of them for options to be told from texts. */
    private static String table() {
        StringBuilder csv =
                new StringBuilder(
                        "name,stage,Units,Budget (€),Paid?,Close date,Seen at,At,Mail,Site,Phone,Zip,Region,Remark,Story,Nothing\n");
        for (int i = 0; i < 20; i++) {
            csv.append(
                    "D%02d,new,%d,%d.5,%s,2026-01-%02d,2026-01-%02dT10:00:00Z,10:%02d,"
                            .formatted(i, i, i, i % 2 == 0 ? "yes" : "no", i + 1, i + 1, i));
            csv.append(
                    "m%d@acme.example,https://acme.example/%d,+49 30 90182%d,%05d,%s,note %d,\"two\nlines\",\n"
                            .formatted(i, i, i % 10, i, i % 2 == 0 ? "North" : "South", i));
        }
        return csv.toString();
    }

    @Test
    void columnsThatNoFieldIsThereForBecomeFieldsOfTheTypeThatReadsAllTheirValues() {
        long before = version();

        JsonNode job = imported("?createFields=true", table());

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(20);
        assertThat(fields(ann))
                .containsExactly(
                        "name text",
                        "stage select",
                        "tags multiSelect",
                        "units integer",
                        "budget decimal",
                        "paid boolean",
                        "closeDate date",
                        "seenAt dateTime",
                        "at time",
                        "mail email",
                        "site url",
                        "phone phone",
                        "zip text",
                        "region select",
                        "remark text",
                        "story longText",
                        "nothing text");
        assertThat(options("region")).containsExactly("North", "South");
        assertThat(version()).isEqualTo(before + 1);
        JsonNode first = deals().get(0);
        assertThat(first.get("budget").decimalValue().toPlainString()).isEqualTo("0.5");
        assertThat(first.get("zip").textValue()).isEqualTo("00000");
        assertThat(first.get("story").textValue()).isEqualTo("two\nlines");
        assertThat(job.at("/parameters/missing/fields/1/definition/name").textValue())
                .isEqualTo("budget");
        JsonNode entries = ann.get("/api/v1/audit?limit=50").json().get("data");
        assertThat(entries.toString()).contains("metadata");
    }

    @Test
    void theSameFileOnceMoreFindsTheFieldsByTheirLabelsAndMakesNone() {
        imported("?createFields=true", "name,stage,Budget (€)\nA,new,1\n");
        long before = version();

        JsonNode job =
                imported(
                        "?createFields=true&mode=upsert&key=name",
                        "name,stage,BUDGET (€)\nA,new,2\n");

        assertThat(job.get("updated").intValue()).isEqualTo(1);
        assertThat(version()).isEqualTo(before);
        assertThat(deals().get(0).get("budget").intValue()).isEqualTo(2);
    }

    @Test
    void optionsThatAFieldLacksBecomeItsOptionsInTheOrderInWhichTheyCome() {
        JsonNode job =
                imported(
                        "?createOptions=true",
                        "name,stage,tags\nA, lost ,b;a\nB,lost,\"[\"\"c;d\"\"]\"\nC,open,\nD,won,b\n");

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(4);
        assertThat(options("stage")).containsExactly("new", "won", "lost", "open");
        assertThat(options("tags")).containsExactly("a", "b", "c;d");
        assertThat(deals().get(0).get("stage").textValue()).isEqualTo("lost");
        assertThat(imported("", "name,stage\nE,gone\n").at("/refusals/0/errors/0/code").textValue())
                .isEqualTo("unknown_option");
    }

    @Test
    void linesOfJsonMakeOptionsTooButNoFields() {
        String lines =
                "{\"name\": \"A\", \"stage\": \"lost\", \"tags\": [\"x\"]}\n{\"name\": \"B\", \"stage\": 5}\n";
        byte[] file = lines.getBytes(StandardCharsets.UTF_8);

        JsonNode job = ann.finished(json("?createOptions=true", file).id());

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(options("stage")).containsExactly("new", "won", "lost");
        assertThat(json("?createFields=true", file).code()).isEqualTo("invalid_query");
    }

    private ApiClient.Answer json(String query, byte[] file) {
        return ann.send(
                "POST", "/api/v1/records/deal/import" + query, "application/x-ndjson", file);
    }

    @Test
    void aDryRunTellsWhatWouldBeMadeAndMakesNothing() {
        long before = version();

        JsonNode job =
                imported(
                        BOTH + "&dryRun=true",
                        "name,stage,tags,Budget\nA,lost,b;c,1\nA,new,,2\nB,,,3\n");

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(job.get("refusals"))
                .extracting(line -> line.at("/errors/0/code").textValue())
                .containsExactly("not_unique", "required");
        assertThat(job.at("/parameters/missing/fields/0/definition/type").textValue())
                .isEqualTo("integer");
        assertThat(job.at("/parameters/missing/options").toString())
                .isEqualTo(
                        "[{\"field\":\"stage\",\"values\":[\"lost\"]},{\"field\":\"tags\",\"values\":[\"b\",\"c\"]}]");
        assertThat(version()).isEqualTo(before);
        assertThat(fields(ann)).hasSize(3);
        assertThat(options("stage")).containsExactly("new", "won");
        assertThat(deals()).isEmpty();
    }

    @Test
    void linesOfJsonAreTriedWithOptionsThatAreYetToBeMade() {
        byte[] file =
                "{\"name\": \"A\", \"stage\": \"lost\", \"tags\": [\"a\", \"x\"]}\n"
                        .getBytes(StandardCharsets.UTF_8);

        JsonNode job = ann.finished(json("?createOptions=true&dryRun=true", file).id());

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(options("stage")).containsExactly("new", "won");
    }

    @Test
    void onlyWhoMayChangeMetadataHasItChanged() {
        ann.create(
                "/api/v1/roles",
                "{'name': 'seller', 'objects': {'deal': {'read': true, 'create': true, 'update': true, 'import': true}}}");
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['seller']}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        String file = "name,stage,Budget\nA,new,1\n";

        for (String query : List.of("?createFields=true", "?createOptions=true")) {
            ApiClient.Answer answer = bob.csv("/api/v1/records/deal/import" + query, file);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().get("detail").textValue()).contains("administrators");
        }
        ApiClient key = key("'write'");
        assertThat(key.csv("/api/v1/records/deal/import" + BOTH, file).code())
                .isEqualTo("scope_missing");
        assertThat(fields(ann)).hasSize(3);
        assertThat(
                        key("'write', 'metadata'")
                                .csv("/api/v1/records/deal/import" + BOTH, file)
                                .status())
                .isEqualTo(202);
    }

    private ApiClient key(String scopes) {
        return ann.withToken(
                ann.post(
                                "/api/v1/api-keys",
                                "{'name': 'k%s', 'scopes': [%s]}"
                                        .formatted(scopes.length(), scopes))
                        .json()
                        .get("key")
                        .textValue());
    }

    @Test
    void anotherTenantsMetadataIsNotTouched() {
        ApiClient other = platform.newTenant();
        other.object("{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");

        imported(BOTH, "name,stage,Budget\nA,lost,1\n");

        assertThat(fields(other)).containsExactly("name text");
        assertThat(other.get("/api/v1/records/deal").json().get("data")).isEmpty();
        assertThat(other.csv("/api/v1/records/deal/import", "name,Budget\nA,1\n").errors())
                .containsExactly("/Budget unknown_field");
    }

    @Test
    void whatColumnsAreCalledIsAnybodysText() {
        String longName = "w".repeat(300);
        String csv =
                "name,stage,import,for,9 lives,Бюджет сделки,名前,\"x\u200by\nz\",%s,'; drop table record; --,Budget €,Budget $,__proto__,record\n"
                                .formatted(longName)
                        + "A,new,1,2,3,4,5,6,7,8,9,10,11,12\n";

        JsonNode job = imported("?createFields=true", csv);

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(
                        fields(ann).stream()
                                .map(field -> field.substring(0, field.indexOf(' ')))
                                .skip(3))
                .containsExactly(
                        "importValue",
                        "forValue",
                        "lives",
                        "byudzhetSdelki",
                        "field",
                        "xYZ",
                        "w".repeat(63),
                        "dropTableRecord",
                        "budget",
                        "budget2",
                        "proto",
                        "recordValue");
        JsonNode whole = ann.get("/api/v1/metadata/objects/deal/fields").json().get("data");
        assertThat(whole.get(9).get("label").textValue()).hasSize(120).endsWith("…");
        assertThat(whole.get(8).get("label").textValue()).isEqualTo("x y z");
    }

    @Test
    void columnsOfWhichNoFieldCanBeMadeAreRefusedAtOnce() {
        String many = String.join(",", IntStream.range(0, 10_000).mapToObj(i -> "c" + i).toList());
        assertThat(refused("?createFields=true", many + "\n")).containsExactly(" limit_exceeded");
        assertThat(refused("?createFields=true", "name,,id,Twice,twice, \u200b \n"))
                .containsExactly(
                        "/2 invalid_name",
                        "/6 invalid_name",
                        "/id invalid_name",
                        "/twice not_unique");
        assertThat(refused("?createFields=true", "name,Name\n"))
                .containsExactly("/Name not_unique");
        assertThat(version()).isPositive();
        assertThat(fields(ann)).hasSize(3);
    }

    private List<String> refused(String query, String csv) {
        ApiClient.Answer answer = ann.csv("/api/v1/records/deal/import" + query, csv);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        return answer.errors();
    }

    @Test
    void columnsAreLeftOutOrTakenAsTheFirstLineCallsThem() {
        JsonNode job =
                imported(
                        "?createFields=true&columns=name,,*,stage",
                        "Titel,Unsinn,\"Preis, netto\",Phase\nA,x,1,new\n");

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(fields(ann)).contains("preisNetto integer").hasSize(4);
        assertThat(deals().get(0).get("preisNetto").intValue()).isEqualTo(1);
        assertThat(imported("?columns=name,,stage", "a,b,c\nB,x,new\n").get("created").intValue())
                .isEqualTo(1);
    }

    @Test
    void moreOptionsThanAFieldMayHaveFailTheImportBeforeItBegins() {
        StringBuilder csv = new StringBuilder("name,stage\n");
        for (int i = 0; i < 499; i++) {
            csv.append("A%d,s%d\n".formatted(i, i));
        }
        ApiClient.Answer answer =
                ann.csv("/api/v1/records/deal/import?createOptions=true", csv.toString());
        JsonNode job = ann.finished(answer.id());

        assertThat(job.get("state").textValue()).isEqualTo("failed");
        assertThat(job.get("error").textValue()).contains("more than 500 options");
        assertThat(deals()).isEmpty();
        assertThat(options("stage")).containsExactly("new", "won");
    }

    @Test
    void valuesThatAreSensitiveBecomeNoOptions() {
        ann.object(
                "{'name': 'person', 'fields': [{'name': 'illness', 'type': 'select', 'options': ['none'], 'classification': 'sensitive'}]}");
        ApiClient.Answer answer =
                ann.csv("/api/v1/records/person/import?createOptions=true", "illness\nflu\n");
        JsonNode job = ann.finished(answer.id());

        assertThat(job.get("refused").intValue()).isEqualTo(1);
        assertThat(ann.get("/api/v1/metadata/objects/person").body()).doesNotContain("flu");
        assertThat(job.toString()).doesNotContain("flu");
    }

    @Test
    void anUndoTakesTheRecordsBackAndSaysWhatOfMetadataStays() {
        JsonNode job = imported(BOTH, "name,stage,Budget\nA,lost,1\nB,new,2\n");

        JsonNode undo =
                ann.finished(
                        ann.post("/api/v1/jobs/" + job.get("id").textValue() + "/undo", "").id());

        assertThat(undo.get("deleted").intValue()).isEqualTo(2);
        assertThat(undo.at("/parameters/stays")).isEqualTo(job.at("/parameters/missing"));
        assertThat(undo.at("/parameters/stays/fields/0/definition/name").textValue())
                .isEqualTo("budget");
        assertThat(deals()).isEmpty();
        assertThat(fields(ann)).contains("budget integer");
    }
}
