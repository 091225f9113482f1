package dev.armature.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md lists what clients can be answered. */
class ErrorDocumentationTest {

    private static final Path PAGE = Path.of("../docs/errors.md");

    @Test
    void everyCodeHasARowAndEveryRowIsACode() {
        assertThat(rows())
                .extracting(Row::code)
                .containsExactlyInAnyOrder(
                        Arrays.stream(ErrorCode.values())
                                .map(ErrorCode::code)
                                .toArray(String[]::new));
    }

    @Test
    void everyRowHasTheStatusThatIsAnswered() {
        Map<String, Integer> documented = new LinkedHashMap<>();
        rows().forEach(row -> documented.put(row.code(), row.status()));

        for (ErrorCode code : ErrorCode.values()) {
            int answered = ProblemDocuments.of(HttpRequest.GET("/"), code, code.title()).code();
            assertThat(documented).containsEntry(code.code(), answered);
        }
    }

    @Test
    void everyRowSaysWhenItComesAndWhatToDo() {
        assertThat(rows()).allSatisfy(row -> assertThat(row.texts()).doesNotContain(""));
    }

    private record Row(String code, int status, List<String> texts) {

        static Row read(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).skip(1).toList();
            return new Row(
                    cells.get(0).replace("`", ""),
                    Integer.parseInt(cells.get(1)),
                    cells.subList(2, 4));
        }
    }

    private static List<Row> rows() {
        try (Stream<String> lines = Files.lines(PAGE)) {
            return lines.dropWhile(line -> !line.equals("## Codes"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| `"))
                    .map(Row::read)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
