package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As much as may be sent is taken whole, one more is refused, and ids are good for their object.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsApiTest {

    private static final int OPERATIONS = 10_000;
    private static final String BULK = "/api/v1/records/deal/bulk";

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
    void dealsAndAccounts() {
        ann = platform.newTenant();
        ann.object("{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'amount', 'type': 'decimal', 'minimum': 0},
                  {'name': 'account', 'type': 'reference', 'target': 'account'}]}
                """);
    }

    private int deals() {
        return ann.get("/api/v1/records/deal?limit=1&count=exact")
                .json()
                .at("/page/count")
                .intValue();
    }

    private static String creates(int operations) {
        return IntStream.range(0, operations)
                .mapToObj(i -> "{'op': 'create', 'record': {'amount': %d}}".formatted(i))
                .collect(Collectors.joining(",", "{'operations': [", "]}"));
    }

    @Test
    void tenThousandOperationsAreAnsweredWithALineEach() {
        ApiClient.Answer answer = ann.post(BULK, creates(OPERATIONS));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode results = answer.json().get("results");
        assertThat(results).hasSize(OPERATIONS);
        assertThat(results).allMatch(result -> result.get("status").intValue() == 201);
        assertThat(results.get(7_777).at("/record/amount").intValue()).isEqualTo(7_777);
        assertThat(deals()).isEqualTo(OPERATIONS);
    }

    @Test
    void oneOperationMoreIsRefusedWithAllOfThem() {
        ApiClient.Answer answer = ann.post(BULK, creates(OPERATIONS + 1));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).containsExactly("/operations limit_exceeded");
        assertThat(deals()).isZero();
    }

    /** Where a body holds the filter, and not an address that has its own limit. */
    @ParameterizedTest
    @ValueSource(strings = {"deep", "deep and closed", "many operators", "long"})
    void aFilterThatIsTooDeepOrTooLongIsRefused(String how) {
        String filter =
                switch (how) {
                    case "deep" -> "(".repeat(1_000) + "amount > 1";
                    case "deep and closed" -> "(".repeat(1_000) + "amount > 1" + ")".repeat(1_000);
                    case "many operators" -> "amount > 1" + " || amount > 1".repeat(7_000);
                    default -> "name == \\\"" + "x".repeat(100_000) + "\\\"";
                };
        String body = "{'filter': '%s', 'measures': {'n': 'count()'}}".formatted(filter);

        ApiClient.Answer answer = ann.post("/api/v1/records/deal/aggregate", body);

        assertThat(answer.status()).as(answer.body()).isBetween(400, 422);
        assertThat(answer.body()).as("the answer does not repeat it").hasSizeLessThan(2_000);
    }

    @Test
    void anIdOfAnotherObjectIsNoIdOfThisOne() {
        String account = ann.create("/api/v1/records/account", "{'name': 'A'}");
        String deal = ann.create("/api/v1/records/deal", "{'account': '%s'}".formatted(account));
        String path = "/api/v1/records/deal/" + account;

        assertThat(ann.get(path).code()).isEqualTo("not_found");
        assertThat(ann.patch(path, "{'name': 'x'}").code()).isEqualTo("not_found");
        assertThat(ann.delete(path).code()).isEqualTo("not_found");
        assertThat(ann.post("/api/v1/records/deal", "{'account': '%s'}".formatted(deal)).errors())
                .containsExactly("/account reference_not_found");
        assertThat(ann.get("/api/v1/records/account/" + account).json().get("name").textValue())
                .isEqualTo("A");
        assertThat(deals()).isEqualTo(1);
    }
}
