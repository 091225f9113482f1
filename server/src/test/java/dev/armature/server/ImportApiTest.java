package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** CSV files coming in: good lines in, each bad one named. */
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
    void anotherTenantAndAnotherUserSeeNothingOfAJob() {
        String job = imported("customer", "", "code,name\nA,Alpha\n").get("id").textValue();
        ApiClient other = platform.newTenant();

        assertThat(other.get("/api/v1/jobs/" + job).status()).isEqualTo(404);
        assertThat(other.post("/api/v1/jobs/" + job + "/cancel", "").status()).isEqualTo(404);
        assertThat(ann.post("/api/v1/jobs/" + job + "/cancel", "").code())
                .isEqualTo("state_conflict");
    }
}
