package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What docs/expressions.md says of functions is what they do. */
class ExpressionDocumentationTest {

    private static final Path PAGE = Path.of("../docs/expressions.md");

    /** A row of the table of functions. */
    private record Row(String name, String takes, String gives, String example, String result) {

        static Row read(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).skip(1).toList();
            return new Row(
                    unquoted(cells.get(0)),
                    cells.get(1),
                    cells.get(2),
                    unquoted(cells.get(4)),
                    unquoted(cells.get(5)));
        }

        private static String unquoted(String cell) {
            assertThat(cell).startsWith("`").endsWith("`");
            return cell.substring(1, cell.length() - 1);
        }
    }

    @Test
    void everyFunctionHasARowAndEveryRowIsAFunction() {
        assertThat(rows().stream().map(Row::name))
                .containsExactly(
                        Arrays.stream(Function.values())
                                .map(Function::spelling)
                                .toArray(String[]::new));
    }

    @TestFactory
    Stream<DynamicTest> everyFunctionTakesAndGivesWhatItsRowSays() {
        return rows().stream()
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.name(),
                                () -> {
                                    Function function = Function.named(row.name());
                                    assertThat(function).isNotNull();
                                    if (!function.parameters().isEmpty()) {
                                        assertThat(row.takes()).isEqualTo(parameters(function));
                                    }
                                    if (function != Function.COALESCE) {
                                        assertThat(row.gives())
                                                .isEqualTo(function.result().label());
                                    }
                                }));
    }

    private static String parameters(Function function) {
        return function.parameters().stream()
                .map(ValueType::label)
                .collect(Collectors.joining(", "));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatItsRowSays() {
        return rows().stream()
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.example(),
                                () ->
                                        assertThat(evaluate(row.example()))
                                                .isEqualTo(evaluate(row.result()))));
    }

    private static @Nullable Object evaluate(String text) {
        return Expressions.check(text, new NoFields()).evaluate(new NoValues());
    }

    private static List<Row> rows() {
        try (Stream<String> lines = Files.lines(PAGE)) {
            return lines.dropWhile(line -> !line.equals("## Functions"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| `"))
                    .map(Row::read)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
