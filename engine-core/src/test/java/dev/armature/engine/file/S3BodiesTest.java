package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Bodies in a bucket of a server that speaks the S3 protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3BodiesTest extends FileBodiesContract {

    private static final TenantId ACME = new TenantId(41);

    @TempDir private Path folder;
    private S3Server server;
    private S3Bodies bodies;

    @BeforeAll
    void start() throws Exception {
        server = new S3Server();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    // What the contract asks for is an empty place.
    @BeforeEach
    void open() throws IOException {
        bodies = new S3Bodies(server.options(), folder.resolve("outgoing"));
        for (int tenant : List.of(1, 2, 12, 41)) {
            List<BodyName> names = new ArrayList<>();
            bodies.list(new TenantId(tenant), found -> names.add(found.name()));
            for (BodyName name : names) {
                bodies.delete(name);
            }
        }
    }

    @AfterEach
    void leave() throws IOException {
        bodies.close();
        try (Stream<Path> left = Files.list(folder.resolve("outgoing"))) {
            assertThat(left).as("what is on its way is gone when it has arrived").isEmpty();
        }
        assertThat(server.halves()).isZero();
    }

    @Override
    FileBodies bodies() {
        return bodies;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aLargeBodyGoesInParts() throws IOException {
        byte[] large = bytes(2 * S3Bodies.PART + 12_345);
        BodyName name = BodyName.of(ACME, UUID.randomUUID());

        assertThat(bodies.write(name, new ByteArrayInputStream(large), Long.MAX_VALUE).size())
                .isEqualTo(large.length);

        assertThat(bodies.size(name)).hasValue(large.length);
        try (InputStream in = bodies.read(name, 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
        int across = S3Bodies.PART - 5;
        try (InputStream in = bodies.read(name, across, 10)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(large, across, across + 10));
        }
    }

    @Test
    void aBodyOfNothingIsOneAndBeyondItsEndThereIsNothing() throws IOException {
        BodyName name = BodyName.of(ACME, UUID.randomUUID());
        bodies.write(name, new ByteArrayInputStream(new byte[0]), 10);
        assertThat(bodies.size(name)).hasValue(0);
        for (long[] range : new long[][] {{0, Long.MAX_VALUE}, {0, 5}, {5, 5}, {0, 0}}) {
            try (InputStream in = bodies.read(name, range[0], range[1])) {
                assertThat(in.readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void whoLeavesEarlyHoldsNothingUp() throws IOException {
        BodyName name = BodyName.of(ACME, UUID.randomUUID());
        bodies.write(name, new ByteArrayInputStream(bytes(3_000_000)), 3_000_000);
        for (int i = 0; i < 50; i++) {
            try (InputStream in = bodies.read(name, 0, Long.MAX_VALUE)) {
                assertThat(in.read()).isBetween(0, 255);
            }
        }
        assertThat(bodies.size(name)).hasValue(3_000_000);
    }

    @Test
    void moreBodiesThanAPageHasAreListed() throws IOException {
        for (int i = 0; i < 1_005; i++) {
            bodies.write(
                    BodyName.of(ACME, UUID.randomUUID()),
                    new ByteArrayInputStream(new byte[] {1}),
                    1);
        }
        List<FileBodies.Found> found = new ArrayList<>();
        bodies.list(ACME, found::add);
        assertThat(found).hasSize(1_005);
    }

    @Test
    void aStoreThatCannotBeHadSaysSoAtOnce() {
        assertThatThrownBy(() -> new S3Bodies(server.options("other", "secret"), folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("other");
        assertThatThrownBy(() -> new S3Bodies(server.options(S3Server.BUCKET, "wrong"), folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("refused")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void theSecretIsNotTold() {
        assertThat(server.options().toString()).doesNotContain("secret").contains("armature");
    }
}
