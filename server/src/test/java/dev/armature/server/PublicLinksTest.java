package dev.armature.server;

import static dev.armature.server.RightsFixture.ACCOUNTS;
import static dev.armature.server.RightsFixture.DEALS;
import static dev.armature.server.RightsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Links to single records, made by an administrator and by a salesman whose role shows the north
 * alone: what strangers see by them is never more than their maker sees at that moment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicLinksTest {

    private static final String LOOK = "/api/v1/public/links/look";
    private static final String FILE = "/api/v1/public/links/file";

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient stranger;
    private RightsFixture sales;
    private String north;

    @BeforeAll
    void open() {
        platform = new TestPlatform(clock, Map.of());
        stranger = platform.stranger();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        // What strangers may do fills up again.
        clock.pass(Duration.ofHours(1));
        sales = new RightsFixture(platform);
        north = sales.deals.get("northDeal0");
    }

    private static String links(String path, String id) {
        return path + "/" + id + "/links";
    }

    private String in(Duration duration) {
        return clock.instant().plus(duration).toString();
    }

    private ApiClient.Answer make(ApiClient maker, String id, String what) {
        return maker.post(
                links(DEALS, id),
                "{%s, 'expiresAt': '%s'}".formatted(what, in(Duration.ofDays(30))));
    }

    private String linkOf(ApiClient maker, String id, String what) {
        ApiClient.Answer made = make(maker, id, what);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return token(made.json());
    }

    private static String token(JsonNode made) {
        String address = made.get("address").textValue();
        assertThat(address).startsWith(TestPlatform.URL + "/p/");
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private ApiClient.Answer look(String token) {
        return stranger.post(LOOK, "{'token': '%s'}".formatted(token));
    }

    private String never() {
        return told(look("no-token-at-all"));
    }

    @Test
    void aStrangerSeesTheFieldsOfTheLinkAndNothingElse() {
        String token =
                linkOf(
                        sales.admin,
                        north,
                        "'fields': ['name', 'amount', 'stage', 'account', 'partners', 'doc', 'accountName', 'rest']");
        ApiClient.Answer page = look(token);
        assertThat(page.status()).as(page.toString()).isEqualTo(200);
        assertThat(page.header("X-Robots-Tag")).isEqualTo("noindex, nofollow");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        JsonNode json = page.json();
        assertThat(json.get("locked").booleanValue()).isFalse();
        assertThat(json.at("/fields/0/value").textValue()).isEqualTo("northDeal0");
        assertThat(json.at("/fields/2/value").textValue()).isEqualTo("new");
        assertThat(json.at("/fields/3/value").textValue()).isEqualTo("north0");
        assertThat(json.at("/fields/4/value").toString()).isEqualTo("[\"north0\",\"south0\"]");
        assertThat(json.at("/fields/5/value/name").textValue()).isEqualTo("shown.txt");
        assertThat(json.at("/fields/6/value").textValue()).isEqualTo("north0");
        assertThat(page.body())
                .doesNotContain(RightsFixture.HIDDEN)
                .doesNotContain(north)
                .doesNotContain(sales.accounts.get("north0"))
                .doesNotContain("createdBy");
        JsonNode listed = sales.admin.get(links(DEALS, north)).json().at("/data/0");
        assertThat(listed.get("opened").intValue()).isEqualTo(1);
        assertThat(listed.get("lastOpenedAt").isNull()).isFalse();
        assertThat(listed.has("address")).isFalse();
    }

    @Test
    void ofTheSecretNothingIsKeptButItsHash() {
        String token = linkOf(sales.admin, north, "'fields': ['name'], 'password': 'a password'");
        String row =
                platform.rows(
                                "select l::text from public_link l where l.record_id = '%s'"
                                        .formatted(north))
                        .getFirst();
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        StringBuilder secret = new StringBuilder();
        for (int i = 32; i < 64; i++) {
            secret.append("%02x".formatted(bytes[i]));
        }
        assertThat(row).doesNotContain(secret).doesNotContain("a password");
    }

    @Test
    void aLinkShowsNoMoreThanItsMakerSeesAtThatMoment() {
        String token =
                linkOf(sales.bob, north, "'fields': ['name', 'phone', 'account', 'partners']");
        JsonNode fields = look(token).json().get("fields");
        assertThat(fields.at("/1/value").textValue()).startsWith("••••");
        // A partner in the south is not there for Bob.
        assertThat(fields.at("/3/value").toString()).doesNotContain("south");
        assertThat(make(sales.bob, north, "'fields': ['qqqmar']").errors())
                .containsExactly("/fields/0 unknown_field");

        sales.admin.patch(
                "/api/v1/roles/sales",
                "{'objects': {'deal': {'fields': {'name': {'read': false}}}}}");
        ApiClient.await(() -> !look(token).body().contains("northDeal0"));
        assertThat(look(token).json().at("/fields/0/name").textValue()).isEqualTo("phone");
    }

    @Test
    void aRightThatIsTakenAwayEndsWhatWasMadeWithIt() {
        String token = linkOf(sales.bob, north, "'fields': ['name']");
        assertThat(look(token).status()).isEqualTo(200);
        sales.admin.patch(DEALS + "/" + north, "{'region': 'south'}");
        assertThat(told(look(token))).isEqualTo(never());
        sales.admin.patch(DEALS + "/" + north, "{'region': 'north'}");
        assertThat(look(token).status()).isEqualTo(200);
        sales.admin.patch("/api/v1/roles/sales", "{'objects': {'deal': {'update': false}}}");
        ApiClient.await(() -> told(look(token)).equals(never()));
        sales.admin.patch("/api/v1/roles/sales", "{'objects': {'deal': {'update': true}}}");
        ApiClient.await(() -> look(token).status() == 200);
        sales.admin.patch("/api/v1/users/" + sales.bobsId, "{'active': false}");
        assertThat(told(look(token))).isEqualTo(never());
    }

    @Test
    void aLinkEndsWithItsMomentItsRecordAndAtOnceWhenItIsRevoked() {
        ApiClient.Answer made = make(sales.admin, north, "'fields': ['name']");
        String token = token(made.json());
        sales.admin.delete(DEALS + "/" + north);
        assertThat(told(look(token))).isEqualTo(never());
        sales.admin.post(DEALS + "/" + north + "/restore", "{}");
        assertThat(look(token).status()).isEqualTo(200);
        String link = links(DEALS, north) + "/" + made.id();
        assertThat(sales.admin.delete(link).status()).isEqualTo(204);
        assertThat(told(look(token))).isEqualTo(never());
        assertThat(sales.admin.delete(link).status()).isEqualTo(404);

        String brief =
                token(
                        sales.admin
                                .post(
                                        links(DEALS, north),
                                        "{'fields': ['name'], 'expiresAt': '%s'}"
                                                .formatted(in(Duration.ofMinutes(5))))
                                .json());
        assertThat(look(brief).status()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(6));
        assertThat(told(look(brief))).isEqualTo(never());
        assertThat(sales.admin.get(links(DEALS, north)).json().get("data")).isEmpty();
    }

    @Test
    void aTenantMayForbidThem() {
        String token = linkOf(sales.admin, north, "'fields': ['name']");
        sales.admin.patch("/api/v1/tenant/public-access", "{'links': false}");
        assertThat(told(look(token))).isEqualTo(never());
        assertThat(make(sales.admin, north, "'fields': ['name']").code()).isEqualTo("forbidden");
        assertThat(
                        sales.admin
                                .get("/api/v1/tenant/public-access")
                                .json()
                                .get("forms")
                                .booleanValue())
                .isTrue();
        sales.admin.patch("/api/v1/tenant/public-access", "{'links': true}");
        assertThat(look(token).status()).isEqualTo(200);
    }

    @Test
    void aPasswordIsAskedForAndGuessedSoOften() {
        String token = linkOf(sales.admin, north, "'fields': ['name'], 'password': 'open sesame'");
        ApiClient.Answer locked = look(token);
        assertThat(locked.json().get("locked").booleanValue()).isTrue();
        assertThat(locked.body()).doesNotContain("northDeal0");
        String with = "{'token': '%s', 'password': '%s'}";
        assertThat(stranger.post(LOOK, with.formatted(token, "open barley")).errors())
                .containsExactly("/password wrong_password");
        assertThat(stranger.post(LOOK, with.formatted(token, "open sesame")).body())
                .contains("northDeal0");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            statuses.add(stranger.post(LOOK, with.formatted(token, "guess " + i)).status());
        }
        assertThat(statuses).contains(422).endsWith(429);
        assertThat(stranger.post(LOOK, with.formatted(token, "open sesame")).status())
                .isEqualTo(429);
    }

    @Test
    void filesOfTheRecordComeByTheLinkAlone() {
        String token = linkOf(sales.admin, north, "'fields': ['name', 'doc']");
        String file = "{'token': '%s', 'file': '%s'}";
        ApiClient.Answer shown = stranger.post(FILE, file.formatted(token, sales.shownFile));
        assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo("shown.txt");
        assertThat(shown.header("X-Robots-Tag")).isEqualTo("noindex, nofollow");
        // One of the same record that the link does not show, and one of another record.
        for (String other :
                List.of(sales.hiddenFile, sales.southernFile, UUID.randomUUID().toString(), "x")) {
            assertThat(stranger.post(FILE, file.formatted(token, other)).status()).isEqualTo(404);
        }
        String locked = linkOf(sales.admin, north, "'fields': ['doc'], 'password': 'open sesame'");
        assertThat(stranger.post(FILE, file.formatted(locked, sales.shownFile)).errors())
                .containsExactly("/password wrong_password");
        assertThat(stranger.get("/api/v1/files/" + sales.shownFile + "/content").status())
                .isEqualTo(401);
    }

    @Test
    void whoMayShareARecordMakesLinksAndNobodyElse() {
        assertThat(make(sales.bob, sales.south(), "'fields': ['name']").status()).isEqualTo(404);
        sales.admin.create(
                DEALS + "/" + sales.south() + "/shares",
                "{'user': '%s', 'access': 'write'}".formatted(sales.bobsId));
        ApiClient.await(() -> sales.bob.get(DEALS + "/" + sales.south()).status() == 200);
        for (ApiClient.Answer answer :
                List.of(
                        make(sales.bob, sales.south(), "'fields': ['name']"),
                        sales.bob.get(links(DEALS, sales.south())),
                        sales.bob.delete(links(DEALS, sales.south()) + "/" + UUID.randomUUID()))) {
            assertThat(answer.code()).isEqualTo("forbidden");
        }
        // Who may share it sees and ends the links of others.
        String made = make(sales.admin, north, "'fields': ['name', 'qqqmar']").id();
        JsonNode seen = sales.bob.get(links(DEALS, north)).json().at("/data/0");
        assertThat(seen.get("fields").toString()).isEqualTo("[\"name\"]");
        assertThat(sales.bob.delete(links(DEALS, north) + "/" + made).status()).isEqualTo(204);
    }

    @Test
    void whatIsWrongIsNamed() {
        String path = links(DEALS, north);
        assertThat(sales.admin.post(path, "{}").errors())
                .containsExactly("/expiresAt required", "/fields out_of_range");
        assertThat(
                        sales.admin
                                .post(
                                        path,
                                        "{'fields': ['name'], 'expiresAt': '%s', 'password': 'short', 'x': 1}"
                                                .formatted(in(Duration.ofDays(91))))
                                .errors())
                .containsExactly(
                        "/expiresAt out_of_range", "/password too_short", "/x unknown_attribute");
        assertThat(make(sales.admin, north, "'fields': []").errors())
                .containsExactly("/fields out_of_range");
        assertThat(make(sales.admin, north, "'layout': 'none'").errors())
                .containsExactly("/layout unknown_layout");
        assertThat(make(sales.admin, north, "'layout': 'short', 'fields': ['name']").errors())
                .containsExactly("/fields not_allowed");
    }

    @Test
    void aLayoutIsShownAsItWasWhenTheLinkWasMade() {
        String token = linkOf(sales.bob, north, "'layout': 'short'");
        assertThat(look(token).json().get("fields").findValuesAsText("name"))
                .containsExactly("name", "amount");
        sales.admin.patch(
                "/api/v1/metadata/objects/deal/layouts/short",
                "{'sections': [{'fields': ['name', 'code']}]}");
        assertThat(look(token).json().get("fields").findValuesAsText("name"))
                .containsExactly("name", "amount");
    }

    @Test
    void secretsAndPeopleAreNotShown() {
        sales.admin.post(
                "/api/v1/metadata/objects/deal/fields", "{'name': 'pin', 'type': 'secret'}");
        sales.admin.post(
                "/api/v1/metadata/objects/deal/fields", "{'name': 'boss', 'type': 'user'}");
        assertThat(make(sales.admin, north, "'fields': ['pin', 'boss']").errors())
                .containsExactly("/fields/0 not_allowed", "/fields/1 not_allowed");
    }

    @Test
    void aRecordHasSoManyLinks() {
        for (int i = 0; i < 20; i++) {
            linkOf(sales.admin, north, "'fields': ['name']");
        }
        assertThat(make(sales.admin, north, "'fields': ['name']").errors())
                .containsExactly(" limit_exceeded");
        platform.update(
                "update public_link set expires_at = now() - interval '1 day' where record_id = '%s'"
                        .formatted(north));
        linkOf(sales.admin, north, "'fields': ['name']");
    }

    @Test
    void anotherTenantHasNothingOfIt() {
        ApiClient.Answer made = make(sales.admin, north, "'fields': ['name']");
        RightsFixture other = new RightsFixture(platform);
        assertThat(other.admin.get(links(DEALS, north)).status()).isEqualTo(404);
        assertThat(other.admin.delete(links(DEALS, north) + "/" + made.id()).status())
                .isEqualTo(404);
        assertThat(other.admin.delete(links(DEALS, other.north()) + "/" + made.id()).status())
                .isEqualTo(404);
        byte[] bytes = Base64.getUrlDecoder().decode(token(made.json()));
        UUID uid = UUID.fromString(other.admin.me("/tenant/id"));
        ByteBuffer.wrap(bytes)
                .putLong(uid.getMostSignificantBits())
                .putLong(uid.getLeastSignificantBits());
        assertThat(told(look(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))))
                .isEqualTo(never());
    }

    @Test
    void theAuditLogTellsOfThem() {
        String made = make(sales.admin, north, "'fields': ['name']").id();
        sales.admin.delete(links(DEALS, north) + "/" + made);
        JsonNode entries = sales.admin.get("/api/v1/audit?kind=public_link").json().get("data");
        assertThat(entries.findValuesAsText("kind"))
                .contains("public_link.created", "public_link.revoked");
        assertThat(entries.toString()).contains(made).contains(north);
    }

    @Test
    void anotherObjectsRecordIsNotReachedByTheAddressOfThis() {
        String made = make(sales.admin, north, "'fields': ['name']").id();
        assertThat(
                        sales.admin
                                .delete(links(ACCOUNTS, sales.accounts.get("north0")) + "/" + made)
                                .status())
                .isEqualTo(404);
    }
}
