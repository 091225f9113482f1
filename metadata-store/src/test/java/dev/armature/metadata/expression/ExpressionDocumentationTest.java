package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What docs/expressions.md says of functions is what they do. */
class ExpressionDocumentationTest {

    private static final Path PAGE = Path.of("../docs/expressions.md");

    private static final String BEFORE = "<!-- made of the code by ExpressionDocumentationTest -->";

    // After a change of the library: mvn test -pl metadata-store
    // -Dtest=ExpressionDocumentationTest -Darmature.documentation.write=true
    private static final boolean WRITE = Boolean.getBoolean("armature.documentation.write");

    @Test
    void theTableOfFunctionsIsTheOneTheCodeMakes() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int start = page.indexOf(BEFORE) + 1;
        int end = start;
        while (page.get(end).startsWith("|")) {
            end++;
        }
        if (WRITE) {
            List<String> written = new ArrayList<>(page.subList(0, start));
            written.addAll(table());
            written.addAll(page.subList(end, page.size()));
            Files.write(PAGE, written);
        }

        assertThat(WRITE ? table() : page.subList(start, end)).isEqualTo(table());
    }

    private static List<String> table() {
        List<String> rows = new ArrayList<>();
        rows.add("| Function | Takes | Gives | Meaning | Example | Is |");
        rows.add("| --- | --- | --- | --- | --- | --- |");
        Function.all().forEach(function -> rows.add(row(function.description())));
        return rows;
    }

    private static String row(Function.Description function) {
        return "| `%s` | %s | %s | %s | `%s` | `%s` |"
                .formatted(
                        function.spelling(),
                        function.signature().taken(),
                        function.signature().given(),
                        function.meaning(),
                        function.example(),
                        function.is());
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatItsRowSays() {
        return Function.all().stream()
                .map(Function::description)
                .map(function ->
                        DynamicTest.dynamicTest(
                                function.example(),
                                () ->
                                        assertThat(evaluate(function.example()))
                                                .isNotNull()
                                                .isEqualTo(evaluate(function.is()))));
    }

    private static @Nullable Object evaluate(String text) {
        return Expressions.check(text, new NoFields()).evaluate(new NoValues());
    }

    private record NoFields() implements Scope {

        @Override
        public int objectId() {
            return 1;
        }

        @Override
        public boolean hasOld() {
            return false;
        }

        @Override
        public @Nullable Property property(int objectId, String name) {
            return null;
        }

        @Override
        public Collection<String> names(int objectId) {
            return List.of();
        }
    }

    private record NoValues() implements Bindings {

        @Override
        public @Nullable Object read(Expression.Read read) {
            return null;
        }

        @Override
        public Environment environment() {
            return new Environment(
                    new UUID(0, 1),
                    "ann@acme.example",
                    "Ann",
                    List.of(),
                    "acme",
                    "EUR",
                    ZoneId.of("UTC"),
                    Instant.EPOCH);
        }
    }
}
