package dev.armature.server;

import static dev.armature.server.RightsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Links to files that need no sign-in: short, sealed, and good for what their maker may see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileLinksTest {

    private static final String FILES = "/api/v1/files";
    private static final String LETTERS = "/api/v1/records/letter";
    private static final String ADDRESSES = "/api/v1/public/files/";
    private static final String RAW = "application/octet-stream";
    private static final byte[] TEXT = "dear reader".getBytes(StandardCharsets.UTF_8);

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient anybody;
    private ApiClient ann;
    private String slug;

    @BeforeAll
    void open() {
        platform = new TestPlatform(clock, Map.of());
        anybody = platform.stranger();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        // What strangers may do fills up again.
        clock.pass(Duration.ofHours(1));
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        ann.object(
                "{'name': 'letter', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'body', 'type': 'file'}, {'name': 'photo', 'type': 'image'}]}");
    }

    private String upload(String name, byte[] content) {
        return ann.send("POST", FILES + "?name=" + name, RAW, content).id();
    }

    private static ApiClient.Answer make(ApiClient client, String file, String body) {
        return client.post(FILES + "/" + file + "/links", body);
    }

    private static String address(ApiClient client, String file, String body) {
        ApiClient.Answer made = make(client, file, body);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String url = made.json().get("url").textValue();
        assertThat(url).startsWith(TestPlatform.URL + ADDRESSES);
        return url.substring(TestPlatform.URL.length());
    }

    private String never() {
        return nowhere("nothing-that-was-ever-sealed");
    }

    private String nowhere(String token) {
        ApiClient.Answer answer = anybody.get(ADDRESSES + token);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        return told(answer);
    }

    private static String token(String address) {
        return address.substring(ADDRESSES.length());
    }

    private ApiClient bob() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@letters.example', 'password': 'a long password'}");
        return platform.signIn(slug, "bob@letters.example", "a long password");
    }

    @Test
    void whoHasTheLinkGetsTheFileWithoutSigningIn() {
        String file = upload("letter.txt", TEXT);
        String address = address(ann, file, "{}");
        ApiClient.Answer answer = anybody.get(address);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo(TEXT);
        assertThat(answer.header("Content-Disposition"))
                .startsWith("inline; filename=\"letter.txt\"");
        assertThat(answer.header("X-Robots-Tag")).isEqualTo("noindex, nofollow");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
        assertThat(answer.header("Cross-Origin-Resource-Policy"))
                .as("a page elsewhere may show it")
                .isEqualTo("cross-origin");
        assertThat(anybody.send("GET", address, null, null, "Range", "bytes=5-8").body())
                .isEqualTo("read");
        assertThat(anybody.send("HEAD", address, null, null).header("Content-Length"))
                .isEqualTo(Integer.toString(TEXT.length));
        assertThat(anybody.post(address, "{}").status()).as("it reads alone").isEqualTo(401);
    }

    @Test
    void itSaysHowTheFileIsGiven() {
        String file = upload("letter.txt", TEXT);
        assertThat(
                        anybody.get(address(ann, file, "{'disposition': 'attachment'}"))
                                .header("Content-Disposition"))
                .startsWith("attachment;");
        String page =
                upload(
                        "page.html",
                        "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8));
        assertThat(
                        anybody.get(address(ann, page, "{'disposition': 'inline'}"))
                                .header("Content-Disposition"))
                .as("what could run is always saved")
                .startsWith("attachment;");
        String photo = upload("photo.png", FilesApiTest.image("png", 300, 200));
        ApiClient.Answer small = anybody.get(address(ann, photo, "{'size': 64}"));
        assertThat(small.header("Content-Type")).isEqualTo("image/png");
        assertThat(small.header("ETag")).endsWith("-64\"");
        assertThat(make(ann, file, "{'size': 64}").code()).isEqualTo("not_found");
    }

    @Test
    void itEndsAfterMinutes() {
        String file = upload("letter.txt", TEXT);
        ApiClient.Answer made = make(ann, file, "{}");
        Instant end = Instant.parse(made.json().get("expiresAt").textValue());
        assertThat(Duration.between(clock.instant(), end)).isLessThan(Duration.ofMinutes(5));
        String token =
                token(made.json().get("url").textValue().substring(TestPlatform.URL.length()));
        clock.pass(Duration.ofMinutes(4));
        assertThat(anybody.get(ADDRESSES + token).status()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(2));
        assertThat(nowhere(token)).isEqualTo(never());
    }

    @Test
    void anHourIsTheLongest() {
        String file = upload("letter.txt", TEXT);
        assertThat(make(ann, file, "{'seconds': 3600}").status()).isEqualTo(201);
        for (String seconds : List.of("3601", "0", "-1")) {
            assertThat(make(ann, file, "{'seconds': " + seconds + "}").errors())
                    .containsExactly("/seconds out_of_range");
        }
        assertThat(
                        make(ann, file, "{'seconds': 'x', 'size': 65, 'disposition': 'y', 'z': 1}")
                                .errors())
                .containsExactly(
                        "/disposition unknown_option",
                        "/seconds wrong_type",
                        "/size unknown_option",
                        "/z unknown_attribute");
    }

    @Test
    void noByteOfItCanBeChanged() {
        String token = token(address(ann, upload("letter.txt", TEXT), "{'seconds': 60}"));
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        String never = never();
        // Each byte in turn costs a request, and strangers have so many a minute.
        for (int i = 0; i < bytes.length; i += 3) {
            byte[] other = bytes.clone();
            other[i] ^= 1;
            assertThat(nowhere(Base64.getUrlEncoder().withoutPadding().encodeToString(other)))
                    .as("byte " + i)
                    .isEqualTo(never);
        }
        for (String other :
                List.of(
                        token.substring(0, token.length() - 1),
                        token + "A",
                        token + "=",
                        "*" + token.substring(1),
                        "x")) {
            assertThat(nowhere(other)).as(other).isEqualTo(never);
        }
    }

    @Test
    void itIsOfOneTenantsFileAndNoOthers() {
        String file = upload("letter.txt", TEXT);
        ApiClient stranger = platform.newTenant();
        assertThat(make(stranger, file, "{}").code()).isEqualTo("not_found");
        String none = RightsFixture.noId();
        assertThat(told(make(stranger, file, "{}")).replace(file, "_"))
                .isEqualTo(told(make(stranger, none, "{}")).replace(none, "_"));
        byte[] bytes = Base64.getUrlDecoder().decode(token(address(ann, file, "{}")));
        String other =
                token(
                        address(
                                stranger,
                                stranger.send("POST", FILES + "?name=x", RAW, TEXT).id(),
                                "{}"));
        // The seal of one link under what another says.
        byte[] mixed = Base64.getUrlDecoder().decode(other);
        ByteBuffer.wrap(mixed).put(bytes, 0, 16);
        assertThat(nowhere(Base64.getUrlEncoder().withoutPadding().encodeToString(mixed)))
                .isEqualTo(never());
    }

    @Test
    void itDoesWhatItsMakerMayDoAtThatMoment() {
        String file = upload("letter.txt", TEXT);
        String letter = ann.create(LETTERS, "{'body': '" + file + "'}");
        ApiClient bob = bob();
        String ofBob = token(address(bob, file, "{}"));
        String ofAnn = token(address(ann, file, "{}"));
        assertThat(anybody.get(ADDRESSES + ofBob).status()).isEqualTo(200);

        String user = bob.me("/user/id");
        assertThat(ann.patch("/api/v1/users/" + user, "{'active': false}").status()).isEqualTo(200);
        assertThat(nowhere(ofBob)).as("bob may nothing any more").isEqualTo(never());
        assertThat(anybody.get(ADDRESSES + ofAnn).status()).isEqualTo(200);

        ann.delete(LETTERS + "/" + letter);
        assertThat(nowhere(ofAnn)).as("nobody reads what is in the bin").isEqualTo(never());
    }

    @Test
    void aTenantThatForbidsLinksForStrangersHasNone() {
        String file = upload("letter.txt", TEXT);
        String token = token(address(ann, file, "{}"));
        ann.patch("/api/v1/tenant/public-access", "{'links': false}");
        assertThat(nowhere(token)).isEqualTo(never());
        assertThat(make(ann, file, "{}").code()).isEqualTo("forbidden");
        ann.patch("/api/v1/tenant/public-access", "{'links': true}");
        assertThat(anybody.get(ADDRESSES + token).status()).isEqualTo(200);
    }

    @Test
    void aKeyThatReadsMayMakeOneAndOneWithoutFilesMayNot() {
        String file = upload("letter.txt", TEXT);
        assertThat(make(key("read"), file, "{}").status()).isEqualTo(201);
        assertThat(make(key("read:letter"), file, "{}").code()).isEqualTo("scope_missing");
    }

    private ApiClient key(String scope) {
        return anybody.withToken(
                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['" + scope + "']}")
                        .json()
                        .get("key")
                        .textValue());
    }

    @Test
    void followingItCountsForTheTenantAndIsLimitedByNetwork() {
        String address = address(ann, upload("letter.txt", TEXT), "{}");
        ApiClient.Answer answer = anybody.get(address);
        assertThat(answer.header("RateLimit-Policy")).startsWith("\"address\"");
        long before = requests();
        anybody.get(address);
        ApiClient.await(() -> requests() > before);
    }

    private long requests() {
        platform.context.getBean(dev.armature.engine.usage.UsageMeter.class).flush();
        return Long.parseLong(
                platform.rows(
                                "select coalesce(sum(requests), 0) from tenant_usage u join tenant t using (tenant_id) where slug = '"
                                        + slug
                                        + "'")
                        .getFirst());
    }
}
