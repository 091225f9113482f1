package dev.armature.server;

import static dev.armature.server.TusClient.UPLOADS;
import static dev.armature.server.TusClient.base64;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.file.UploadOptions;
import dev.armature.engine.file.Uploads;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Files in pieces, by the protocol tus 1.0: begun, cut, gone on with, and then files as any. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadsTest {

    private static final byte[] TEXT = "dear reader".getBytes(StandardCharsets.UTF_8);
    private static final int MIB = 1024 * 1024;

    private TestPlatform platform;
    private ApiClient ann;
    private TusClient tus;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        tus = new TusClient(ann);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] part(byte[] whole, int from, int to) {
        return Arrays.copyOfRange(whole, from, to);
    }

    private static String content(String file) {
        return "/api/v1/files/" + file + "/content";
    }

    private long counted() {
        return ann.get("/api/v1/tenant/usage").json().at("/fileBytes/used").longValue();
    }

    @Test
    void thePlatformSaysWhatItCan() {
        ApiClient.Answer answer = ann.send("OPTIONS", UPLOADS, null, null);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(answer.header("Tus-Extension"))
                .isEqualTo("creation,expiration,checksum,termination");
        assertThat(answer.header("Tus-Max-Size"))
                .isEqualTo(Long.toString(UploadOptions.DEFAULT_MAX_SIZE));
        assertThat(answer.header("Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256");
    }

    @Test
    void aFileComesInPiecesAndIsOneLikeAnyOther() {
        ApiClient.Answer begun = tus.begin("Grüße.txt", TEXT.length);
        assertThat(begun.status()).as(begun.toString()).isEqualTo(201);
        String address = begun.header("Location");
        assertThat(address).isEqualTo(UPLOADS + "/" + begun.id());
        assertThat(begun.header("Upload-Offset")).isEqualTo("0");
        assertThat(begun.header("Upload-Expires")).endsWith("GMT");
        assertThat(begun.header("Tus-Resumable")).isEqualTo("1.0.0");

        ApiClient.Answer first = tus.append(address, 0, part(TEXT, 0, 5));
        assertThat(first.status()).as(first.toString()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("5");
        assertThat(first.header("Armature-File")).isNull();
        ApiClient.Answer head = tus.head(address);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Upload-Offset")).isEqualTo("5");
        assertThat(head.header("Upload-Length")).isEqualTo("11");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(ann.get(address).json().get("received").intValue()).isEqualTo(5);

        ApiClient.Answer last = tus.append(address, 5, part(TEXT, 5, 11));
        String file = last.header("Armature-File");
        assertThat(tus.head(address).header("Armature-File")).isEqualTo(file);
        assertThat(tus.offset(address)).isEqualTo(11);
        JsonNode made = ann.get("/api/v1/files/" + file).json();
        assertThat(made.get("name").textValue()).isEqualTo("Grüße.txt");
        assertThat(made.get("mediaType").textValue()).isEqualTo("text/plain");
        assertThat(made.get("size").intValue()).isEqualTo(TEXT.length);
        assertThat(ann.get(content(file)).response().body()).isEqualTo(TEXT);

        ann.object("{'name': 'letter', 'fields': [{'name': 'body', 'type': 'file'}]}");
        ann.create("/api/v1/records/letter", "{'body': '" + file + "'}");
    }

    @Test
    void anImageIsMeasuredAndAnEmptyFileIsAFile() {
        byte[] png = FilesApiTest.image("png", 300, 200);
        String photo = tus.begun("photo.png", png.length);
        String file = tus.append(photo, 0, png).header("Armature-File");
        assertThat(ann.get("/api/v1/files/" + file).json().get("width").intValue()).isEqualTo(300);

        ApiClient.Answer empty = tus.begin("empty", 0);
        assertThat(empty.status()).isEqualTo(201);
        assertThat(ann.get(content(empty.header("Armature-File"))).status()).isEqualTo(200);
    }

    @Test
    void itGoesOnAfterAConnectionThatBreaks() throws Exception {
        byte[] whole = bytes(40 * MIB);
        String address = tus.begun("large", whole.length);
        try (Socket socket =
                tus.sendSome(
                        address, 0, whole.length, new ByteArrayInputStream(whole, 0, 20 * MIB))) {
            assertThat(socket.isConnected()).isTrue();
            ApiClient.await(() -> tus.offset(address) >= 16 * MIB);
        }
        ApiClient.await(() -> tus.offset(address) > 16 * MIB);
        int at = Math.toIntExact(tus.offset(address));
        assertThat(at).as("nearly all that was sent is kept").isBetween(19 * MIB, 20 * MIB);
        String file =
                tus.append(address, at, part(whole, at, whole.length)).header("Armature-File");
        assertThat(ann.get(content(file)).response().body()).isEqualTo(whole);
    }

    @Test
    void whoGoesOnNeedNotWaitForAConnectionThatHangs() throws Exception {
        byte[] whole = bytes(3 * MIB);
        String address = tus.begun("large", whole.length);
        try (Socket hanging =
                tus.sendSome(address, 0, whole.length, new ByteArrayInputStream(whole, 0, MIB))) {
            assertThat(hanging.isConnected()).isTrue();
            String file = tus.append(address, 0, whole).header("Armature-File");
            assertThat(ann.get(content(file)).response().body()).isEqualTo(whole);
        }
        assertThat(tus.offset(address)).isEqualTo(whole.length);
    }

    @Test
    void ofTwoWhoSendTheSamePieceAtOnceOneIsHeard() throws Exception {
        byte[] whole = bytes(2 * MIB);
        for (int round = 0; round < 5; round++) {
            String address = tus.begun("large", whole.length);
            List<Callable<ApiClient.Answer>> both = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                both.add(() -> tus.append(address, 0, whole));
            }
            List<Integer> answers = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<ApiClient.Answer> one : threads.invokeAll(both)) {
                    answers.add(one.get().status());
                }
            }
            assertThat(answers).contains(204).containsAnyOf(204, 409, 423).hasSize(4);
            String file = tus.head(address).header("Armature-File");
            assertThat(ann.get(content(file)).response().body()).isEqualTo(whole);
        }
        assertThat(bodies(ann)).as("nothing is left of those that were not heard").isEqualTo(5);
    }

    private long bodies(ApiClient owner) {
        String number =
                platform.rows(
                                "select tenant_id from tenant where slug = '"
                                        + owner.me("/tenant/slug")
                                        + "'")
                        .getFirst();
        try (Stream<java.nio.file.Path> files = Files.walk(platform.files.resolve(number))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aChecksumFindsWhatWasBentAndNothingOfItIsKept() throws Exception {
        byte[] whole = bytes(17 * MIB);
        String address = tus.begun("large", whole.length);
        String sha256 = "sha256 " + base64(MessageDigest.getInstance("SHA-256").digest(whole));
        String sha1 = "sha1 " + base64(MessageDigest.getInstance("SHA-1").digest(whole));
        byte[] bent = whole.clone();
        bent[16 * MIB + 5] ^= 1;
        for (String checksum : List.of(sha256, sha1)) {
            ApiClient.Answer answer = tus.append(address, 0, bent, "Upload-Checksum", checksum);
            assertThat(answer.status()).isEqualTo(460);
            assertThat(answer.code()).isEqualTo("checksum_mismatch");
            assertThat(tus.offset(address)).isZero();
        }
        assertThat(bodies(ann)).isZero();
        for (String wrong : List.of("md5 AAAA", "sha1", "sha1 ?", "sha1 ")) {
            assertThat(tus.append(address, 0, whole, "Upload-Checksum", wrong).code())
                    .as(wrong)
                    .isEqualTo("malformed_request");
        }
        assertThat(tus.append(address, 0, whole, "Upload-Checksum", sha256).status())
                .isEqualTo(204);
    }

    @Test
    void whatDoesNotGoOnWhereItStoppedIsRefused() {
        String address = tus.begun("a", TEXT.length);
        tus.append(address, 0, part(TEXT, 0, 5));
        for (long offset : List.of(0L, 4L, 6L, 11L, 99L)) {
            ApiClient.Answer answer = tus.append(address, offset, part(TEXT, 5, 11));
            assertThat(answer.status()).as("" + offset).isEqualTo(409);
            assertThat(answer.json().get("detail").textValue()).contains("byte 5");
        }
        ApiClient.Answer more = tus.append(address, 5, TEXT);
        assertThat(more.status()).as("more than was announced").isEqualTo(413);
        assertThat(tus.offset(address)).isEqualTo(5);
    }

    @Test
    void whatIsNotOfTheProtocolIsRefused() {
        String address = tus.begun("a", TEXT.length);
        assertThat(ann.send("HEAD", address, null, null).status()).isEqualTo(412);
        assertThat(ann.send("POST", UPLOADS, null, null, "Tus-Resumable", "0.2.2").code())
                .isEqualTo("unsupported_tus_version");
        assertThat(
                        tus.send(
                                        "PATCH",
                                        address,
                                        "application/octet-stream",
                                        TEXT,
                                        "Upload-Offset",
                                        "0")
                                .status())
                .isEqualTo(415);
        assertThat(tus.send("PATCH", address, "application/offset+octet-stream", TEXT).code())
                .isEqualTo("malformed_request");
        String name = "filename " + base64("a".getBytes(StandardCharsets.UTF_8));
        for (String length : List.of("-1", "x", "", "99999999999999999999")) {
            assertThat(
                            tus.send(
                                            "POST",
                                            UPLOADS,
                                            null,
                                            null,
                                            "Upload-Length",
                                            length,
                                            "Upload-Metadata",
                                            name)
                                    .code())
                    .as(length)
                    .isEqualTo("malformed_request");
        }
        for (String metadata : List.of("", "filename", "filename ?", name + "," + name, "a b c")) {
            assertThat(
                            tus.send(
                                            "POST",
                                            UPLOADS,
                                            null,
                                            null,
                                            "Upload-Length",
                                            "1",
                                            "Upload-Metadata",
                                            metadata)
                                    .code())
                    .as(metadata)
                    .isEqualTo("malformed_request");
        }
        assertThat(
                        tus.send(
                                        "POST",
                                        UPLOADS,
                                        null,
                                        null,
                                        "Upload-Defer-Length",
                                        "1",
                                        "Upload-Metadata",
                                        name)
                                .code())
                .isEqualTo("malformed_request");
    }

    @Test
    void itIsItsUsersAlone() {
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@up.example', 'password': 'a long password'}");
        ApiClient bob = platform.signIn(slug, "bob@up.example", "a long password");
        String address = tus.begun("a", TEXT.length);
        for (ApiClient other : List.of(bob, platform.newTenant())) {
            TusClient theirs = new TusClient(other);
            assertThat(theirs.head(address).status()).isEqualTo(404);
            assertThat(other.get(address).code()).isEqualTo("not_found");
            assertThat(theirs.append(address, 0, TEXT).code()).isEqualTo("not_found");
            assertThat(theirs.send("DELETE", address, null, null).code()).isEqualTo("not_found");
        }
        assertThat(new TusClient(platform.stranger()).head(address).status()).isEqualTo(401);
        assertThat(tus.offset(address)).isZero();
    }

    @Test
    void itIsEndedByItsUser() {
        long before = counted();
        String address = tus.begun("a", TEXT.length);
        tus.append(address, 0, part(TEXT, 0, 5));
        assertThat(bodies(ann)).isEqualTo(1);
        ApiClient.Answer ended = tus.send("DELETE", address, null, null);
        assertThat(ended.status()).isEqualTo(204);
        assertThat(ended.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(bodies(ann)).isZero();
        assertThat(tus.head(address).status()).isEqualTo(404);
        assertThat(counted()).isEqualTo(before);

        String done = tus.begun("a", TEXT.length);
        String file = tus.append(done, 0, TEXT).header("Armature-File");
        tus.send("DELETE", done, null, null);
        assertThat(ann.get(content(file)).response().body()).as("a file stays").isEqualTo(TEXT);
        assertThat(counted()).isEqualTo(before + TEXT.length);
    }

    @Test
    void whatNobodyGoesOnWithIsSweptAway() {
        String address = tus.begun("a", TEXT.length);
        tus.append(address, 0, part(TEXT, 0, 5));
        assertThat(counted()).as("it counts from its beginning").isEqualTo(TEXT.length);
        platform.sweepIn(Uploads.KEPT.minusMinutes(10));
        assertThat(tus.offset(address)).isEqualTo(5);
        platform.sweepIn(Uploads.KEPT.plusMinutes(10));
        assertThat(tus.head(address).status()).isEqualTo(404);
        assertThat(bodies(ann)).isZero();
        assertThat(counted()).isZero();
    }

    @Test
    void thereIsALargestAndItIsConfigured() {
        assertThat(tus.begin("a", UploadOptions.DEFAULT_MAX_SIZE).status()).isEqualTo(201);
        assertThat(tus.begin("a", UploadOptions.DEFAULT_MAX_SIZE + 1).code())
                .isEqualTo("body_too_large");
        try (TestPlatform other =
                new TestPlatform(
                        java.time.Clock.systemUTC(),
                        Map.of("armature.uploads.max-size", FileRules.LARGEST))) {
            TusClient theirs = new TusClient(other.newTenant());
            assertThat(theirs.begin("a", FileRules.LARGEST).status()).isEqualTo(201);
            assertThat(theirs.begin("a", FileRules.LARGEST + 1).code()).isEqualTo("body_too_large");
        }
    }

    @Test
    void aFieldTakesLargeOnesThatSaysSo() {
        byte[] large = bytes(FileRules.MAX_SIZE + 1);
        String address = tus.begun("large", large.length);
        String file = tus.append(address, 0, large).header("Armature-File");
        ann.object(
                "{'name': 'film', 'fields': [{'name': 'usual', 'type': 'file'}, {'name': 'large', 'type': 'file', 'maxSize': 5368709120}]}");
        assertThat(ann.post("/api/v1/records/film", "{'usual': '" + file + "'}").errors())
                .containsExactly("/usual too_large");
        ann.create("/api/v1/records/film", "{'large': '" + file + "'}");
        ApiClient.Answer range =
                ann.send("GET", content(file), null, null, "Range", "bytes=104857600-");
        assertThat(HexFormat.of().formatHex(range.response().body()))
                .isEqualTo(HexFormat.of().formatHex(part(large, FileRules.MAX_SIZE, large.length)));
    }

    @Test
    void aQuotaHoldsForWhatIsOnlyAnnounced() {
        platform.update(
                "update tenant set file_quota = 100 where slug = '" + ann.me("/tenant/slug") + "'");
        assertThat(tus.begin("a", 60).status()).isEqualTo(201);
        assertThat(tus.begin("a", 60).code()).isEqualTo("quota_exceeded");
        assertThat(tus.begin("a", 40).status()).isEqualTo(201);
    }

    @Test
    void aUserBeginsSoManyAndNoMore() {
        for (int i = 0; i < Uploads.MAX_OPEN; i++) {
            tus.begun("a", 1);
        }
        assertThat(tus.begin("a", 1).code()).isEqualTo("state_conflict");
    }

    @Test
    void theCheckKnowsThePieces() {
        String address = tus.begun("a", TEXT.length);
        tus.append(address, 0, part(TEXT, 0, 5));
        int number =
                Integer.parseInt(
                        platform.rows(
                                        "select tenant_id from tenant where slug = '"
                                                + ann.me("/tenant/slug")
                                                + "'")
                                .getFirst());
        var found =
                new dev.armature.engine.file.BodyCheck(
                                platform.context.getBean(
                                        dev.armature.metadata.database.TenantTransactions.class),
                                platform.context.getBean(dev.armature.engine.file.FileBodies.class))
                        .find(new TenantId(number));
        assertThat(found.lines()).isEmpty();
    }

    @Test
    void whatWasWholeWhenACrashCameBecomesAFileWhenItIsAskedFor() {
        String address = tus.begun("a", TEXT.length);
        tus.append(address, 0, part(TEXT, 0, 5));
        String done = tus.begun("b", TEXT.length);
        tus.append(done, 0, part(TEXT, 0, 5));
        // As if the process had ended between the last piece and the file.
        platform.update(
                "update upload set size = 5 where id = '"
                        + done.substring(done.lastIndexOf('/') + 1)
                        + "'");
        String file = tus.head(done).header("Armature-File");
        assertThat(ann.get(content(file)).body()).isEqualTo("dear ");
        assertThat(tus.head(address).header("Armature-File")).isNull();
    }

    @Test
    void aDayIsEnoughToGoOn() {
        assertThat(Uploads.KEPT).isEqualTo(Duration.ofDays(1));
    }
}
