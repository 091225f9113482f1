package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Records as files: what is in them, for whom, and that it can be brought back. */
class ExportApiTest {

    private static final String NOTES = "/api/v1/records/note";
    private static final String EXPORT = NOTES + "/export";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient admin;

    @BeforeEach
    void object() {
        admin = platform.newTenant();
        admin.object(
                "{'name': 'topic', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}]}");
        admin.object(
                """
                {'name': 'note', 'fields': [
                  {'name': 'text', 'type': 'text'}, {'name': 'amount', 'type': 'decimal', 'scale': 20}, {'name': 'due', 'type': 'date'},
                  {'name': 'at', 'type': 'dateTime'}, {'name': 'from', 'type': 'time'}, {'name': 'done', 'type': 'boolean'},
                  {'name': 'price', 'type': 'money'}, {'name': 'place', 'type': 'geoPoint'}, {'name': 'free', 'type': 'json'},
                  {'name': 'tags', 'type': 'multiSelect', 'options': [{'value': 'a'}, {'value': 'b'}]},
                  {'name': 'topic', 'type': 'reference', 'target': 'topic'}, {'name': 'topics', 'type': 'references', 'target': 'topic'}],
                 'views': [{'name': 'open', 'columns': ['amount', 'text'], 'filter': 'done == false', 'sort': ['-amount']}]}
                """);
    }

    private String note(String json) {
        return admin.create(NOTES, json);
    }

    private void write(ObjectNode record) {
        ApiClient.Answer made = admin.send("POST", NOTES, "application/json", Json.bytes(record));
        assertThat(made.status()).describedAs(made.toString()).isEqualTo(201);
    }

    private static List<String> lines(ApiClient.Answer answer) {
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
        return List.of(answer.body().split("\r\n"));
    }

    @Test
    void theFieldsThatAreAskedForAreTheColumnsInThatOrder() {
        String topic = admin.create("/api/v1/records/topic", "{'name': 'Räder; und mehr'}");
        note(
                "{'text': 'one', 'amount': 1, 'topic': '%s', 'topics': ['%s']}"
                        .formatted(topic, topic));
        note("{'text': 'two', 'amount': 2}");

        ApiClient.Answer answer =
                admin.get(EXPORT + "?fields=amount,topic.name,text,topics.name&sort=-amount");

        assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"note.csv\"");
        assertThat(lines(answer))
                .containsExactly(
                        "amount,topic.name,text,topics.name",
                        "2,,two,",
                        "1,\"Räder; und mehr\",one,\"[\"\"Räder; und mehr\"\"]\"");
    }

    @Test
    void withoutFieldsEveryFieldIsAColumn() {
        note("{'text': 'one'}");
        assertThat(lines(admin.get(EXPORT)).getFirst())
                .isEqualTo(
                        "id,text,amount,due,at,from,done,price,place,free,tags,topic,topics,version,createdAt,createdBy,updatedAt,updatedBy,owner");
        assertThat(lines(admin.get(EXPORT + "?fields=text,topic.*")).getFirst())
                .startsWith("text,topic.id,topic.name,topic.version");
    }

    @Test
    void aViewSaysWhichRecordsAndColumnsInWhichOrder() {
        note("{'text': 'low', 'amount': 1, 'done': false}");
        note("{'text': 'high', 'amount': 2, 'done': false}");
        note("{'text': 'done', 'amount': 3, 'done': true}");
        assertThat(lines(admin.get(EXPORT + "?view=open")))
                .containsExactly("amount,text", "2,high", "1,low");
        assertThat(
                        lines(
                                admin.get(
                                        EXPORT
                                                + "?view=open&fields=text&filter="
                                                + encode("amount > 1"))))
                .containsExactly("text", "high");
    }

    /** A spreadsheet computes what begins like a formula, and may send away what it finds. */
    @Test
    void noCellIsAFormula() {
        List<String> attacks =
                List.of(
                        "=cmd|' /C calc'!A0",
                        "+1+1",
                        "-2+3",
                        "@SUM(A1)",
                        "\t=1",
                        "\r=1",
                        "'=1",
                        "''=1");
        for (String attack : attacks) {
            write(Json.object().put("text", attack));
        }
        write(Json.object().put("text", "'quoted'").put("amount", -5.5));
        String csv = admin.get(EXPORT + "?fields=text,amount&sort=createdAt").body();

        assertThat(csv.split("\r\n", -1))
                .containsExactly(
                        "text,amount",
                        "'=cmd|' /C calc'!A0,",
                        "'+1+1,",
                        "'-2+3,",
                        "'@SUM(A1),",
                        "\"'\t=1\",",
                        "\"'\r=1\",",
                        "''=1,",
                        "'''=1,",
                        "'quoted',-5.5",
                        "");
        // And all of it comes back as it was.
        admin.object(
                "{'name': 'copy', 'fields': [{'name': 'text', 'type': 'text'}, {'name': 'amount', 'type': 'decimal', 'scale': 2}]}");
        JsonNode job = admin.finished(admin.csv("/api/v1/records/copy/import", csv).id());
        assertThat(job.get("state").textValue()).describedAs(job.toString()).isEqualTo("done");
        List<String> back = new ArrayList<>();
        admin.get("/api/v1/records/copy?sort=createdAt")
                .json()
                .get("data")
                .forEach(record -> back.add(record.get("text").textValue()));
        assertThat(back).containsAll(attacks).contains("'quoted'");
    }

    @Test
    void whatIsExportedCanBeImported() {
        String topic = admin.create("/api/v1/records/topic", "{'name': 'red'}");
        String fields = "text,amount,due,at,from,done,price,place,free,tags,topic,topics";
        note(
                """
                {'text': 'a "b", c\\nd', 'amount': 12345678901234567890.12345678901234567891, 'due': '2026-02-28', 'at': '2026-02-28T12:30:00Z',
                 'from': '08:30:00', 'done': true, 'price': {'amount': -12.5, 'currency': 'EUR'}, 'place': {'lat': 52.52, 'lng': -13.4},
                 'free': {'a': [1, null]}, 'tags': ['a', 'b'], 'topic': '%s', 'topics': ['%s']}
                """
                        .formatted(topic, topic)
                        .replace("\"b\"", "\\\"b\\\""));
        String csv = admin.get(EXPORT + "?fields=" + fields).body();

        JsonNode job = admin.finished(admin.csv(NOTES + "/import", csv).id());

        assertThat(job.get("created").intValue()).describedAs(job + csv).isEqualTo(1);
        JsonNode data = admin.get(NOTES + "?fields=" + fields).json().get("data");
        ((ObjectNode) data.get(0)).remove("id");
        ((ObjectNode) data.get(1)).remove("id");
        assertThat(data.get(1)).isEqualTo(data.get(0));
    }

    @Test
    void ndjsonHasEachRecordAsTheListShowsIt() {
        note("{'text': 'one', 'amount': 0.10, 'tags': ['a']}");
        note("{'text': 'two', 'price': {'amount': 1, 'currency': 'EUR'}}");

        ApiClient.Answer answer = admin.get(EXPORT + "?format=ndjson&sort=text");

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson; charset=utf-8");
        List<JsonNode> records = answer.body().lines().map(Json::read).toList();
        JsonNode listed = admin.get(NOTES + "?sort=text").json().get("data");
        assertThat(records).containsExactly(listed.get(0), listed.get(1));
    }

    @Test
    void aWorkbookHasNumbersAsNumbersUntilTheyWouldLoseDigits() throws Exception {
        note(
                """
                {'text': '=1+1', 'amount': 123456789012345, 'due': '2026-03-01', 'at': '2026-03-01T12:00:00Z', 'from': '06:00:00',
                 'done': true, 'tags': ['a', 'b']}
                """);
        note(
                "{'text': 'a\\u0007<&>_x0041_ ', 'amount': 1234567890.1234567, 'due': '1812-09-07', 'at': '1812-09-07T00:00:00Z'}");

        ApiClient.Answer answer =
                admin.get(
                        EXPORT
                                + "?format=xlsx&fields=text,amount,due,at,from,done,tags&sort=createdAt");
        Map<String, Document> parts = parts(answer.response().body());

        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"note.xlsx\"");
        assertThat(parts.keySet())
                .containsExactlyInAnyOrder(
                        "[Content_Types].xml",
                        "_rels/.rels",
                        "xl/workbook.xml",
                        "xl/_rels/workbook.xml.rels",
                        "xl/styles.xml",
                        "xl/worksheets/sheet1.xml");
        // 46082 is the first of March 2026; the tenant's zone is UTC unless it says otherwise.
        assertThat(cells(parts.get("xl/worksheets/sheet1.xml")))
                .containsExactly(
                        "A1 text",
                        "B1 amount",
                        "C1 due",
                        "D1 at",
                        "E1 from",
                        "F1 done",
                        "G1 tags",
                        "A2 =1+1",
                        "B2 number 123456789012345",
                        "C2 number 46082 style 1",
                        "D2 number 46082.5 style 2",
                        "E2 number 0.25 style 3",
                        "F2 flag 1",
                        "G2 a; b",
                        "A3 a_x0007_<&>_x005F_x0041_ ",
                        "B3 1234567890.1234567",
                        "C3 1812-09-07",
                        "D3 1812-09-07T00:00:00Z");
    }

    private static Map<String, Document> parts(byte[] archive) throws Exception {
        Map<String, Document> parts = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(
                        entry.getName(),
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new ByteArrayInputStream(zip.readAllBytes())));
            }
        }
        return parts;
    }

    private static List<String> cells(Document sheet) {
        List<String> cells = new ArrayList<>();
        var all = sheet.getElementsByTagName("c");
        for (int i = 0; i < all.getLength(); i++) {
            Element cell = (Element) all.item(i);
            String kind =
                    switch (cell.getAttribute("t")) {
                        case "inlineStr" -> "";
                        case "b" -> "flag ";
                        default -> "number ";
                    };
            String style = cell.hasAttribute("s") ? " style " + cell.getAttribute("s") : "";
            cells.add(cell.getAttribute("r") + " " + kind + cell.getTextContent() + style);
        }
        return cells;
    }

    @Test
    void whatIsAskedWronglyIsToldBeforeAnythingIsGiven() {
        assertThat(admin.get(EXPORT + "?format=pdf").code()).isEqualTo("invalid_query");
        assertThat(admin.get(EXPORT + "?fields=nothing").errors())
                .containsExactly("fields unknown_field");
        assertThat(admin.get(EXPORT + "?filter=nothing").status()).isEqualTo(400);
        assertThat(admin.get(EXPORT + "?limit=5").code()).isEqualTo("invalid_query");
        assertThat(admin.get("/api/v1/records/nothing/export").status()).isEqualTo(404);
        assertThat(admin.send("HEAD", EXPORT, null, null).status()).isEqualTo(200);
    }

    @Test
    void anExportIsAnEntryOfTheAuditLog() {
        admin.get(EXPORT + "?format=ndjson&search=red&filter=" + encode("amount > 5"));
        JsonNode entry = admin.get("/api/v1/audit?kind=records.exported").json().at("/data/0");
        assertThat(entry.get("subject").textValue()).isEqualTo("note");
        assertThat(entry.get("detail"))
                .isEqualTo(
                        Json.object()
                                .put("format", "ndjson")
                                .put("filter", "amount > 5")
                                .put("search", "red"));
        assertThat(entry.get("actor").textValue()).isEqualTo(admin.me("/user/id"));
    }

    private ApiClient person(String... roles) {
        String slug = admin.me("/tenant/slug");
        admin.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['%s']}"
                        .formatted(slug, String.join("', '", roles)));
        return platform.signIn(slug, "bob@" + slug + ".example", "a long password");
    }

    @Test
    void whoMayReadButNotExportIsRefused() {
        admin.create("/api/v1/roles", "{'name': 'reader', 'objects': {'note': {'read': true}}}");
        ApiClient reader = person("reader");
        assertThat(reader.get(EXPORT).code()).isEqualTo("forbidden");
        assertThat(reader.get("/api/v1/records/topic/export").status()).isEqualTo(404);
        assertThat(admin.get("/api/v1/audit?kind=records.exported").json().get("data")).isEmpty();
    }

    @Test
    void anExportHasWhatTheListShowsAndOnlyRecordsThatMayBeExported() {
        note("{'text': 'Secret of 12345678', 'amount': 1, 'done': true}");
        note("{'text': 'Secret of 87654321', 'amount': 2, 'done': false}");
        admin.create(
                "/api/v1/roles",
                "{'name': 'reader', 'objects': {'note': {'read': true, 'fields': {'text': {'mask': true}, 'price': {'read': false}}}}}");
        admin.create(
                "/api/v1/roles",
                "{'name': 'exporter', 'objects': {'note': {'read': true, 'export': true, 'when': 'done == true', 'fields': {'text': {'mask': true}, 'price': {'read': false}}}}}");
        ApiClient both = person("reader", "exporter");

        assertThat(both.get(NOTES).json().get("data")).hasSize(2);
        assertThat(lines(both.get(EXPORT + "?fields=text,amount")))
                .containsExactly("text,amount", "••••5678,1");
        assertThat(both.get(EXPORT + "?format=ndjson").body())
                .doesNotContain("price")
                .doesNotContain("Secret");
        assertThat(both.get(EXPORT + "?fields=price").errors())
                .containsExactly("fields unknown_field");
        assertThat(
                        both.get(EXPORT + "?filter=" + encode("text == 'x'").replace("'", "\""))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void oneTenantExportsNothingOfAnother() throws IOException {
        note("{'text': 'mine'}");
        ApiClient other = platform.newTenant();
        other.object("{'name': 'note', 'fields': [{'name': 'text', 'type': 'text'}]}");
        assertThat(lines(other.get(EXPORT + "?fields=text"))).containsExactly("text");
        byte[] workbook = other.get(EXPORT + "?format=xlsx").response().body();
        assertThat(new String(workbook, StandardCharsets.ISO_8859_1)).startsWith("PK");
    }
}
