package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md names tests that are there, and none of its rows is without one. */
class SecurityDocumentationTest {

    private static final Path PAGE = Path.of("../docs/security.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| ---"))
                .filter(line -> !line.matches("\\| (Requirement|Risk) \\|.*"))
                .toList();
    }

    /** The texts of all test classes, by their names. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        List<Path> folders;
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            folders =
                    modules.map(module -> module.resolve("src/test/java"))
                            .filter(Files::isDirectory)
                            .toList();
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                    tests.put(
                            file.getFileName().toString().replace(".java", ""),
                            Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        return tests;
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String row : rows()) {
            Matcher matcher = NAMED.matcher(row);
            while (matcher.find()) {
                named++;
                String text = tests.get(matcher.group(1));
                String method = matcher.group(2);
                if (text == null || method != null && !text.contains(" " + method + "(")) {
                    missing.add(matcher.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    @Test
    void everyRowNamesATestOrSaysWhatIsMissing() throws IOException {
        assertThat(rows())
                .hasSizeGreaterThan(60)
                .allSatisfy(row ->
                        assertThat(NAMED.matcher(row).find() || row.contains("**Open:**"))
                                .as(row)
                                .isTrue());
    }
}
