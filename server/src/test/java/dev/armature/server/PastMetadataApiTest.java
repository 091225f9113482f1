package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.testing.EveryHome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records as of a moment in the form that they had then, and the metadata of that moment. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastMetadataApiTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String DEAL = "/api/v1/metadata/objects/deal";

    private TestPlatform platform;
    private ApiClient ann;
    private String acme;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void deals() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'account', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'deal', 'label': 'Deal', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'label': 'Name', 'type': 'text'}, {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                  {'name': 'note', 'type': 'text'},
                  {'name': 'stage', 'type': 'select', 'options': [{'value': 'new', 'label': 'New'}, {'value': 'won', 'label': 'Won'}]},
                  {'name': 'account', 'type': 'reference', 'target': 'account', 'onDelete': 'setNull'},
                  {'name': 'worth', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}],
                 'views': [{'name': 'large', 'columns': ['name', 'amount'], 'filter': 'amount > 15', 'sort': ['-amount']}]}
                """);
        acme = ann.create("/api/v1/records/account", "{'name': 'Acme'}");
        for (int i = 1; i <= 3; i++) {
            ann.create(
                    DEALS,
                    "{'name': 'd%d', 'amount': %d, 'note': 'n%d', 'stage': 'new', 'account': '%s'}"
                            .formatted(i, i * 10, i, acme));
        }
    }

    private static JsonNode read(ApiClient by, String path) {
        ApiClient.Answer answer = by.get(path);
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode then(ApiClient by, String path, Instant moment) {
        String more = path.contains("?") ? "&" : "?";
        return read(by, path + more + Moments.asOf(moment) + "&metadata=then");
    }

    private static JsonNode done(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201, 204);
        return answer.status() == 204 ? null : answer.json();
    }

    /** What happens to a form over the years: renamed, dropped, added, computed otherwise. */
    private void change() {
        done(ann.patch(DEAL + "/fields/name", "{'name': 'title', 'label': 'Title'}"));
        done(ann.delete(DEAL + "/fields/note"));
        done(ann.post(DEAL + "/fields", "{'name': 'score', 'type': 'integer'}"));
        done(ann.patch(DEAL + "/fields/worth", "{'expression': 'amount * 3'}"));
        done(
                ann.patch(
                        DEAL + "/fields/stage",
                        "{'options': [{'value': 'new', 'label': 'Fresh'}, {'value': 'won', 'label': 'Won'}, {'value': 'lost', 'label': 'Lost'}]}"));
        done(ann.patch(DEAL + "/views/large", "{'filter': 'amount > 1000'}"));
    }

    @Test
    void recordsHaveTheFieldsThatThereWereByTheirNamesOfThen() {
        Instant moment = Moments.now();
        JsonNode list = read(ann, DEALS + "?sort=amount&fields=*,account.name");
        String id = list.at("/data/0/id").textValue();
        JsonNode one = read(ann, DEALS + "/" + id);
        change();
        ann.patch(DEALS + "/" + id, "{'title': 'another', 'amount': 99, 'score': 5}");

        assertThat(then(ann, DEALS + "?sort=amount&fields=*,account.name", moment)).isEqualTo(list);
        assertThat(then(ann, DEALS + "/" + id, moment)).isEqualTo(one);
        JsonNode now = read(ann, DEALS + "/" + id + "?" + Moments.asOf(moment));
        assertThat(now.has("score")).isTrue();
        assertThat(now.get("title").textValue()).isEqualTo("d1");
        assertThat(now.has("note")).isFalse();
        assertThat(now.get("worth").intValue()).isEqualTo(30);
        assertThat(read(ann, DEALS + "/" + id + "?metadata=now&" + Moments.asOf(moment)))
                .isEqualTo(now);
    }

    @Test
    void filtersSortsFieldsAndViewsAreWrittenInTheNamesOfThen() {
        Instant moment = Moments.now();
        change();
        assertThat(
                        then(
                                        ann,
                                        DEALS
                                                + "?sort=-name&fields=name,note&filter="
                                                + encode("note != \"n2\" && worth < 50"),
                                        moment)
                                .get("data")
                                .findValuesAsText("name"))
                .containsExactly("d1");
        assertThat(then(ann, DEALS + "?view=large", moment).get("data").findValuesAsText("name"))
                .containsExactly("d3", "d2");
        for (String later :
                List.of(
                        "?sort=title",
                        "?fields=title",
                        "?filter=" + encode("score == 1"),
                        "?sort=nmae")) {
            ApiClient.Answer refused =
                    ann.get(DEALS + later + "&metadata=then&" + Moments.asOf(moment));
            assertThat(refused.status()).as(later).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("invalid_query");
            assertThat(refused.errors().getFirst()).contains("unknown_field");
        }
    }

    @Test
    void anExportHasTheColumnsOfThen() {
        Instant moment = Moments.now();
        change();
        String file =
                ann.get(DEALS + "/export?sort=amount&metadata=then&" + Moments.asOf(moment)).body();
        assertThat(file.lines().findFirst().orElseThrow())
                .contains("name", "note")
                .doesNotContain("title", "score");
        assertThat(file).contains("n3");
    }

    @Test
    void pagesOfThenAreNotThoseOfNow() {
        Instant moment = Moments.now();
        change();
        JsonNode page = then(ann, DEALS + "?limit=2&sort=amount", moment);
        String cursor = "&cursor=" + encode(page.at("/page/next").textValue());
        assertThat(
                        then(ann, DEALS + "?limit=2&sort=amount" + cursor, moment)
                                .get("data")
                                .findValuesAsText("name"))
                .containsExactly("d3");
        assertThat(
                        ann.get(
                                        DEALS
                                                + "?limit=2&sort=amount"
                                                + cursor
                                                + "&"
                                                + Moments.asOf(moment))
                                .code())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void theMetadataOfAMomentIsReadItself() {
        List<Instant> moments = new ArrayList<>();
        List<JsonNode> objects = new ArrayList<>();
        for (Runnable step :
                List.<Runnable>of(
                        () -> {},
                        this::change,
                        () -> done(ann.patch(DEAL, "{'label': 'Bargain'}")),
                        () -> done(ann.post(DEAL + "/fields/note/restore", "{}")),
                        () -> done(ann.delete(DEAL + "/views/large")),
                        () ->
                                done(
                                        ann.post(
                                                DEAL + "/rules",
                                                "{'name': 'r', 'moment': 'beforeSave', 'actions': [{'type': 'setField', 'field': 'score', 'value': '1'}]}")))) {
            step.run();
            moments.add(Moments.now());
            objects.add(read(ann, DEAL));
        }
        for (int i = 0; i < moments.size(); i++) {
            JsonNode was = read(ann, DEAL + "?" + Moments.asOf(moments.get(i)));
            assertThat(was).as("after step %d", i).isEqualTo(objects.get(i));
            assertThat(
                            read(ann, "/api/v1/metadata/objects?" + Moments.asOf(moments.get(i)))
                                    .get("data")
                                    .get(1))
                    .isEqualTo(was);
        }
        assertThat(objects.getFirst()).isNotEqualTo(objects.get(1));
    }

    @Test
    void anObjectIsAskedForByItsNameOfNow() {
        Instant moment = Moments.now();
        done(ann.patch(DEAL, "{'name': 'bargain', 'label': 'Bargain'}"));
        done(ann.post("/api/v1/metadata/objects", "{'name': 'deal', 'fields': []}"));
        assertThat(
                        then(ann, "/api/v1/records/bargain?sort=amount", moment)
                                .get("data")
                                .findValuesAsText("name"))
                .containsExactly("d1", "d2", "d3");
        assertThat(
                        read(ann, "/api/v1/metadata/objects/bargain?" + Moments.asOf(moment))
                                .get("name")
                                .textValue())
                .isEqualTo("deal");
        // There is a deal now, and there was none with its number then.
        assertThat(ann.get(DEALS + "?metadata=then&" + Moments.asOf(moment)).status())
                .isEqualTo(404);
        assertThat(ann.get(DEAL + "?" + Moments.asOf(moment)).status()).isEqualTo(404);
    }

    @Test
    void whatIsDeletedNowIsNotThereInThePastEither() {
        Instant moment = Moments.now();
        done(ann.delete(DEAL + "/fields/account"));
        done(ann.delete("/api/v1/metadata/objects/account"));
        assertThat(
                        ann.get("/api/v1/records/account?metadata=then&" + Moments.asOf(moment))
                                .status())
                .isEqualTo(404);
        JsonNode objects =
                read(ann, "/api/v1/metadata/objects?" + Moments.asOf(moment)).get("data");
        assertThat(objects).hasSize(1);
        assertThat(objects.get(0).get("fields").findValuesAsText("name"))
                .contains("note")
                .doesNotContain("account");
        JsonNode deal = then(ann, DEALS + "?sort=amount", moment).at("/data/0");
        assertThat(deal.get("note").textValue()).isEqualTo("n1");
        assertThat(deal.has("account")).isFalse();
    }

    @Test
    void aFieldOfAnotherTypeHasTheValuesThatItHad() {
        Instant moment = Moments.now();
        JsonNode before = read(ann, DEALS + "?sort=amount");
        done(ann.delete(DEAL + "/views/large"));
        done(ann.patch(DEAL + "/fields/worth", "{'expression': '1.5'}"));
        done(ann.delete(DEAL + "/fields/amount"));
        done(ann.post(DEAL + "/fields", "{'name': 'amount', 'type': 'text'}"));
        JsonNode first = before.at("/data/0");
        done(ann.patch(DEALS + "/" + first.get("id").textValue(), "{'amount': 'much'}"));
        assertThat(then(ann, DEALS + "?sort=amount", moment)).isEqualTo(before);
    }

    /** Roles are of now and know fields by number: a name says nothing of what may be seen. */
    @Test
    void rightsAreThoseOfNow() {
        RightsFixture sales = new RightsFixture(platform);
        String deal = "/api/v1/metadata/objects/deal";
        Instant moment = Moments.now();
        JsonNode seen = read(sales.bob, RightsFixture.DEALS + "?sort=name");
        // The names change places, and the formula no more tells of what is hidden.
        done(sales.admin.patch(deal + "/fields/" + RightsFixture.HIDDEN, "{'name': 'margin'}"));
        done(sales.admin.post(deal + "/fields", "{'name': 'qqqmar', 'type': 'text'}"));
        done(sales.admin.patch(deal + "/fields/rest", "{'expression': 'amount'}"));
        done(sales.admin.patch(deal + "/fields/region", "{'name': 'area'}"));

        JsonNode was = then(sales.bob, RightsFixture.DEALS + "?sort=name", moment);
        assertThat(was.get("data").findValuesAsText("name"))
                .isEqualTo(seen.get("data").findValuesAsText("name"))
                .isNotEmpty();
        JsonNode one = was.at("/data/0");
        assertThat(one.has(RightsFixture.HIDDEN)).isFalse();
        assertThat(one.has("margin")).isFalse();
        assertThat(one.get("region").textValue()).isEqualTo("north");
        assertThat(one.get("phone")).isEqualTo(seen.at("/data/0/phone"));
        assertThat(one.has("rest")).as("made of what is hidden").isFalse();
        String list = RightsFixture.DEALS + "?metadata=then&" + Moments.asOf(moment);
        assertThat(sales.bob.get(list + "&filter=" + encode("qqqmar > 0")).status()).isEqualTo(400);
        assertThat(sales.bob.get(list + "&sort=rest").status()).isEqualTo(400);
        assertThat(read(sales.bob, deal + "?" + Moments.asOf(moment)).toString())
                .doesNotContain(RightsFixture.HIDDEN)
                .doesNotContain("vault");
        assertThat(read(sales.admin, deal + "?" + Moments.asOf(moment)).toString())
                .contains(RightsFixture.HIDDEN);
        // What is deleted is hidden as it was before.
        done(sales.admin.patch(deal + "/views/rich", "{'filter': null}"));
        assertThat(
                        sales.bob
                                .get("/api/v1/records/vault?metadata=then&" + Moments.asOf(moment))
                                .status())
                .isEqualTo(404);
        JsonNode all = then(sales.admin, RightsFixture.DEALS + "?sort=name", moment);
        assertThat(all.at("/data/0").has(RightsFixture.HIDDEN)).isTrue();
        assertThat(all.get("data").size()).isGreaterThan(was.get("data").size());
    }

    @Test
    void aConditionOnAFieldThatCameLaterHoldsInThePast() {
        RightsFixture sales = new RightsFixture(platform);
        Instant moment = Moments.now();
        done(
                sales.admin.post(
                        "/api/v1/metadata/objects/deal/fields",
                        "{'name': 'open', 'type': 'boolean'}"));
        done(sales.admin.patch("/api/v1/roles/sales", "{'objects': {'deal': {'when': 'open'}}}"));
        String shown = sales.deals.get("southDeal1");
        sales.admin.patch(RightsFixture.DEALS + "/" + shown, "{'open': true}");
        assertThat(then(sales.bob, RightsFixture.DEALS, moment).get("data").findValuesAsText("id"))
                .containsExactly(shown);
        assertThat(
                        then(sales.bob, RightsFixture.DEALS + "?fields=name,account.name", moment)
                                .get("data")
                                .findValuesAsText("id"))
                .containsExactly(shown);
    }

    @Test
    void whatCannotBeToldIsRefusedByName() {
        Instant moment = Moments.now();
        assertThat(ann.get(DEALS + "?metadata=then").errors()).containsExactly("metadata required");
        assertThat(ann.get(DEALS + "?metadata=never&" + Moments.asOf(moment)).errors())
                .containsExactly("metadata unknown_value");
        assertThat(ann.get(DEAL + "?asOf=yesterday").errors())
                .containsExactly("asOf invalid_moment");
        assertThat(
                        ann.get("/api/v1/metadata/objects?deleted=true&" + Moments.asOf(moment))
                                .status())
                .isEqualTo(400);
        Instant beforeAll = Instant.parse("2001-01-01T00:00:00Z");
        assertThat(ann.get(DEALS + "?metadata=then&" + Moments.asOf(beforeAll)).status())
                .isEqualTo(404);
        assertThat(read(ann, "/api/v1/metadata/objects?" + Moments.asOf(beforeAll)).get("data"))
                .isEmpty();
    }

    /** A tenant that is older than the keeping of what was replaced. */
    @Test
    void metadataThatWasNotKeptYetIsNotMadeUp() {
        Instant moment = Moments.now();
        done(ann.patch(DEAL, "{'label': 'Bargain'}"));
        platform.tenants.rows(
                "update tenant set metadata_kept_since = metadata_version where slug = '%s' returning slug"
                        .formatted(ann.me("/tenant/slug")));
        ApiClient.Answer refused = ann.get(DEALS + "?metadata=then&" + Moments.asOf(moment));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).containsExactly("asOf metadata_not_kept");
        assertThat(refused.json().get("detail").textValue()).contains("from 20");
        assertThat(read(ann, DEALS + "?" + Moments.asOf(moment)).get("data")).hasSize(3);
        assertThat(read(ann, DEAL + "?" + Moments.asOf(Moments.now())).get("label").textValue())
                .isEqualTo("Bargain");
    }

    @Test
    void anotherTenantsPastIsItsOwn() {
        Instant moment = Moments.now();
        change();
        ApiClient other = platform.newTenant();
        other.object("{'name': 'deal', 'fields': [{'name': 'theirs', 'type': 'text'}]}");
        assertThat(other.get(DEAL + "?" + Moments.asOf(moment)).status()).isEqualTo(404);
        assertThat(read(other, DEAL + "?" + Moments.asOf(Moments.now())).toString())
                .contains("theirs")
                .doesNotContain("note");
    }
}
