package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records and lists as of a moment: what there was, as it was, to who may see it now. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastApiTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String ACCOUNTS = "/api/v1/records/account";
    private static final String EVERYTHING =
            "?sort=name,-amount&limit=500&count=exact&fields=*,account.name,account.total,partners.name";

    private TestPlatform platform;
    private ApiClient ann;
    private String acme;
    private String globex;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void accountsWithDeals() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'account', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'region', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'deal', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text', 'searchable': true}, {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                  {'name': 'stage', 'type': 'select', 'options': ['new', 'won', 'lost']},
                  {'name': 'tags', 'type': 'multiSelect', 'options': ['a', 'b', 'c']},
                  {'name': 'price', 'type': 'money'}, {'name': 'meta', 'type': 'json'}, {'name': 'due', 'type': 'date'},
                  {'name': 'account', 'type': 'reference', 'target': 'account', 'onDelete': 'setNull'},
                  {'name': 'partners', 'type': 'references', 'target': 'account'},
                  {'name': 'doubled', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'},
                  {'name': 'overdue', 'type': 'formula', 'returns': 'boolean', 'expression': 'due < today()'},
                  {'name': 'accountName', 'type': 'lookup', 'reference': 'account', 'field': 'name'},
                  {'name': 'shout', 'type': 'formula', 'returns': 'text', 'expression': 'upper(account.name)'}]}
                """);
        for (String rollup :
                List.of(
                        "{'name': 'total', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'amount', 'filter': 'stage != ~lost~'}",
                        "{'name': 'largest', 'type': 'rollup', 'source': 'deal.account', 'function': 'max', 'of': 'amount'}")) {
            ApiClient.Answer added =
                    ann.post(
                            "/api/v1/metadata/objects/account/fields", rollup.replace("~", "\\\""));
            assertThat(added.status()).as(added.body()).isEqualTo(201);
        }
        acme = ann.create(ACCOUNTS, "{'name': 'Acme', 'region': 'north'}");
        globex = ann.create(ACCOUNTS, "{'name': 'Globex', 'region': 'south'}");
    }

    private JsonNode then(String path, Instant moment) {
        ApiClient.Answer answer =
                ann.get(path + (path.contains("?") ? "&" : "?") + Moments.asOf(moment));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> names(JsonNode list) {
        return list.get("data").findValuesAsText("name");
    }

    @Test
    void aRecordIsReadAsItWasAtAnyMoment() {
        Instant before = Moments.now();
        String id = ann.create(DEALS, "{'name': 'first', 'amount': 10, 'meta': {'a': null}}");
        Instant made = Moments.now();
        JsonNode first = ann.get(DEALS + "/" + id).json();
        ann.patch(DEALS + "/" + id, "{'name': 'second', 'amount': null, 'tags': ['b']}");
        Instant changed = Moments.now();
        JsonNode second = ann.get(DEALS + "/" + id).json();
        ann.delete(DEALS + "/" + id);
        Instant deleted = Moments.now();
        ann.post(DEALS + "/" + id + "/restore", "{}");

        assertThat(ann.get(DEALS + "/" + id + "?" + Moments.asOf(before)).status()).isEqualTo(404);
        assertThat(then(DEALS + "/" + id, made)).isEqualTo(first);
        assertThat(then(DEALS + "/" + id, changed)).isEqualTo(second);
        assertThat(ann.get(DEALS + "/" + id + "?" + Moments.asOf(deleted)).status()).isEqualTo(404);
        assertThat(then(DEALS + "/" + id, Instant.parse(first.get("updatedAt").textValue())))
                .isEqualTo(first);
        assertThat(then(DEALS + "/" + id + "?fields=name,doubled", made).get("doubled").intValue())
                .isEqualTo(20);
        assertThat(ann.get(DEALS + "/" + id + "?" + Moments.asOf(changed)).header("ETag"))
                .isEqualTo("\"2\"");
    }

    @Test
    void aListIsFilteredSortedAndPagedByWhatWasThen() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(
                    ann.create(
                            DEALS,
                            "{'name': 'd%d', 'amount': %d, 'account': '%s'}"
                                    .formatted(i, i, acme)));
        }
        Instant then = Moments.now();
        for (int i = 0; i < 5; i++) {
            ann.patch(
                    DEALS + "/" + ids.get(i),
                    "{'amount': %d, 'account': '%s'}".formatted(100 - i, globex));
        }
        ann.delete(DEALS + "/" + ids.get(4));
        ann.patch(ACCOUNTS + "/" + acme, "{'name': 'Acme & Sons'}");
        ann.create(DEALS, "{'name': 'later', 'amount': 3}");

        assertThat(names(then(DEALS + "?sort=-amount&filter=" + encode("amount >= 2"), then)))
                .containsExactly("d4", "d3", "d2");
        assertThat(names(then(DEALS + "?filter=" + encode("account.name == \"Acme\""), then)))
                .hasSize(5);
        assertThat(
                        names(
                                then(
                                        DEALS
                                                + "?filter="
                                                + encode(
                                                        "shout == \"ACME\" && accountName == \"Acme\""),
                                        then)))
                .hasSize(5);
        assertThat(then(DEALS + "?count=estimate&limit=1", then).at("/page/count").intValue())
                .isEqualTo(5);

        JsonNode page = then(DEALS + "?sort=-amount&limit=2", then);
        String cursor = encode(page.at("/page/next").textValue());
        assertThat(names(page)).containsExactly("d4", "d3");
        assertThat(names(then(DEALS + "?sort=-amount&limit=2&cursor=" + cursor, then)))
                .containsExactly("d2", "d1");
        assertThat(ann.get(DEALS + "?sort=-amount&limit=2&cursor=" + cursor).code())
                .isEqualTo("invalid_cursor");
        assertThat(
                        ann.get(
                                        DEALS
                                                + "?sort=-amount&limit=2&cursor="
                                                + cursor
                                                + "&"
                                                + Moments.asOf(then.minusMillis(1)))
                                .code())
                .isEqualTo("invalid_cursor");
    }

    /** Whatever was done, in whatever order, each moment can be seen again. */
    @Test
    void everyMomentIsSeenAgainAsItWas() {
        Random random = new Random(20_261_129);
        List<Instant> moments = new ArrayList<>();
        List<JsonNode> deals = new ArrayList<>();
        List<JsonNode> accounts = new ArrayList<>();
        List<String> made = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            change(random, step, made);
            moments.add(Moments.now());
            deals.add(ann.get(DEALS + EVERYTHING).json());
            accounts.add(ann.get(ACCOUNTS + "?sort=name").json());
        }
        for (int i = 0; i < moments.size(); i++) {
            assertThat(then(DEALS + EVERYTHING, moments.get(i)).get("data"))
                    .as("deals after step %d", i)
                    .isEqualTo(deals.get(i).get("data"));
            assertThat(then(ACCOUNTS + "?sort=name", moments.get(i)).get("data"))
                    .as("accounts after step %d", i)
                    .isEqualTo(accounts.get(i).get("data"));
        }
    }

    private void change(Random random, int step, List<String> made) {
        String account = random.nextBoolean() ? acme : globex;
        String one = made.isEmpty() ? "" : made.get(random.nextInt(made.size()));
        switch (made.size() < 4 ? 0 : random.nextInt(9)) {
            case 0, 1 ->
                    made.add(
                            ann.create(
                                    DEALS,
                                    "{'name': 'd%d', 'amount': %d.50, 'stage': 'new', 'account': '%s', 'partners': ['%s'], 'due': '2026-01-02'}"
                                            .formatted(step, random.nextInt(100), account, acme)));
            case 2 ->
                    ann.patch(
                            DEALS + "/" + one,
                            "{'amount': %d, 'stage': 'lost', 'tags': ['a', 'c'], 'meta': {'n': [null, %d]}}"
                                    .formatted(random.nextInt(100), step));
            case 3 ->
                    ann.patch(
                            DEALS + "/" + one,
                            "{'account': '%s', 'partners': ['%s', '%s'], 'price': {'amount': %d.10, 'currency': 'EUR'}}"
                                    .formatted(account, globex, acme, step));
            case 4 ->
                    ann.patch(
                            DEALS + "/" + one,
                            "{'account': null, 'partners': null, 'meta': null, 'amount': null, 'price': null}");
            case 5 -> ann.delete(DEALS + "/" + one);
            case 6 -> ann.post(DEALS + "/" + one + "/restore", "{}");
            case 7 -> ann.patch(ACCOUNTS + "/" + account, "{'name': 'A%d'}".formatted(step));
            default ->
                    ann.post(
                            DEALS + "/bulk",
                            "{'atomic': true, 'operations': [{'op': 'update', 'id': '%s', 'data': {'stage': 'won'}}, {'op': 'update', 'id': '%s', 'data': {'amount': 7}}]}"
                                    .formatted(made.getFirst(), made.getLast()));
        }
    }

    @Test
    void anExportGivesOutWhatThereWas() {
        String id = ann.create(DEALS, "{'name': 'was', 'amount': 1}");
        Instant then = Moments.now();
        ann.patch(DEALS + "/" + id, "{'name': 'is'}");
        assertThat(ann.get(DEALS + "/export?fields=name&" + Moments.asOf(then)).body())
                .contains("was")
                .doesNotContain("is\r");
    }

    /** Who sees a record now sees its past, as its history shows it; nobody else sees any of it. */
    @Test
    void rightsAreThoseOfNow() {
        RightsFixture sales = new RightsFixture(platform);
        String path = RightsFixture.DEALS;
        String north = sales.deals.get("northDeal0");
        String south = sales.deals.get("southDeal0");
        Instant then = Moments.now();
        sales.admin.patch(path + "/" + north, "{'region': 'south'}");
        sales.admin.patch(path + "/" + south, "{'region': 'north', 'name': 'came over'}");

        assertThat(sales.bob.get(path + "/" + north + "?" + Moments.asOf(then)).status())
                .isEqualTo(404);
        assertThat(
                        sales.bob
                                .get(path + "/" + south + "?" + Moments.asOf(then))
                                .json()
                                .get("region")
                                .textValue())
                .isEqualTo("south");
        JsonNode list = sales.bob.get(path + "?limit=100&count=exact&" + Moments.asOf(then)).json();
        assertThat(list.get("data").findValuesAsText("id")).contains(south).doesNotContain(north);
        assertThat(list.at("/page/count").intValue()).isEqualTo(list.get("data").size());
        assertThat(list.toString()).doesNotContain(RightsFixture.HIDDEN);
        assertThat(
                        sales.bob
                                .get(
                                        path
                                                + "?filter="
                                                + encode(
                                                        "region == \"north\" && size(name) / (size(name) - 10) > 0")
                                                + "&"
                                                + Moments.asOf(then))
                                .json()
                                .findValuesAsText("id"))
                .doesNotContain(north);
        String sorted = path + "?" + Moments.asOf(then) + "&sort=";
        assertThat(detail(sales.bob.get(sorted + RightsFixture.HIDDEN)))
                .isEqualTo(
                        detail(sales.bob.get(sorted + RightsFixture.ABSENT))
                                .replace(RightsFixture.ABSENT, RightsFixture.HIDDEN));
        // Through a reference too: of an account that is not seen now, nothing that it was.
        String account = sales.accounts.get("north0");
        sales.admin.patch(RightsFixture.ACCOUNTS + "/" + account, "{'region': 'south'}");
        String opened = "?limit=100&fields=name,account.name&" + Moments.asOf(then);
        assertThat(sales.bob.get(path + opened).body()).doesNotContain("north0\"");
        assertThat(sales.admin.get(path + opened).body()).contains("north0\"");
    }

    private static String detail(ApiClient.Answer answer) {
        return answer.code() + " " + answer.json().get("detail").textValue();
    }

    @Test
    void anotherTenantSeesNothing() {
        String id = ann.create(DEALS, "{'name': 'ours'}");
        Instant then = Moments.now();
        ann.patch(DEALS + "/" + id, "{'name': 'changed'}");
        ApiClient other = platform.newTenant();
        other.object("{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");
        assertThat(other.get(DEALS + "/" + id + "?" + Moments.asOf(then)).status()).isEqualTo(404);
        assertThat(other.get(DEALS + "?" + Moments.asOf(then)).json().get("data")).isEmpty();
    }

    @Test
    void expressionsKnowThatItWasThen() {
        String id = ann.create(DEALS, "{'name': 'due', 'due': '2026-01-02'}");
        Instant then = Moments.now();
        assertThat(
                        names(
                                then(
                                        DEALS
                                                + "?filter="
                                                + encode("createdAt > now() - minutes(60)"),
                                        then)))
                .containsExactly("due");
        assertThat(then(DEALS + "/" + id, then).get("overdue").booleanValue()).isTrue();
    }

    @Test
    void whatIsNoMomentOfThePastIsRefusedByName() {
        for (String wrong :
                List.of(
                        "tomorrow",
                        "2026-01-01",
                        "2026-01-01T00:00:00",
                        "9999-01-01T00:00:00Z",
                        "",
                        "0001-01-01T00:00:00Z")) {
            assertThat(ann.get(DEALS + "?asOf=" + encode(wrong)).errors())
                    .as(wrong)
                    .containsExactly("asOf invalid_moment");
            assertThat(ann.get(DEALS + "/" + acme + "?asOf=" + encode(wrong)).errors())
                    .containsExactly("asOf invalid_moment");
        }
        assertThat(ann.get(DEALS + "?search=word&" + Moments.asOf(Moments.now())).errors())
                .containsExactly("asOf not_with_search");
    }
}
