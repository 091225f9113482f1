package dev.armature.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zip file that an archive is: what it says of its entries, how many there may be, names. */
class ArchiveWriterTest {

    /** As many as a zip file has without the fields of zip64, and one more. */
    private static final int MANY = 65_536;

    private static final Instant AT = Instant.parse("2026-05-03T10:00:00Z");

    @TempDir Path folder;

    @Test
    void eachEntryIsToldByItsLinesBytesAndHash() throws IOException, SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArchiveWriter archive = new ArchiveWriter(bytes, AT)) {
            long count =
                    archive.lines(
                            "records/note.ndjson",
                            out -> {
                                out.accept("{}".getBytes(StandardCharsets.UTF_8));
                                out.accept("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
                            });
            assertThat(count).isEqualTo(2);
            archive.document("metadata/package.json", Json.object());
            archive.body("files/a", new ByteArrayInputStream(new byte[3]), () -> {});
            assertThat(archive.entries()).hasSize(2);
            assertThat(archive.entries().get(0))
                    .isEqualTo(
                            Json.object()
                                    .put("name", "records/note.ndjson")
                                    .put("count", 2L)
                                    .put("bytes", 11L)
                                    .put(
                                            "sha256",
                                            Sha256.hex(
                                                    "{}\n{\"a\":1}\n"
                                                            .getBytes(StandardCharsets.UTF_8))));
        }
        Path file = Files.write(folder.resolve("a.zip"), bytes.toByteArray());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly("records/note.ndjson", "metadata/package.json", "files/a");
            assertThat(zip.getInputStream(zip.getEntry("files/a")).readAllBytes()).hasSize(3);
        }
    }

    @Test
    void thereMayBeMoreEntriesThanSixteenBitsCount() throws IOException {
        Path file = folder.resolve("many.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ArchiveWriter archive = new ArchiveWriter(out, AT)) {
            for (int i = 0; i <= MANY; i++) {
                archive.body("files/f" + i, new ByteArrayInputStream(new byte[1]), () -> {});
            }
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(MANY + 1);
            assertThat(zip.getEntry("files/f" + MANY).getSize()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a", "/a", "a/../b", "a//b", "a\\b", "c:a", "a/.b", "", "a b", "a\n", "é", "-a"
            })
    void aNameThatCouldLeaveItsFolderIsRefused(String name) throws IOException {
        try (ArchiveWriter archive = new ArchiveWriter(OutputStream.nullOutputStream(), AT)) {
            assertThatThrownBy(() ->
                            archive.body(name, new ByteArrayInputStream(new byte[1]), () -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            archive.document("manifest.json", Json.object());
        }
    }
}
