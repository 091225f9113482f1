package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With a virus scanner no file is there that it did not find clean. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VirusScanTest {

    private static final String FILES = "/api/v1/files";
    private static final int MOST = 3_000_000;
    private static final byte[] EICAR = FakeClamd.EICAR.getBytes(StandardCharsets.US_ASCII);

    private final FakeClamd scanner = new FakeClamd(MOST);
    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform =
                new TestPlatform(
                        Clock.systemUTC(), Map.of("armature.clamd.address", scanner.address()));
    }

    @AfterAll
    void close() {
        platform.close();
        scanner.close();
    }

    @BeforeEach
    void aTenant() {
        scanner.mood = FakeClamd.Mood.WELL;
        ann = platform.newTenant();
    }

    private ApiClient.Answer upload(byte[] content) {
        return ann.send(
                "POST", FILES + "?name=" + encode("a.bin"), "application/octet-stream", content);
    }

    private long bodies() {
        Path own =
                platform.files.resolve(
                        platform.rows(
                                        "select tenant_id from tenant where slug = '"
                                                + ann.me("/tenant/slug")
                                                + "'")
                                .getFirst());
        if (!Files.exists(own)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(own)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing, but for the test virus somewhere in it. */
    private static byte[] infected(int length, int at) {
        byte[] bytes = new byte[length];
        System.arraycopy(EICAR, 0, bytes, at, EICAR.length);
        return bytes;
    }

    @Test
    void whatIsCleanIsAFile() {
        int before = scanner.asked.get();
        ApiClient.Answer made = upload("dear reader".getBytes(StandardCharsets.UTF_8));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(scanner.asked.get()).isEqualTo(before + 1);
        assertThat(ann.get(FILES + "/" + made.id() + "/content").body()).isEqualTo("dear reader");
        assertThat(upload(new byte[0]).status()).isEqualTo(201);
        assertThat(upload(new byte[MOST]).status()).as("as much as it takes").isEqualTo(201);
    }

    @Test
    void whatIsInfectedIsRefusedAndToldOfInTheAuditLog() {
        // At the beginning, across two pieces, and at the very end.
        for (byte[] bad :
                new byte[][] {
                    EICAR,
                    infected(200_000, 64 * 1024 - 30),
                    infected(100_000, 100_000 - EICAR.length)
                }) {
            ApiClient.Answer answer = upload(bad);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("infected_file");
            assertThat(answer.json().get("detail").textValue())
                    .contains("a.bin")
                    .contains("Eicar-Test-Signature");
        }
        assertThat(bodies()).as("nothing of it is kept").isZero();
        assertThat(ann.get("/api/v1/tenant/usage").json().get("files").intValue()).isZero();
        JsonNode told = ann.get("/api/v1/audit?kind=file.refused").json().get("data");
        assertThat(told).hasSize(3);
        assertThat(told.get(0).get("subject").textValue()).isEqualTo("a.bin");
        assertThat(told.get(0).at("/detail/found").textValue()).isEqualTo("Eicar-Test-Signature");
        assertThat(told.get(0).at("/actor").toString()).contains(ann.me("/user/id"));
    }

    @Test
    void aFileInPiecesIsLookedAtWhenItIsWhole() {
        TusClient tus = new TusClient(ann);
        byte[] bad = infected(100_000, 49_990);
        String address = tus.begun("a.bin", bad.length);
        assertThat(tus.append(address, 0, Arrays.copyOf(bad, 50_000)).status()).isEqualTo(204);
        ApiClient.Answer last =
                tus.append(address, 50_000, Arrays.copyOfRange(bad, 50_000, bad.length));
        assertThat(last.code()).isEqualTo("infected_file");
        assertThat(tus.head(address).status()).as("the upload is over").isEqualTo(404);
        assertThat(bodies()).isZero();
        assertThat(ann.get("/api/v1/tenant/usage").json().get("files").intValue()).isZero();
    }

    @Test
    void withoutAnAnswerNothingIsTaken() {
        for (FakeClamd.Mood mood :
                new FakeClamd.Mood[] {
                    FakeClamd.Mood.HANGS_UP, FakeClamd.Mood.TALKS_NONSENSE, FakeClamd.Mood.FAILS
                }) {
            scanner.mood = mood;
            ApiClient.Answer answer = upload("dear reader".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(mood + " " + answer).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("scanner_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("30");
        }
        assertThat(bodies()).isZero();
    }

    @Test
    void anUploadInPiecesWaitsForAScannerThatIsAway() {
        TusClient tus = new TusClient(ann);
        byte[] good = "dear reader".getBytes(StandardCharsets.UTF_8);
        String address = tus.begun("a.bin", good.length);
        scanner.mood = FakeClamd.Mood.FAILS;
        assertThat(tus.append(address, 0, good).code()).isEqualTo("scanner_unavailable");
        assertThat(tus.head(address).status()).isEqualTo(503);
        scanner.mood = FakeClamd.Mood.WELL;
        String file = tus.head(address).header("Armature-File");
        assertThat(ann.get(FILES + "/" + file + "/content").response().body()).isEqualTo(good);
    }

    @Test
    void moreThanTheScannerTakesIsRefused() {
        ApiClient.Answer answer = upload(new byte[MOST + 1]);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
        assertThat(answer.json().get("detail").textValue()).contains("virus scanner");
        assertThat(upload(new byte[20_000_000]).status())
                .as("though it hangs up in the middle")
                .isEqualTo(413);
        assertThat(bodies()).isZero();
    }

    @Test
    void aScannerThatIsNotThereRefusesToo() {
        String nowhere;
        try (FakeClamd gone = new FakeClamd(MOST)) {
            nowhere = gone.address();
        }
        try (TestPlatform other =
                new TestPlatform(Clock.systemUTC(), Map.of("armature.clamd.address", nowhere))) {
            ApiClient.Answer answer =
                    other.newTenant()
                            .send(
                                    "POST",
                                    FILES + "?name=a",
                                    "application/octet-stream",
                                    new byte[] {1});
            assertThat(answer.code()).isEqualTo("scanner_unavailable");
        }
    }
}
