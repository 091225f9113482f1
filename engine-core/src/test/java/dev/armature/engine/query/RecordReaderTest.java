package dev.armature.engine.query;

import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.testing.EveryHome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists: filter, sort, fields, pages and counts, with a second tenant's records that are never
 * seen.
 */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordReaderTest {

    private static final int DEALS = 137;

    private EngineFixture engine;
    private Caller ann;
    private UUID group;
    private UUID acme;

    @BeforeAll
    void twoTenantsWithDeals() {
        engine = new EngineFixture();
        ann = engine.ann;
        for (Caller caller : List.of(ann, engine.bob)) {
            engine.object(
                    caller,
                    """
                    {'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'city', 'type': 'text'},
                       {'name': 'parent', 'type': 'reference', 'target': 'account'}]}
                    """);
            engine.object(
                    caller,
                    """
                    {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'amount', 'type': 'decimal'},
                       {'name': 'closeDate', 'type': 'date'}, {'name': 'open', 'type': 'boolean'},
                       {'name': 'account', 'type': 'reference', 'target': 'account'},
                       {'name': 'half', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount / 2'}],
                     'views': [{'name': 'dear', 'filter': 'amount > 4', 'sort': ['-amount', 'name'],
                       'columns': ['name', 'amount', 'account.name']}]}
                    """);
        }
        group = engine.createId(ann, "account", "{'name': 'Group'}");
        acme =
                engine.createId(
                        ann,
                        "account",
                        "{'name': 'Acme', 'city': 'Köln', 'parent': '" + group + "'}");
        Random random = new Random(1);
        for (int i = 0; i < DEALS; i++) {
            StringBuilder json =
                    new StringBuilder("{'name': '")
                            .append((char) ('a' + random.nextInt(4)))
                            .append(i)
                            .append("'");
            if (random.nextInt(4) > 0) {
                json.append(", 'amount': ").append(random.nextInt(9)).append(".5");
            }
            if (random.nextInt(3) > 0) {
                json.append(", 'closeDate': '2026-0").append(1 + random.nextInt(3)).append("-01'");
            }
            if (random.nextBoolean()) {
                json.append(", 'open': ").append(random.nextBoolean());
            }
            if (random.nextInt(3) > 0) {
                json.append(", 'account': '").append(acme).append("'");
            }
            engine.create(ann, "deal", json.append("}").toString());
        }
        engine.create(engine.bob, "deal", "{'name': 'foreign', 'amount': 1.5}");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private RecordQuery deals() {
        return engine.query(ann, "deal");
    }

    /** All records of a list, page by page. */
    private List<JsonNode> all(RecordQuery query) {
        List<JsonNode> all = new ArrayList<>();
        RecordQuery next = query;
        while (true) {
            JsonNode page = engine.list(ann, next);
            page.get("data").forEach(all::add);
            if (page.get("page").get("next").isNull()) {
                return all;
            }
            assertThat(page.get("data")).hasSize(query.limit());
            next = query.withCursor(page.get("page").get("next").textValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name", "-name", "amount", "-amount", "amount,-closeDate",
                        "-amount,closeDate,-name", "open,amount", "-open",
                "account.city,-amount", "-account.parent.name", "half", "-createdAt", "id", "-id",
                        "version,-amount", "-account"
            })
    void pagesShowEveryRecordOnceInTheOrderOfOneLongList(String sort) {
        List<JsonNode> whole = all(deals().withSort(sort).withLimit(500));
        List<JsonNode> paged = all(deals().withSort(sort).withLimit(7));

        assertThat(whole).hasSize(DEALS);
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void recordsWithoutAValueComeLastAscendingAndFirstDescending() {
        List<JsonNode> ascending = all(deals().withSort("amount"));
        List<JsonNode> descending = all(deals().withSort("-amount"));

        assertThat(ascending.getFirst().get("amount").isNull()).isFalse();
        assertThat(ascending.getLast().get("amount").isNull()).isTrue();
        assertThat(descending.getFirst().get("amount").isNull()).isTrue();
        assertThat(descending.getLast().get("amount").isNull()).isFalse();
    }

    @Test
    void recordsWrittenWhileSomebodyPagesNeitherRepeatNorHideOthers() {
        RecordQuery query =
                deals().withSort("name").withLimit(20).withFilter("!name.startsWith(\"zz\")");
        JsonNode first = engine.list(ann, query);
        UUID early = engine.createId(ann, "deal", "{'name': 'a0000'}");
        JsonNode second =
                engine.list(ann, query.withCursor(first.get("page").get("next").textValue()));
        engine.write(ann, new dev.armature.engine.record.Command.Delete("deal", early, null));

        var ids = new HashSet<String>();
        for (JsonNode page : List.of(first, second)) {
            page.get("data")
                    .forEach(record -> assertThat(ids.add(record.get("id").textValue())).isTrue());
        }
        assertThat(ids).hasSize(40).doesNotContain(early.toString());
    }

    @Test
    void aFilterWalksReferencesAndCountsWhatItFinds() {
        JsonNode page =
                engine.list(
                        ann,
                        deals().withFilter("account.parent.name == \"Group\" && amount > 4")
                                .withCount(RecordQuery.CountMode.EXACT));

        assertThat(page.get("page").get("count").longValue()).isPositive().isLessThan(DEALS);
        page.get("data")
                .forEach(deal -> {
                    assertThat(deal.get("account").textValue()).isEqualTo(acme.toString());
                    assertThat(deal.get("amount").decimalValue())
                            .isGreaterThan(java.math.BigDecimal.valueOf(4));
                });
        assertThat(
                        engine.list(ann, deals().withCount(RecordQuery.CountMode.ESTIMATE))
                                .get("page")
                                .get("count")
                                .longValue())
                .isEqualTo(DEALS);
        assertThat(engine.list(ann, deals()).get("page").has("count")).isFalse();
    }

    @Test
    void fieldsAreExactlyThoseAskedForAndReferencesOpenUp() {
        RecordQuery query =
                deals().withFilter("account != null")
                        .withFields("name,half,account.name,account.parent.name,account.version")
                        .withLimit(1);

        JsonNode deal = engine.list(ann, query).get("data").get(0);

        assertThat(deal.properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("id", "name", "half", "account");
        assertThat(Json.write(deal.get("account")))
                .isEqualTo(
                        "{\"id\":\"%s\",\"name\":\"Acme\",\"parent\":{\"id\":\"%s\",\"name\":\"Group\"},\"version\":1}"
                                .formatted(acme, group));
        JsonNode without =
                engine.list(
                                ann,
                                deals().withFilter("account == null")
                                        .withFields("account.name")
                                        .withLimit(1))
                        .get("data")
                        .get(0);
        assertThat(without.get("account").isNull()).isTrue();
    }

    @Test
    void aStarIsEveryFieldOfARecordOrOfOneThatItReferences() {
        JsonNode deal =
                engine.list(
                                ann,
                                deals().withFilter("account != null")
                                        .withFields("*,account.*,account.parent.*")
                                        .withLimit(1))
                        .get("data")
                        .get(0);

        assertThat(deal.has("half") && deal.has("createdAt") && deal.has("name")).isTrue();
        assertThat(deal.get("account").get("city").textValue()).isEqualTo("Köln");
        assertThat(deal.get("account").get("parent").get("name").textValue()).isEqualTo("Group");
        assertThat(deal.get("account").get("parent").get("parent").isNull()).isTrue();
    }

    @Test
    void aViewGivesFilterSortAndColumnsAndTheRequestNarrowsOrReplacesThem() {
        RecordQuery view = deals().withView("dear");

        JsonNode first = engine.list(ann, view.withLimit(5));
        List<JsonNode> whole = all(view.withLimit(500));

        assertThat(first.get("data").get(0).properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("id", "name", "amount", "account");
        assertThat(whole).isEqualTo(all(view.withLimit(7)));
        assertThat(whole)
                .isEqualTo(
                        all(
                                deals().withFilter("amount > 4")
                                        .withSort("-amount,name")
                                        .withFields("name,amount,account.name")
                                        .withLimit(500)));
        assertThat(all(view.withFilter("amount < 6").withSort("name").withFields("amount")))
                .isEqualTo(
                        all(
                                deals().withFilter("amount > 4 && amount < 6")
                                        .withSort("name")
                                        .withFields("amount")));
    }

    @Test
    void aCursorOfAViewBelongsToItsFilter() {
        RecordQuery view = deals().withView("dear").withLimit(5);
        String cursor = engine.list(ann, view).get("page").get("next").textValue();

        assertThat(engine.list(ann, view.withFields("name").withCursor(cursor)).get("data"))
                .hasSize(5);
        assertThat(
                        refusal(() -> engine.list(ann, view.withFilter("open").withCursor(cursor)))
                                .code())
                .isEqualTo(ErrorCode.INVALID_CURSOR);
    }

    @Test
    void whatIsNotThereIsRefusedByName() {
        List<Supplier<RecordQuery>> queries =
                List.of(
                        () -> deals().withFilter("nam == \"x\""),
                        () -> deals().withSort("nam"),
                        () -> deals().withSort("name,"),
                        () -> deals().withSort("amount + 1"),
                        () -> deals().withView("deer"),
                        () -> deals().withFields("nam"),
                        () -> deals().withFields("*.name"),
                        () -> deals().withFields("name.*"),
                        () -> deals().withFields("account.nam"),
                        () -> deals().withFields("name.x"),
                        () -> deals().withFields("owner.name"),
                        () -> deals().withFields(""),
                        () -> deals().withLimit(0),
                        () -> deals().withLimit(501));
        for (Supplier<RecordQuery> query : queries) {
            EngineException refusal = refusal(query);
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_QUERY);
            assertThat(refusal.problems()).hasSize(1);
        }
        assertThat(
                        refusal(() -> deals().withFilter("nam == \"x\""))
                                .problems()
                                .getFirst()
                                .message())
                .contains("did you mean \"name\"");
    }

    @Test
    void aCursorBelongsToItsQueryAndToItsTenant() {
        RecordQuery query = deals().withSort("amount").withLimit(10);
        String cursor = engine.list(ann, query).get("page").get("next").textValue();
        byte[] bytes = java.util.Base64.getUrlDecoder().decode(cursor);
        bytes[4] ^= 1;
        String tampered = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        List<Supplier<byte[]>> misuses =
                List.of(
                        () -> engine.reader.list(ann, query.withSort("-amount").withCursor(cursor)),
                        () ->
                                engine.reader.list(
                                        ann, query.withFilter("amount > 1").withCursor(cursor)),
                        () -> engine.reader.list(ann, query.withCursor(tampered)),
                        () -> engine.reader.list(ann, query.withCursor("nonsense")),
                        () -> engine.reader.list(ann, query.withCursor("")),
                        () ->
                                engine.reader.list(
                                        engine.bob,
                                        engine.query(engine.bob, "deal")
                                                .withSort("amount")
                                                .withCursor(cursor)));
        misuses.forEach(
                misuse -> assertThat(refusal(misuse).code()).isEqualTo(ErrorCode.INVALID_CURSOR));
    }

    @Test
    void aValueThatGoesOutOfRangeIsAClearAnswer() {
        assertThat(
                        refusal(() ->
                                        engine.reader.list(
                                                ann,
                                                deals().withFilter(
                                                                "closeDate + days(99999999999.0) > closeDate")))
                                .code())
                .isEqualTo(ErrorCode.INVALID_QUERY);
    }

    @Test
    void theOtherTenantSeesItsOwnAlone() {
        JsonNode page =
                Json.parse(engine.reader.list(engine.bob, engine.query(engine.bob, "deal")));

        assertThat(page.get("data")).hasSize(1);
        assertThat(
                        new String(
                                engine.reader.list(ann, deals().withLimit(500)),
                                StandardCharsets.UTF_8))
                .doesNotContain("foreign");
    }

    @Test
    void numbersComeOutAsTheyWereStored() {
        engine.object(ann, "{'name': 'exact', 'fields': [{'name': 'n', 'type': 'decimal'}]}");
        UUID id =
                engine.createId(
                        ann,
                        "exact",
                        "{'n': 12345678901234567890123456789012345678.00000000000000000001}");
        UUID small = engine.createId(ann, "exact", "{'n': 1e-20}");

        assertThat(raw(id))
                .contains("\"n\":12345678901234567890123456789012345678.00000000000000000001");
        assertThat(raw(small)).contains("\"n\":0.00000000000000000001");
    }

    private String raw(UUID id) {
        return new String(
                engine.reader
                        .get(ann, Selection.all(engine.model(ann, "exact")), id)
                        .orElseThrow()
                        .json(),
                StandardCharsets.UTF_8);
    }
}
