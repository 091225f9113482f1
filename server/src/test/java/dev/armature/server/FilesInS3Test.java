package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.file.BodyCheck;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.S3Bodies;
import dev.armature.engine.file.S3Options;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.tenant.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files of a platform whose bodies lie in a bucket of a server that speaks the S3 protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesInS3Test {

    private static final String FILES = "/api/v1/files";
    private static final int MIB = 1024 * 1024;

    @TempDir private static Path folder;
    private S3Proxy server;
    private S3Bodies bodies;
    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() throws Exception {
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer("armature");
        server = serving(blobs, 0);
        bodies = new S3Bodies(options(), folder);
        platform = TestPlatform.storingIn(bodies);
    }

    private static S3Proxy serving(TransientNio2BlobStore blobs, int port) throws Exception {
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(blobs)
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
                        .build();
        server.start();
        return server;
    }

    private S3Options options() {
        return new S3Options(
                URI.create("http://127.0.0.1:" + server.getPort()),
                "armature",
                S3Options.DEFAULT_REGION,
                "key",
                "secret");
    }

    @AfterAll
    void close() throws Exception {
        platform.close();
        server.stop();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
    }

    private ApiClient.Answer upload(byte[] content) {
        return ann.send("POST", FILES + "?name=a", "application/octet-stream", content);
    }

    private TenantId number() {
        return new TenantId(
                Integer.parseInt(
                        platform.rows(
                                        "select tenant_id from tenant where slug = '"
                                                + ann.me("/tenant/slug")
                                                + "'")
                                .getFirst()));
    }

    private BodyCheck.Found found() {
        return new BodyCheck(platform.context.getBean(TenantTransactions.class), bodies)
                .find(number());
    }

    @Test
    void filesComeAndGoAsFromADisk() {
        byte[] large = new byte[40 * MIB];
        new Random(5).nextBytes(large);
        String id = upload(large).id();
        assertThat(ann.get(FILES + "/" + id + "/content").response().body()).isEqualTo(large);
        ApiClient.Answer range =
                ann.send(
                        "GET",
                        FILES + "/" + id + "/content",
                        null,
                        null,
                        "Range",
                        "bytes=16777210-16777219");
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.response().body())
                .isEqualTo(Arrays.copyOfRange(large, 16_777_210, 16_777_220));

        String photo = upload(FilesApiTest.image("png", 300, 200)).id();
        assertThat(ann.get(FILES + "/" + photo + "/content?size=64").header("Content-Type"))
                .isEqualTo("image/png");
        assertThat(found().lines()).isEmpty();
        assertThat(ann.delete(FILES + "/" + id).status()).isEqualTo(204);
        assertThat(found().lines()).isEmpty();
    }

    @Test
    void theyComeInPieces() {
        byte[] whole = new byte[20 * MIB];
        new Random(6).nextBytes(whole);
        TusClient tus = new TusClient(ann);
        String address = tus.begun("a", whole.length);
        tus.append(address, 0, Arrays.copyOf(whole, 17 * MIB));
        assertThat(tus.offset(address)).isEqualTo(17 * MIB);
        String file =
                tus.append(address, 17 * MIB, Arrays.copyOfRange(whole, 17 * MIB, whole.length))
                        .header("Armature-File");
        assertThat(ann.get(FILES + "/" + file + "/content").response().body()).isEqualTo(whole);
        assertThat(found().lines()).isEmpty();
    }

    @Test
    void theCheckFindsWhatIsNotThere() throws Exception {
        String id = upload("dear reader".getBytes(StandardCharsets.UTF_8)).id();
        bodies.delete(BodyName.of(number(), UUID.fromString(id)));
        assertThat(found().lines())
                .containsExactly("file " + id + ": its body is not there, or is cut");
    }

    @Test
    void whatIsOnItsWayIsGoneWhenItHasArrived() throws Exception {
        upload(new byte[1000]);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whileTheStoreIsAwayNothingIsTakenAndTheRestGoesOn() throws Exception {
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer("armature");
        S3Proxy other = serving(blobs, 0);
        S3Options there =
                new S3Options(
                        URI.create("http://127.0.0.1:" + other.getPort()),
                        "armature",
                        S3Options.DEFAULT_REGION,
                        "key",
                        "secret");
        try (TestPlatform lonely =
                TestPlatform.storingIn(new S3Bodies(there, folder.resolve("lonely")))) {
            ApiClient client = lonely.newTenant();
            other.stop();
            ApiClient.Answer answer =
                    client.send("POST", FILES + "?name=a", "application/octet-stream", new byte[9]);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(client.get("/api/v1/me").status()).isEqualTo(200);
        }
    }

    @Test
    void aPlatformWhoseStoreCannotBeHadDoesNotStart() throws Exception {
        ServerProcess.Ended ended =
                ServerProcess.failing(
                        folder.resolve("data"),
                        Map.of(
                                "ARMATURE_S3_ENDPOINT",
                                "http://127.0.0.1:" + server.getPort(),
                                "ARMATURE_S3_BUCKET",
                                "nowhere",
                                "ARMATURE_S3_KEY",
                                "key",
                                "ARMATURE_S3_SECRET",
                                "secret"),
                        "--no-demo",
                        "--port",
                        "0");
        assertThat(ended.status()).isNotZero();
        assertThat(ended.output()).contains("The place of files cannot be had").contains("nowhere");
    }
}
