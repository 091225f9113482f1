package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies on this machine's disk. */
class LocalBodiesTest extends FileBodiesContract {

    @TempDir private Path folder;
    private LocalBodies bodies;

    @BeforeEach
    void open() {
        bodies = new LocalBodies(folder.resolve("files"));
    }

    @Override
    FileBodies bodies() {
        return bodies;
    }

    @Test
    void namesBeginWithTheTenantAndNobodyElseMayRead() throws IOException {
        UUID id = UUID.fromString("0190a5e8-0000-7000-8000-0000000000f1");
        bodies.write(
                BodyName.of(new TenantId(7), id), new ByteArrayInputStream(new byte[] {1}), 10);

        Path body = folder.resolve("files/7/f1/" + id);
        assertThat(body).exists();
        for (Path parent : new Path[] {folder.resolve("files"), body.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(body)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatACrashLeftHalfWrittenIsForgottenAfterADay() throws IOException {
        Path incoming = folder.resolve("files/incoming");
        Path old = Files.createFile(incoming.resolve("old"));
        Path young = Files.createFile(incoming.resolve("young"));
        Files.setLastModifiedTime(
                old, FileTime.from(Instant.now().minus(LocalBodies.HALVES_KEPT).minusSeconds(60)));

        new LocalBodies(folder.resolve("files"));

        try (Stream<Path> left = Files.list(incoming)) {
            assertThat(left).containsExactly(young);
        }
    }
}
