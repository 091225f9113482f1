package dev.armature.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever changes what records hold asks for their place first: a switch would lose what is written
 * without asking.
 */
class WritersOfRecordsTest {

    /** They fill columns that repeat what records hold, and change nothing of it. */
    private static final Set<String> OF_COLUMNS =
            Set.of("FarColumns.java", "TypedColumns.java", "ColumnFiller.java");

    private static final Pattern WRITES =
            Pattern.compile(
                    "\"(?:update|insert into|delete from) \",\\s*(?:place|RecordPlace\\.of\\(\\w+\\))\\.name\\(\\)");

    @Test
    void askForTheirPlaceFirst() {
        Map<String, Boolean> asks = new TreeMap<>();
        sources()
                .forEach((name, text) -> {
                    if (WRITES.matcher(text).find()) {
                        asks.put(name, text.contains("SwitchLock.share("));
                    }
                });

        assertThat(asks).as("is the pattern still right?").containsKeys("Statements.java");
        assertThat(OF_COLUMNS).as("is none of them gone?").isSubsetOf(asks.keySet());
        asks.keySet().removeAll(OF_COLUMNS);
        assertThat(asks).doesNotContainValue(false);
    }

    private static Map<String, String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(
                                    file -> file.getFileName().toString(),
                                    WritersOfRecordsTest::read,
                                    (one, other) -> one + other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
