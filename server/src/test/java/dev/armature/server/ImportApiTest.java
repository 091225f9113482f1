package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Files coming in, of any format: good lines in, each bad one named. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportApiTest {

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
                "{'name': 'customer', 'fields': [{'name': 'code', 'type': 'text', 'unique': true, 'required': true}, {'name': 'name', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'sale', 'fields': [{'name': 'customer', 'type': 'reference', 'target': 'customer'}, {'name': 'amount', 'type': 'decimal', 'default': '1'},
                  {'name': 'day', 'type': 'date'}, {'name': 'paid', 'type': 'boolean'}, {'name': 'note', 'type': 'longText'}]}
                """);
    }

    private JsonNode imported(String object, String query, String csv) {
        ApiClient.Answer answer = ann.csv("/api/v1/records/" + object + "/import" + query, csv);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/jobs/" + answer.id());
        return ann.finished(answer.id());
    }

    private JsonNode all(String object) {
        return ann.get("/api/v1/records/" + object + "?limit=500&sort=createdAt,id")
                .json()
                .get("data");
    }

    @Test
    void goodLinesComeInAndEveryBadOneIsNamedWithItsReasons() {
        imported("customer", "", "code,name\nA,Alpha\nB,\"Beta, \"\"the second\"\"\"\n");
        JsonNode job =
                imported(
                        "sale",
                        "",
                        """
                        customer.code,amount,day,paid,note
                        A,10.5,2026-01-31,yes,"two
                        lines, ""quoted\"""
                        Z,1,,,
                        B,,2026-02-30,maybe,x
                        B,x,,,

                        B,2
                        A,3,,,"after"quote
                        B,4,,,ok
                        A,5,,,"never closed
                        A,6,,,last
                        """);

        assertThat(job.get("state").textValue()).isEqualTo("done");
        assertThat(job.get("processed").intValue()).isEqualTo(9);
        assertThat(job.get("created").intValue()).isEqualTo(3);
        assertThat(job.get("refusals"))
                .extracting(
                        r -> r.get("line").intValue() + " " + r.at("/errors/0/code").textValue())
                .containsExactly(
                        "4 reference_not_found",
                        "5 invalid_date",
                        "6 wrong_type",
                        "8 wrong_cell_count",
                        "9 text_after_quote",
                        "11 unclosed_quote");
        assertThat(job.get("refusals").get(1).get("errors")).hasSize(2);
        assertThat(job.get("refusals").get(2).get("source").textValue()).isEqualTo("B,x,,,");
        JsonNode sales = all("sale");
        assertThat(sales.get(0).get("note").textValue()).isEqualTo("two\nlines, \"quoted\"");
        assertThat(sales)
                .extracting(s -> s.get("amount").decimalValue().toPlainString())
                .containsExactly("10.5", "4", "6");
        assertThat(
                        ann.get("/api/v1/jobs/" + job.get("id").textValue() + "/refused?after=6")
                                .json()
                                .get("data"))
                .hasSize(3);
        assertThat(ann.get("/api/v1/jobs").json().at("/data/0/kind").textValue())
                .isEqualTo("import");
    }

    @Test
    void anEmptyCellOfANewRecordLeavesItsDefault() {
        imported("sale", "", "amount,note\n,x\n");

        assertThat(all("sale").get(0).get("amount").intValue()).isEqualTo(1);
    }

    @Test
    void anUpsertChangesWhatIsThereAndAddsWhatIsNot() {
        imported("customer", "", "code,name\nA,Alpha\n");
        JsonNode job =
                imported(
                        "customer",
                        "?mode=upsert&key=code",
                        "code;name\nA;Other\nB;Beta\n;Nobody\n");

        assertThat(job.get("created").intValue()).isEqualTo(1);
        assertThat(job.get("updated").intValue()).isEqualTo(1);
        assertThat(job.get("refused").intValue()).isEqualTo(1);
        assertThat(all("customer"))
                .extracting(c -> c.get("name").textValue())
                .containsExactly("Other", "Beta");
    }

    @Test
    void anUpdateChangesWhatIsThereAndMakesNothing() {
        imported("customer", "", "code,name\nA,Alpha\nB,Beta\n");
        JsonNode job =
                imported(
                        "customer",
                        "?mode=update&key=code",
                        "code;name\nA;Other\nC;Nobody\n;None\nB;\n");

        assertThat(job.get("created").intValue()).isZero();
        assertThat(job.get("updated").intValue()).isEqualTo(2);
        assertThat(job.get("refusals"))
                .extracting(line ->
                        line.get("line").intValue() + " " + line.at("/errors/0/code").textValue())
                .containsExactly("3 not_found", "4 required");
        assertThat(all("customer"))
                .extracting(c -> c.path("name").asText())
                .containsExactly("Other", "null");
    }

    @Test
    void whoMayNotCreateUpdatesWhatTheySeeAndTheRestIsNotThere() {
        imported("customer", "", "code,name\nA,Seen\nB,Hidden\n");
        ann.create(
                "/api/v1/roles",
                """
                {'name': 'clerk', 'objects': {'customer': {'read': true, 'update': true, 'import': true, 'when': 'name != \\"Hidden\\"'}}}
                """);
        String slug = ann.me("/tenant/slug");
        String email = "bob@" + slug + ".example";
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': '%s', 'password': 'a long password', 'roles': ['clerk']}"
                        .formatted(email));
        ApiClient bob = platform.signIn(slug, email, "a long password");
        String path = "/api/v1/records/customer/import?key=code&mode=";
        String lines = "code,name\nA,Mine\nB,Mine\nC,Mine\n";

        assertThat(bob.csv(path + "upsert", lines).code()).isEqualTo("forbidden");
        JsonNode job = bob.finished(bob.csv(path + "update", lines).id());

        assertThat(job.get("updated").intValue()).isEqualTo(1);
        assertThat(job.get("refusals"))
                .extracting(line -> line.get("line").intValue() + " " + line.get("errors"))
                .hasSize(2)
                .satisfies(told ->
                        assertThat(told.getFirst().substring(2))
                                .isEqualTo(told.get(1).substring(2)));
        assertThat(all("customer"))
                .extracting(c -> c.get("name").textValue())
                .containsExactly("Mine", "Hidden");
    }

    @Test
    void aDryRunTellsAllAndKeepsNothing() {
        JsonNode job = imported("customer", "?dryRun=true", "code,name\nA,Alpha\nA,Again\n,None\n");

        assertThat(job.get("created").intValue()).isEqualTo(1);
        assertThat(job.get("refused").intValue()).isEqualTo(2);
        assertThat(all("customer")).isEmpty();
    }

    @Test
    void wrongColumnsAndWrongWishesAreRefusedAtOnce() {
        assertThat(ann.csv("/api/v1/records/customer/import", "code,nme,code\nA,x,y\n").errors())
                .containsExactly("/code not_unique", "/nme unknown_field");
        assertThat(ann.csv("/api/v1/records/sale/import", "customer.name\nx\n").errors())
                .containsExactly("/customer.name unknown_field");
        assertThat(ann.csv("/api/v1/records/customer/import", "").errors())
                .containsExactly(" empty_file");
        assertThat(ann.csv("/api/v1/records/nothing/import", "a\n").code()).isEqualTo("not_found");
        assertThat(ann.csv("/api/v1/records/customer/import?mode=upsert", "code\nA\n").code())
                .isEqualTo("invalid_query");
        assertThat(ann.csv("/api/v1/records/customer/import?mode=merge", "code\nA\n").code())
                .isEqualTo("invalid_query");
        assertThat(ann.csv("/api/v1/records/customer/import?dry=1", "code\nA\n").code())
                .isEqualTo("invalid_query");
        assertThat(ann.get("/api/v1/jobs").json().get("data"))
                .noneMatch(job -> job.get("kind").textValue().equals("import"));
    }

    @Test
    void aFileLargerThanAnyBodyComesInAndBrokenBytesHoldUpNobody() {
        StringBuilder csv = new StringBuilder("\uFEFFcode,name\r\n");
        for (int i = 0; i < 3_000; i++) {
            csv.append("C").append(i).append(',').append("n".repeat(500)).append("\r\n");
        }
        byte[] text = csv.toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(text);
        file.writeBytes(new byte[] {'X', ',', (byte) 0xFF, '\n'});
        file.writeBytes("Y,ok\n".getBytes(StandardCharsets.UTF_8));

        ApiClient.Answer answer =
                ann.send("POST", "/api/v1/records/customer/import", "text/csv", file.toByteArray());
        JsonNode job = ann.finished(answer.id());

        assertThat(text.length).isGreaterThan(1024 * 1024);
        assertThat(job.get("created").intValue()).isEqualTo(3_001);
        assertThat(job.get("refusals"))
                .extracting(r -> r.at("/errors/0/code").textValue())
                .containsExactly("invalid_encoding");
        assertThat(
                        ann.get("/api/v1/records/customer?count=exact&limit=1")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(3_001);
    }

    @Test
    void linesThatAreLongAreFewInATransaction() {
        ann.object(
                "{'name': 'page', 'fields': [{'name': 'body', 'type': 'longText', 'maxLength': 100000}]}");

        JsonNode job = imported("page", "", "body\n" + ("x".repeat(100_000) + "\n").repeat(25));

        assertThat(job.get("created").intValue()).isEqualTo(25);
        // Records of one transaction are of one moment; 21 such lines are more than 2 MiB.
        Map<String, Long> perMoment =
                StreamSupport.stream(all("page").spliterator(), false)
                        .collect(
                                Collectors.groupingBy(
                                        record -> record.get("createdAt").textValue(),
                                        TreeMap::new,
                                        Collectors.counting()));
        assertThat(perMoment.values()).containsExactly(21L, 4L);
    }

    /** Lines of 500 are a transaction, and two are under way at a time. */
    @Test
    void linesOfManyTransactionsAreTakenAsIfOneByOne() {
        StringBuilder csv = new StringBuilder("code,name\n");
        for (int i = 0; i < 2_500; i++) {
            // Each code comes a second time 300 lines later, mostly in the next transaction.
            csv.append("C")
                    .append(i % 600 < 300 ? i : i - 300)
                    .append(",line ")
                    .append(i)
                    .append('\n');
        }

        JsonNode inserted = imported("customer", "", csv.toString());

        assertThat(inserted.get("created").intValue()).isEqualTo(1_300);
        assertThat(inserted.get("refused").intValue()).isEqualTo(1_200);
        assertThat(inserted.at("/refusals/0/line").intValue()).isEqualTo(302);
        assertThat(inserted.get("refusals"))
                .allMatch(r -> r.at("/errors/0/code").textValue().equals("not_unique"));
        assertThat(nameOf("C600")).as("the first line that has it").isEqualTo("line 600");

        JsonNode upserted = imported("customer", "?mode=upsert&key=code", csv.toString());

        assertThat(upserted.get("created").intValue()).isZero();
        assertThat(upserted.get("updated").intValue()).isEqualTo(2_500);
        assertThat(nameOf("C600")).as("the last line that has it").isEqualTo("line 900");
        assertThat(nameOf("C299")).isEqualTo("line 599");
    }

    private String nameOf(String code) {
        return ann.get(
                        "/api/v1/records/customer?filter="
                                + ApiClient.encode("code == \"" + code + "\""))
                .json()
                .at("/data/0/name")
                .textValue();
    }

    /** What a line names may be made by a line of the transaction before. */
    @Test
    void linesFindWhatTransactionsBeforeThemHaveMade() {
        ann.object(
                """
                {'name': 'part', 'fields': [{'name': 'code', 'type': 'text', 'unique': true},
                  {'name': 'whole', 'type': 'reference', 'target': 'part'}]}
                """);
        StringBuilder csv = new StringBuilder("code,whole.code\n");
        for (int i = 0; i < 1_600; i++) {
            csv.append("P").append(i).append(i < 500 ? "," : ",P" + (i - 500)).append('\n');
        }

        JsonNode job = imported("part", "", csv.toString());

        assertThat(job.get("refused").intValue()).as(job.toString()).isZero();
        assertThat(job.get("created").intValue()).isEqualTo(1_600);
    }

    @Test
    void anotherTenantAndAnotherUserSeeNothingOfAJob() {
        String job = imported("customer", "", "code,name\nA,Alpha\n").get("id").textValue();
        ApiClient other = platform.newTenant();

        assertThat(other.get("/api/v1/jobs/" + job).status()).isEqualTo(404);
        assertThat(other.post("/api/v1/jobs/" + job + "/cancel", "").status()).isEqualTo(404);
        assertThat(ann.post("/api/v1/jobs/" + job + "/cancel", "").code())
                .isEqualTo("state_conflict");
    }

    private ApiClient.Answer file(String object, String query, String type, byte[] file) {
        return ann.send("POST", "/api/v1/records/" + object + "/import" + query, type, file);
    }

    private static void is(ApiClient.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static final String NDJSON = "application/x-ndjson";
    private static final String XLSX =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    @Test
    void aFileOfAnOlderRussianProgramWithoutAHeaderComesIn() {
        String csv = "К-1;ООО «Ромашка»\r\nК-2;\"Щёлково; склад\"\r\nК-3;Ёж\r\n";

        JsonNode job =
                ann.finished(
                        file(
                                        "customer",
                                        "?header=false&columns=code,name",
                                        "text/csv",
                                        csv.getBytes(Charset.forName("windows-1251")))
                                .id());

        assertThat(job.get("created").intValue()).isEqualTo(3);
        assertThat(job.at("/parameters/encoding").textValue()).isEqualTo("windows-1251");
        assertThat(all("customer"))
                .extracting(record -> record.get("name").textValue())
                .containsExactlyInAnyOrder("ООО «Ромашка»", "Щёлково; склад", "Ёж");
    }

    @Test
    void theEncodingThatIsToldIsTaken() {
        byte[] csv = "code,name\nA,\u00d6l\n".getBytes(StandardCharsets.ISO_8859_1);
        ann.finished(file("customer", "", "text/csv; charset=windows-1251", csv).id());
        ann.finished(
                file(
                                "customer",
                                "?mode=upsert&key=code&encoding=iso-8859-1",
                                "text/csv; charset=utf-8",
                                csv)
                        .id());

        assertThat(all("customer").get(0).get("name").textValue()).isEqualTo("Öl");
        assertThat(all("customer").get(0).get("version").intValue()).isEqualTo(2);
        is(file("customer", "?encoding=klingon", "text/csv", csv), 400, "invalid_query");
    }

    @Test
    void linesOfJsonComeInAsTheApiTakesThem() {
        imported("customer", "", "code\nA\n");
        String lines =
                """
                {"customer": {"code": "A"}, "amount": 10.50, "day": "2026-01-31", "paid": true}

                {"customer": null, "note": "two\\nlines"}
                {"amount": "ten"}
                {"amount": 1
                [1]
                {"colour": "red"}
                {"amount": 7}\
                """;

        JsonNode job =
                ann.finished(file("sale", "", NDJSON, lines.getBytes(StandardCharsets.UTF_8)).id());

        assertThat(job.get("processed").intValue()).isEqualTo(7);
        assertThat(job.get("created").intValue()).isEqualTo(3);
        assertThat(job.get("refusals"))
                .extracting(line ->
                        line.get("line").intValue() + " " + line.at("/errors/0/code").textValue())
                .containsExactly(
                        "4 wrong_type", "5 malformed_json", "6 malformed_json", "7 unknown_field");
        assertThat(
                        ann.get("/api/v1/records/sale?filter=amount%20%3D%3D%2010.5")
                                .json()
                                .at("/data/0/day")
                                .textValue())
                .isEqualTo("2026-01-31");
    }

    @Test
    void linesOfJsonFindTheirRecordsByAnyUniqueField() {
        imported("customer", "", "code,name\nA,Alpha\n");

        JsonNode job =
                ann.finished(
                        file(
                                        "customer",
                                        "?mode=upsert&key=code",
                                        NDJSON,
                                        "{\"code\": \"A\", \"name\": \"Aleph\"}\n{\"code\": \"B\"}\n{\"name\": \"C\"}"
                                                .getBytes(StandardCharsets.UTF_8))
                                .id());

        assertThat(job.get("updated").intValue()).isEqualTo(1);
        assertThat(job.get("created").intValue()).isEqualTo(1);
        assertThat(job.get("refused").intValue()).isEqualTo(1);
        is(file("customer", "?mode=upsert&key=name", NDJSON, new byte[0]), 400, "invalid_query");
        is(file("customer", "?columns=code", NDJSON, new byte[0]), 400, "invalid_query");
    }

    @Test
    void aWorkbookThatWasExportedComesInElsewhere() {
        imported("customer", "", "code,name\nA,Alpha\nB,Beta\n");
        imported(
                "sale",
                "",
                "customer.code,amount,day,paid,note\nA,10.5,2026-01-31,yes,x\nB,0.3,,no,\"=1+1\"\n");
        byte[] workbook =
                ann.get(
                                "/api/v1/records/sale/export?format=xlsx&fields=customer.code,amount,day,paid,note")
                        .response()
                        .body();

        JsonNode job = ann.finished(file("sale", "", XLSX, workbook).id());

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(2);
        assertThat(
                        ann.get(
                                        "/api/v1/records/sale?fields=customer.code,amount,day,paid,note&sort=amount,id")
                                .json()
                                .get("data"))
                .hasSize(4)
                .extracting(JsonNode::toString)
                .extracting(record ->
                        record.replaceAll("\"(id|version|customer)\":(\"[^\"]*\"|[0-9]+),?", ""))
                .satisfies(records -> {
                    assertThat(records.get(0)).isEqualTo(records.get(1));
                    assertThat(records.get(2)).isEqualTo(records.get(3));
                });
        is(
                file("sale", "", XLSX, "code,name".getBytes(StandardCharsets.UTF_8)),
                422,
                "validation_failed");
        is(file("customer", "", XLSX, workbook), 422, "validation_failed");
    }

    @Test
    void whatIsSensitiveIsNotShownAmongTheLinesThatAreRefused() {
        ann.object(
                "{'name': 'person', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'pay', 'type': 'decimal', 'classification': 'sensitive'}]}");
        String lines = "{\"name\": 5, \"pay\": 12345}\n{\"name\": \"x\", \"pay\": 12345";

        JsonNode job =
                ann.finished(
                        file("person", "", NDJSON, lines.getBytes(StandardCharsets.UTF_8)).id());

        assertThat(job.get("refused").intValue()).isEqualTo(2);
        assertThat(job.get("refusals")).hasSize(2);
        assertThat(job.toString()).doesNotContain("12345");
    }

    @Test
    void aTableWithoutAHeaderNeedsItsColumns() {
        is(
                file("customer", "?header=false", "text/csv", "A".getBytes(StandardCharsets.UTF_8)),
                400,
                "invalid_query");
        is(
                file(
                        "customer",
                        "?columns=code,colour",
                        "text/csv",
                        "x,y\nA,B".getBytes(StandardCharsets.UTF_8)),
                422,
                "validation_failed");
        JsonNode job =
                ann.finished(
                        file(
                                        "customer",
                                        "?columns=code,name",
                                        "text/csv",
                                        "Kürzel,Name\nA,Alpha".getBytes(StandardCharsets.UTF_8))
                                .id());
        assertThat(job.get("created").intValue()).isEqualTo(1);
    }

    private JsonNode preview(String query, String type, byte[] file) {
        ApiClient.Answer answer =
                ann.send("POST", "/api/v1/records/customer/import/preview" + query, type, file);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void theBeginningOfAFileIsShownAsAnImportWillReadIt() {
        byte[] csv = "Код;Имя\nК-1;\"Щёлково; склад\"\n".getBytes(Charset.forName("windows-1251"));

        JsonNode shown = preview("", "text/csv", csv);

        assertThat(shown.get("encoding").textValue()).isEqualTo("windows-1251");
        assertThat(shown.get("delimiter").textValue()).isEqualTo(";");
        assertThat(shown.get("columns").toString()).isEqualTo("[\"Код\",\"Имя\"]");
        assertThat(shown.get("rows").toString()).isEqualTo("[[\"К-1\",\"Щёлково; склад\"]]");
        assertThat(preview("?header=false", "text/csv", csv).get("rows")).hasSize(2);
        JsonNode lines =
                preview(
                        "",
                        NDJSON,
                        "{\"code\": \"A\"}\n\n{]\n{\"name\": null, \"code\": 5}\n"
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(lines.get("columns").toString()).isEqualTo("[\"code\",\"name\"]");
        assertThat(lines.get("rows").toString()).isEqualTo("[[\"A\",\"\"],[\"5\",\"\"]]");
        imported("customer", "", "code,name\nA,Alpha\n");
        byte[] workbook =
                ann.get("/api/v1/records/customer/export?format=xlsx&fields=code,name")
                        .response()
                        .body();
        assertThat(preview("", XLSX, workbook).get("rows").toString())
                .isEqualTo("[[\"A\",\"Alpha\"]]");
    }

    @Test
    void whoMayNotImportIsShownNothingAndNoMoreIsShownThanTheBeginning() {
        byte[] csv =
                ("a,b\n" + "x".repeat(1_000) + ",2\n".repeat(50)).getBytes(StandardCharsets.UTF_8);

        assertThat(preview("", "text/csv", csv).get("rows")).hasSizeLessThanOrEqualTo(20);
        assertThat(preview("", "text/csv", csv).at("/rows/0/0").textValue()).hasSize(201);
        assertThat(
                        platform.newTenant()
                                .csv("/api/v1/records/customer/import/preview", "a\n")
                                .status())
                .isEqualTo(404);
        ann.create(
                "/api/v1/roles",
                "{'name': 'reader', 'objects': {'customer': {'read': true, 'create': true}}}");
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['reader']}"
                        .formatted(slug));
        assertThat(
                        platform.signIn(slug, "bob@" + slug + ".example", "a long password")
                                .csv("/api/v1/records/customer/import/preview", "a\n")
                                .code())
                .isEqualTo("forbidden");
        is(
                ann.send(
                        "POST",
                        "/api/v1/records/customer/import/preview",
                        XLSX,
                        "no workbook".getBytes(StandardCharsets.UTF_8)),
                422,
                "validation_failed");
    }
}
