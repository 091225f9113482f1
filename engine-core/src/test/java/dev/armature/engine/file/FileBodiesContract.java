package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every place for bodies keeps to, wherever it is. */
abstract class FileBodiesContract {

    private static final TenantId ACME = new TenantId(1);
    private static final TenantId GLOBEX = new TenantId(12);
    private static final long LIMIT = 1_000_000;

    /** An empty place. */
    abstract FileBodies bodies();

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("cut");
            }
        };
    }

    private static BodyName name(TenantId tenant) {
        return BodyName.of(tenant, UUID.randomUUID());
    }

    private String read(BodyName name, long from, long length) throws IOException {
        try (InputStream in = bodies().read(name, from, length)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aBodyComesBackWithItsLengthAndItsDigest() throws IOException {
        BodyName name = name(ACME);

        FileBodies.Written written = bodies().write(name, stream("hello"), LIMIT);

        assertThat(written.size()).isEqualTo(5);
        assertThat(written.sha256())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(bodies().size(name)).hasValue(5);
        assertThat(read(name, 0, Long.MAX_VALUE)).isEqualTo("hello");
    }

    @Test
    void anyPartIsRead() throws IOException {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        BodyName name = name(ACME);
        bodies().write(name, new ByteArrayInputStream(content), LIMIT);

        for (int[] part :
                new int[][] {{0, 10}, {65_530, 20}, {299_990, 10}, {299_990, 99}, {5, 0}}) {
            try (InputStream in = bodies().read(name, part[0], part[1])) {
                int end = Math.min(content.length, part[0] + part[1]);
                assertThat(in.readAllBytes())
                        .isEqualTo(java.util.Arrays.copyOfRange(content, part[0], end));
            }
        }
    }

    @Test
    void whatIsTooLargeOrCutLeavesNothing() throws IOException {
        BodyName large = name(ACME);
        BodyName cut = name(ACME);

        assertThatThrownBy(() -> bodies().write(large, stream("hello"), 4))
                .isInstanceOf(FileBodies.TooLargeException.class);
        assertThat(bodies().write(name(ACME), stream("hell"), 4).size()).isEqualTo(4);
        InputStream half = new SequenceInputStream(stream("x".repeat(100_000)), failing());
        assertThatThrownBy(() -> bodies().write(cut, half, LIMIT)).hasMessage("cut");
        for (BodyName name : List.of(large, cut)) {
            assertThat(bodies().size(name)).isEmpty();
            assertThatThrownBy(() -> bodies().read(name, 0, 1))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void aTenantsBodiesAreItsOwn() throws IOException {
        BodyName body = name(ACME);
        BodyName thumbnail = new BodyName(ACME, body.file(), ThumbnailSize.MEDIUM);
        BodyName same = BodyName.of(GLOBEX, body.file());
        bodies().write(body, stream("acme"), LIMIT);
        bodies().write(thumbnail, stream("small"), LIMIT);
        bodies().write(same, stream("globex"), LIMIT);

        assertThat(read(body, 0, 99)).isEqualTo("acme");
        assertThat(read(thumbnail, 0, 99)).isEqualTo("small");
        assertThat(read(same, 0, 99)).isEqualTo("globex");
        List<FileBodies.Found> found = new ArrayList<>();
        bodies().list(ACME, found::add);
        assertThat(found)
                .extracting(FileBodies.Found::name)
                .containsExactlyInAnyOrder(body, thumbnail);
        assertThat(found).extracting(FileBodies.Found::size).containsExactlyInAnyOrder(4L, 5L);
        bodies().list(new TenantId(2), one -> assertThat(one).isNull());
    }

    @Test
    void whatIsDeletedIsGoneAndMayBeDeletedAgain() throws IOException {
        BodyName name = name(ACME);
        bodies().write(name, stream("hello"), LIMIT);

        bodies().delete(name);
        bodies().delete(name);

        assertThat(bodies().size(name)).isEmpty();
    }

    @Test
    void whatThePlatformWritesItselfIsThereWholeOrNotAtAll() throws IOException {
        BodyName name = name(ACME);
        FileBodies.Written written =
                bodies().write(name, out -> out.write("hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(written.size()).isEqualTo(5);
        assertThat(written.sha256())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(bodies().size(name)).hasValue(5);

        BodyName other = name(ACME);
        assertThatThrownBy(() ->
                        bodies().write(
                                        other,
                                        out -> {
                                            out.write(new byte[100_000]);
                                            throw new IllegalStateException("cut off");
                                        }))
                .hasMessage("cut off");
        assertThat(bodies().size(other)).isEmpty();
    }
}
