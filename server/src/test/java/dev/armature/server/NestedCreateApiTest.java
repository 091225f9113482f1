package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A record made together with those that reference it: all of them or none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NestedCreateApiTest {

    private static final String ORDERS = "/api/v1/records/order";

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
    void ordersWithLinesAndNotes() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'order', 'fields': [{'name': 'number', 'type': 'text', 'unique': true, 'required': true}, {'name': 'limit', 'type': 'decimal'}]}");
        ann.object(
                """
                {'name': 'line', 'fields': [{'name': 'order', 'type': 'reference', 'target': 'order', 'required': true}, {'name': 'amount', 'type': 'decimal', 'default': '1'},
                   {'name': 'code', 'type': 'text', 'unique': true}],
                 'validations': [{'name': 'withinLimit', 'expression': 'order.limit == null || amount <= order.limit', 'field': 'amount', 'message': 'Over the limit', 'code': 'over_limit'}]}
                """);
        ann.object(
                "{'name': 'note', 'fields': [{'name': 'line', 'type': 'reference', 'target': 'line'}, {'name': 'text', 'type': 'text'}]}");
        ann.object(
                "{'name': 'transfer', 'fields': [{'name': 'from', 'type': 'reference', 'target': 'order'}, {'name': 'to', 'type': 'reference', 'target': 'order'}]}");
    }

    private int count(String object) {
        return ann.get("/api/v1/records/" + object + "?limit=500").json().get("data").size();
    }

    @Test
    void aRecordIsMadeWithItsChildrenAndTheirs() {
        ApiClient.Answer made =
                ann.post(
                        ORDERS,
                        """
                        {'number': 'A', '$children': {'line': [{'amount': 2, '$children': {'note': [{'text': 'x'}]}}, {}],
                           'transfer.from': [{}]}}
                        """);

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        JsonNode lines = made.json().at("/$children/line");
        assertThat(lines)
                .extracting(line -> line.get("order").textValue())
                .containsExactly(made.id(), made.id());
        assertThat(lines)
                .extracting(line -> line.get("amount").intValue())
                .as("defaults apply to children too")
                .containsExactly(2, 1);
        String note = lines.at("/0/$children/note/0/id").textValue();
        JsonNode read = ann.get("/api/v1/records/note/" + note + "?fields=text,line.order").json();
        assertThat(read.at("/line/order").textValue()).isEqualTo(made.id());
        assertThat(ann.get("/api/v1/records/transfer").json().at("/data/0/from").textValue())
                .isEqualTo(made.id());
        JsonNode cause =
                ann.get("/api/v1/records/note/" + note + "/history").json().at("/data/0/cause");
        assertThat(cause).hasSize(1);
    }

    @Test
    void everythingWrongIsToldAtItsPlaceAndNothingIsMade() {
        ApiClient.Answer refused =
                ann.post(
                        ORDERS,
                        """
                        {'limit': 'much', '$children': {'line': [{'amount': 'x', 'nme': 1}, 5, {'order': 'x'}, {'$children': {'note': {}}}],
                           'lin': [], 'transfer': [{}]}}
                        """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors())
                .containsExactly(
                        "/$children/lin unknown_field",
                        "/$children/line/0/amount wrong_type",
                        "/$children/line/0/nme unknown_field",
                        "/$children/line/1 wrong_type",
                        "/$children/line/2/order invalid_id",
                        "/$children/line/2/order read_only_field",
                        "/$children/line/3/$children/note wrong_type",
                        "/$children/transfer unknown_field",
                        "/limit wrong_type",
                        "/number required");
        assertThat(count("order") + count("line")).isZero();
    }

    @Test
    void oneChildThatIsRefusedRefusesAllAndIsNamed() {
        ann.create(ORDERS, "{'number': 'A', '$children': {'line': [{'code': 'taken'}]}}");

        ApiClient.Answer overLimit =
                ann.post(
                        ORDERS,
                        "{'number': 'B', 'limit': 5, '$children': {'line': [{'amount': 5}, {'amount': 6}]}}");
        ApiClient.Answer taken =
                ann.post(ORDERS, "{'number': 'B', '$children': {'line': [{}, {'code': 'taken'}]}}");

        assertThat(overLimit.errors()).containsExactly("/$children/line/1/amount over_limit");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("not_unique");
        assertThat(taken.errors()).containsExactly("/$children/line/1/code not_unique");
        assertThat(count("order")).isEqualTo(1);
        assertThat(count("line")).isEqualTo(1);
    }

    @Test
    void inABulkRequestEachFamilyStandsForItself() {
        ApiClient.Answer answer =
                ann.post(
                        ORDERS + "/bulk",
                        """
                        {'atomic': false, 'operations': [
                          {'op': 'create', 'record': {'number': 'A', '$children': {'line': [{}, {'amount': 'x'}]}}},
                          {'op': 'create', 'record': {'number': 'B', '$children': {'line': [{}, {}]}}}]}
                        """);

        assertThat(answer.json().at("/results/0/status").intValue()).isEqualTo(422);
        assertThat(answer.json().at("/results/0/problem/errors/0/pointer").textValue())
                .isEqualTo("/$children/line/1/amount");
        assertThat(answer.json().at("/results/1/status").intValue()).isEqualTo(201);
        assertThat(answer.json().at("/results/1/record/$children/line")).hasSize(2);
        assertThat(count("order")).isEqualTo(1);
        assertThat(count("line")).isEqualTo(2);
    }

    @Test
    void howManyAndHowDeepIsBounded() {
        String many = "{},".repeat(10_001);
        assertThat(
                        ann.post(
                                        ORDERS,
                                        "{'number': 'A', '$children': {'line': ["
                                                + many.substring(0, many.length() - 1)
                                                + "]}}")
                                .errors())
                .containsExactly("/$children/line limit_exceeded");
        ann.object(
                "{'name': 'tree', 'fields': [{'name': 'parent', 'type': 'reference', 'target': 'tree'}]}");
        assertThat(ann.post("/api/v1/records/tree", tree(3)).status()).isEqualTo(201);
        assertThat(ann.post("/api/v1/records/tree", tree(4)).errors())
                .containsExactly(
                        "/$children/tree/0/$children/tree/0/$children/tree/0/$children too_deep");
        assertThat(count("tree")).isEqualTo(4);
    }

    private static String tree(int depth) {
        return depth == 0 ? "{}" : "{'$children': {'tree': [" + tree(depth - 1) + "]}}";
    }

    @Test
    void onlyNewRecordsTakeChildren() {
        String id = ann.create(ORDERS, "{'number': 'A'}");

        assertThat(ann.patch(ORDERS + "/" + id, "{'$children': {'line': [{}]}}").errors())
                .containsExactly("/$children unknown_field");
        assertThat(ann.put(ORDERS + "/" + id, "{'number': 'A', '$children': {}}").errors())
                .containsExactly("/$children unknown_field");
    }
}
