package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.engine.usage.Stock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of files are compared with the rows that tell of them. */
class BodyCheckTest {

    @TempDir private Path folder;
    private EngineFixture engine;
    private LocalBodies bodies;
    private UploadedFiles files;
    private BodyCheck check;

    @BeforeEach
    void open() {
        engine = new EngineFixture();
        bodies = new LocalBodies(folder);
        files =
                new UploadedFiles(
                        engine.database,
                        engine.metadata.models,
                        new FileAccess(new AccessPolicy()),
                        bodies,
                        FileScanner.NONE,
                        new Stock(QuotaOptions.defaults()),
                        UUID::randomUUID);
        check = new BodyCheck(engine.metadata.transactions, bodies);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private UUID upload(Caller caller) {
        InputStream content = new ByteArrayInputStream(new byte[] {'x', 'y'});
        return files.take(caller, "a.txt", content).id();
    }

    private BodyCheck.Found found(Caller caller) {
        return check.find(caller.tenantId());
    }

    @Test
    void whatWasUploadedIsInOrder() {
        upload(engine.ann);
        upload(engine.bob);

        assertThat(found(engine.ann).lines()).isEmpty();
        assertThat(found(engine.bob).lines()).isEmpty();
    }

    @Test
    void aFileWhoseBodyIsGoneOrCutIsTold() throws IOException {
        UUID gone = upload(engine.ann);
        UUID cut = upload(engine.ann);
        upload(engine.bob);
        bodies.delete(BodyName.of(engine.ann.tenantId(), gone));
        Files.write(
                folder.resolve(BodyName.of(engine.ann.tenantId(), cut).path()), new byte[] {'x'});

        assertThat(found(engine.ann).missing()).containsExactlyInAnyOrder(gone, cut);
        assertThat(found(engine.ann).lines()).hasSize(2);
        assertThat(found(engine.bob).lines()).isEmpty();
    }

    @Test
    void aBodyWithoutAFileIsRemovedWhenItIsOldEnough() throws IOException {
        UUID kept = upload(engine.ann);
        BodyName left = BodyName.of(engine.ann.tenantId(), UUID.randomUUID());
        bodies.write(left, new ByteArrayInputStream(new byte[5]), 10);
        assertThat(found(engine.ann).left()).as("an upload may be under way").isEmpty();

        Files.setLastModifiedTime(
                folder.resolve(left.path()),
                FileTime.from(Instant.now().minus(BodyCheck.UNDER_WAY).minusSeconds(60)));
        BodyCheck.Found found = found(engine.ann);
        assertThat(found.left()).containsExactly(left.file());
        check.repair(engine.ann.tenantId(), found);

        assertThat(bodies.size(left)).isEmpty();
        assertThat(bodies.size(BodyName.of(engine.ann.tenantId(), kept))).hasValue(2);
        assertThat(found(engine.ann).lines()).isEmpty();
    }
}
