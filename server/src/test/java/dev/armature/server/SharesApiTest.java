package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static dev.armature.server.RightsFixture.ACCOUNTS;
import static dev.armature.server.RightsFixture.DEALS;
import static dev.armature.server.RightsFixture.all;
import static dev.armature.server.RightsFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Records that are shared with a salesman whose role shows the north alone: on every way to records
 * they are there like those that the role shows, and nothing else is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharesApiTest {

    private TestPlatform platform;
    private RightsFixture sales;
    private String south;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void aTenant() {
        sales = new RightsFixture(platform);
        south = sales.deals.get("southDeal0");
    }

    private static String shares(String path, String id) {
        return path + "/" + id + "/shares";
    }

    private String share(String path, String id, String json) {
        return sales.admin.create(shares(path, id), json);
    }

    private void shareWithBob(String access) {
        share(DEALS, south, "{'user': '%s', 'access': '%s'}".formatted(sales.bobsId, access));
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 200);
    }

    private int counted(String filter) {
        return sales.bob
                .post(
                        DEALS + "/aggregate",
                        "{'measures': {'n': 'count()'}, 'filter': '%s'}".formatted(filter))
                .json()
                .at("/data/0/n")
                .intValue();
    }

    @Test
    void whatIsSharedIsSeenOnEveryWay() {
        assertThat(all(sales.bob, DEALS)).hasSize(6);
        shareWithBob("read");

        assertThat(ids(all(sales.bob, DEALS))).hasSize(7).contains(south);
        assertThat(
                        sales.bob
                                .get(DEALS + "?limit=2&count=exact")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(7);
        assertThat(
                        sales.bob
                                .get(DEALS + "?limit=2&count=estimate")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(7);
        assertThat(ids(all(sales.bob, DEALS + "?sort=-amount"))).hasSize(7).contains(south);
        assertThat(
                        ids(
                                all(
                                        sales.bob,
                                        DEALS
                                                + "?filter="
                                                + encode("region == \"south\" && amount + 1 > 1"))))
                .containsExactly(south);
        assertThat(counted("true")).isEqualTo(7);
        assertThat(counted("region == \\\"south\\\"")).isEqualTo(1);
        assertThat(sales.bob.get(DEALS + "/" + south + "/history").json().get("data")).hasSize(1);
        assertThat(sales.bob.get(DEALS + "/export?format=ndjson").body()).contains(south);
        assertThat(sales.bob.get("/api/v1/files/" + sales.southernFile).status()).isEqualTo(200);
        JsonNode job =
                sales.bob.finished(
                        sales.bob
                                .post(DEALS + "/delete", "{'filter': 'true', 'dryRun': true}")
                                .id());
        assertThat(job.get("processed").intValue()).describedAs(job.toString()).isEqualTo(7);
    }

    @Test
    void aShareGivesNoFieldAndNoRightThatTheRoleHasNot() {
        shareWithBob("read");
        JsonNode deal = sales.bob.get(DEALS + "/" + south).json();
        assertThat(deal.has(RightsFixture.HIDDEN)).isFalse();
        assertThat(deal.get("phone").textValue()).startsWith("••••");
        assertThat(sales.bob.get(DEALS + "/" + south + "/history").body())
                .doesNotContain(RightsFixture.HIDDEN);

        assertThat(sales.bob.patch(DEALS + "/" + south, "{'name': 'x'}").code())
                .isEqualTo("forbidden");
        assertThat(sales.bob.delete(DEALS + "/" + south).code()).isEqualTo("forbidden");
        JsonNode job =
                sales.bob.finished(
                        sales.bob
                                .post(
                                        DEALS + "/update",
                                        "{'filter': 'region == \\\"south\\\"', 'set': {'name': 'x'}}")
                                .id());
        assertThat(job.get("refused").intValue()).describedAs(job.toString()).isEqualTo(1);

        shareWithBob("write");
        ApiClient.await(
                () -> sales.bob.patch(DEALS + "/" + south, "{'name': 'x'}").status() == 200);
        assertThat(sales.bob.patch(DEALS + "/" + south, "{'stage': 'won'}").errors())
                .containsExactly("/stage not_writable");
        // It may become whatever the role would not make: the share is of the record.
        assertThat(sales.bob.patch(DEALS + "/" + south, "{'region': 'west'}").status())
                .isEqualTo(200);
        assertThat(sales.bob.delete(DEALS + "/" + south).code()).isEqualTo("forbidden");

        sales.admin.patch("/api/v1/roles/sales", "{'objects': {'deal': {'update': false}}}");
        assertThat(sales.bob.patch(DEALS + "/" + south, "{'name': 'y'}").code())
                .isEqualTo("forbidden");
        sales.admin.patch("/api/v1/roles/sales", "{'objects': {'deal': null}}");
        assertThat(sales.bob.get(DEALS + "/" + south).status()).isEqualTo(404);
    }

    @Test
    void whatReferencesLeadToIsSeenWhenItIsShared() {
        String deal = sales.deals.get("northDeal1");
        String account = sales.accounts.get("south1");
        String other = sales.deals.get("northDeal0");
        String read = DEALS + "/" + deal + "?fields=account.name,partners.name";
        assertThat(sales.bob.get(read).json().get("account").isNull()).isTrue();
        assertThat(
                        sales.bob
                                .patch(DEALS + "/" + other, "{'account': '%s'}".formatted(account))
                                .errors())
                .containsExactly("/account reference_not_found");

        share(ACCOUNTS, account, "{'user': '%s'}".formatted(sales.bobsId));

        ApiClient.await(() -> !sales.bob.get(read).json().get("account").isNull());
        assertThat(sales.bob.get(read).json().get("partners")).hasSize(2);
        assertThat(all(sales.bob, DEALS + "?filter=" + encode("account.name == \"south1\"")))
                .isNotEmpty();
        assertThat(
                        sales.bob
                                .patch(DEALS + "/" + other, "{'account': '%s'}".formatted(account))
                                .status())
                .isEqualTo(200);
    }

    @Test
    void aGroupsSharesAreThoseOfAllInItAndBelow() {
        sales.admin.post("/api/v1/groups", "{'name': 'company'}");
        sales.admin.post(
                "/api/v1/groups",
                "{'name': 'south', 'parent': 'company', 'members': ['%s']}"
                        .formatted(sales.bobsId));
        share(DEALS, south, "{'group': 'company'}");

        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 200);
        sales.admin.patch("/api/v1/groups/south", "{'members': []}");
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 404);
        sales.admin.patch("/api/v1/groups/south", "{'members': ['%s']}".formatted(sales.bobsId));
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 200);
        // What is shared with a group ends with it.
        sales.admin.delete("/api/v1/groups/south");
        sales.admin.delete("/api/v1/groups/company");
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 404);
        assertThat(sales.admin.get(shares(DEALS, south)).json().get("data")).isEmpty();
    }

    @Test
    void aShareEndsAtOnceAndWithItsMoment() {
        String id = share(DEALS, south, "{'user': '%s'}".formatted(sales.bobsId));
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + south).status() == 200);
        assertThat(sales.admin.delete(shares(DEALS, south) + "/" + id).status()).isEqualTo(204);
        assertThat(sales.bob.get(DEALS + "/" + south).status()).isEqualTo(404);
        assertThat(sales.admin.delete(shares(DEALS, south) + "/" + id).status()).isEqualTo(404);

        share(
                DEALS,
                south,
                "{'user': '%s', 'access': 'write', 'expiresAt': '%s'}"
                        .formatted(sales.bobsId, Instant.now().plusSeconds(3_600)));
        ApiClient.await(
                () -> sales.bob.patch(DEALS + "/" + south, "{'name': 'x'}").status() == 200);
        expire();
        assertThat(sales.bob.get(DEALS + "/" + south).status()).isEqualTo(404);
        assertThat(sales.bob.patch(DEALS + "/" + south, "{'name': 'y'}").status()).isEqualTo(404);
        assertThat(sales.admin.get(shares(DEALS, south)).json().get("data")).isEmpty();
    }

    private void expire() {
        platform.update(
                "update record_share set expires_at = now() - interval '1 second' where record_id = '%s'"
                        .formatted(south));
    }

    /** Another salesman, with whom nothing is shared. */
    private ApiClient eve() {
        String slug = sales.admin.me("/tenant/slug");
        sales.admin.create(
                "/api/v1/users",
                "{'name': 'Eve', 'email': 'eve@%s.example', 'password': 'a long password', 'roles': ['sales']}"
                        .formatted(slug));
        return platform.signIn(slug, "eve@" + slug + ".example", "a long password");
    }

    private static List<String> searched(ApiClient client, String words) {
        return client.get("/api/v1/search?q=" + encode(words))
                .json()
                .get("data")
                .findValuesAsText("id");
    }

    @Test
    void aSharedRecordIsFoundBySearchByWhomItIsSharedWithAndNobodyElse() {
        ApiClient eve = eve();
        ApiClient other = new RightsFixture(platform).admin;
        assertThat(searched(sales.bob, "southDeal0")).doesNotContain(south);
        share(
                DEALS,
                south,
                "{'user': '%s', 'expiresAt': '%s'}"
                        .formatted(sales.bobsId, Instant.now().plusSeconds(3_600)));

        ApiClient.await(() -> searched(sales.bob, "southDeal0").contains(south));
        assertThat(ids(all(sales.bob, DEALS + "?search=southDeal0"))).contains(south);
        assertThat(searched(sales.bob, "southDeal1")).doesNotContain(sales.south());
        assertThat(searched(eve, "southDeal0")).doesNotContain(south);
        assertThat(ids(all(eve, DEALS + "?search=southDeal0"))).doesNotContain(south);
        assertThat(searched(other, "southDeal0")).doesNotContain(south);

        expire();
        assertThat(searched(sales.bob, "southDeal0")).doesNotContain(south);
        assertThat(ids(all(sales.bob, DEALS + "?search=southDeal0"))).doesNotContain(south);
    }

    private static JsonNode graph(ApiClient client, String query) {
        return client.post("/graphql", "{'query': '%s'}".formatted(query)).json();
    }

    private static List<String> listed(ApiClient client) {
        return graph(client, "{ deal_list(filter: \\\"amount > 0\\\") { nodes { id name } } }")
                .at("/data/deal_list/nodes")
                .findValuesAsText("id");
    }

    @Test
    void aSharedRecordIsThereInGraphQlForWhomItIsSharedWithAndNobodyElse() {
        ApiClient eve = eve();
        ApiClient other = new RightsFixture(platform).admin;
        String one = "{ deal(id: \\\"%s\\\") { id name } }".formatted(south);
        String children =
                "{ account(id: \\\"%s\\\") { deal_by_account { nodes { id } } } }"
                        .formatted(sales.accounts.get("north0"));
        assertThat(listed(sales.bob)).hasSize(6).doesNotContain(south);
        share(
                DEALS,
                south,
                "{'user': '%s', 'access': 'write', 'expiresAt': '%s'}"
                        .formatted(sales.bobsId, Instant.now().plusSeconds(3_600)));

        ApiClient.await(() -> listed(sales.bob).contains(south));
        assertThat(listed(sales.bob)).hasSize(7);
        assertThat(graph(sales.bob, one).at("/data/deal/name").textValue()).isEqualTo("southDeal0");
        assertThat(graph(sales.bob, children).findValuesAsText("id")).contains(south);
        // It opens no field that the role hides.
        assertThat(graph(sales.bob, one.replace("name", RightsFixture.HIDDEN)).has("errors"))
                .isTrue();
        for (ApiClient nobody : List.of(eve, other)) {
            assertThat(listed(nobody)).doesNotContain(south);
            assertThat(graph(nobody, one).at("/data/deal/id").isTextual()).isFalse();
        }
        assertThat(graph(eve, children).findValuesAsText("id")).doesNotContain(south);

        expire();
        assertThat(listed(sales.bob)).hasSize(6).doesNotContain(south);
        assertThat(graph(sales.bob, one).at("/data/deal/id").isTextual()).isFalse();
        assertThat(graph(sales.bob, children).findValuesAsText("id")).doesNotContain(south);
    }

    @Test
    void whoMayChangeARecordByTheirRoleSharesItAndNobodyElse() {
        String north = sales.north();
        assertThat(
                        sales.bob
                                .post(
                                        shares(DEALS, north),
                                        "{'user': '%s'}".formatted(sales.bobsId))
                                .status())
                .isEqualTo(201);
        assertThat(sales.bob.get(shares(DEALS, north)).json().at("/data/0/access").textValue())
                .isEqualTo("read");
        shareWithBob("write");
        ApiClient.await(
                () -> sales.bob.patch(DEALS + "/" + south, "{'name': 'x'}").status() == 200);
        for (ApiClient.Answer answer :
                List.of(
                        sales.bob.get(shares(DEALS, south)),
                        sales.bob.post(
                                shares(DEALS, south), "{'user': '%s'}".formatted(sales.bobsId)),
                        sales.bob.delete(shares(DEALS, south) + "/" + UUID.randomUUID()))) {
            assertThat(answer.code()).isEqualTo("forbidden");
        }
    }

    @Test
    void whatIsWrongIsNamed() {
        String path = shares(DEALS, south);
        assertThat(sales.admin.post(path, "{}").errors()).containsExactly("/user required");
        assertThat(
                        sales.admin
                                .post(path, "{'user': '%s', 'group': 'g'}".formatted(sales.bobsId))
                                .errors())
                .containsExactly("/user required");
        assertThat(sales.admin.post(path, "{'user': '%s'}".formatted(UUID.randomUUID())).errors())
                .containsExactly("/user reference_not_found");
        assertThat(sales.admin.post(path, "{'group': 'no'}").errors())
                .containsExactly("/group reference_not_found");
        assertThat(
                        sales.admin
                                .post(
                                        path,
                                        "{'user': '%s', 'access': 'delete', 'expiresAt': '2020-01-01T00:00:00Z', 'x': 1}"
                                                .formatted(sales.bobsId))
                                .errors())
                .containsExactly(
                        "/access unknown_option",
                        "/expiresAt invalid_date_time",
                        "/x unknown_attribute");
        assertThat(
                        sales.admin
                                .post(
                                        path,
                                        "{'user': '%s', 'expiresAt': '+300000-01-01T00:00:00Z'}"
                                                .formatted(sales.bobsId))
                                .errors())
                .as("a year that the database has no place for")
                .containsExactly("/expiresAt invalid_date_time");
    }

    @Test
    void aRecordIsSharedWithSoMany() {
        for (int i = 0; i < 100; i++) {
            sales.admin.post("/api/v1/groups", "{'name': 'g%d'}".formatted(i));
            share(DEALS, south, "{'group': 'g%d'}".formatted(i));
        }
        assertThat(
                        sales.admin
                                .post(
                                        shares(DEALS, south),
                                        "{'user': '%s'}".formatted(sales.bobsId))
                                .errors())
                .containsExactly(" limit_exceeded");
    }

    /** Many are found in another manner than few. */
    @Test
    void manyRecordsMayBeSharedWithOne() {
        shareWithBob("read");
        platform.update(
                "insert into record_share (tenant_id, object_id, record_id, id, user_id, created_by, writes) select s.tenant_id, s.object_id, gen_random_uuid(), gen_random_uuid(), s.user_id, s.created_by, false from record_share s, generate_series(1, 150) where s.record_id = '%s'"
                        .formatted(south));
        ApiClient.await(() -> ids(all(sales.bob, DEALS)).contains(south));
        Instant until = Instant.now().plusSeconds(3);
        while (Instant.now().isBefore(until)) {
            assertThat(ids(all(sales.bob, DEALS))).hasSize(7).contains(south);
            assertThat(counted("true")).isEqualTo(7);
        }
    }

    @Test
    void explainAndTheAuditLogTellOfIt() {
        shareWithBob("read");
        String why =
                "/api/v1/access/explain?object=deal&user=%s&record=%s&right="
                        .formatted(sales.bobsId, south);
        JsonNode read = sales.admin.get(why + "read").json();
        assertThat(read.get("allowed").booleanValue()).isTrue();
        assertThat(read.get("shared").textValue()).isEqualTo("read");
        assertThat(read.get("reason").textValue()).startsWith("The record is shared");
        assertThat(sales.admin.get(why + "update").json().get("allowed").booleanValue()).isFalse();
        shareWithBob("write");
        assertThat(sales.admin.get(why + "update").json().get("allowed").booleanValue()).isTrue();
        assertThat(sales.admin.get(why + "delete").json().get("allowed").booleanValue()).isFalse();

        JsonNode entries = sales.admin.get("/api/v1/audit?kind=record").json().get("data");
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).get("subject").textValue()).isEqualTo(south);
        assertThat(entries.get(0).at("/detail/access").textValue()).isEqualTo("write");
    }

    @Test
    void anotherTenantSharesNothingOfThis() {
        ApiClient other = platform.newTenant();
        other.object("{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");
        String theirs = other.create(DEALS, "{'name': 'x'}");
        assertThat(
                        other.post(shares(DEALS, south), "{'user': '%s'}".formatted(sales.bobsId))
                                .status())
                .isEqualTo(404);
        assertThat(
                        other.post(shares(DEALS, theirs), "{'user': '%s'}".formatted(sales.bobsId))
                                .errors())
                .containsExactly("/user reference_not_found");
    }
}
