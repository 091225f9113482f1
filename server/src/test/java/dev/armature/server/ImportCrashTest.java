package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform is killed in the middle of an import that has made fields and options. */
class ImportCrashTest {

    private static final int LINES = 30_000;

    @TempDir Path folder;

    @Test
    void anImportThatMadeFieldsGoesOnWithThemAndTakesNoLineTwice() throws Exception {
        try (ServerProcess server = new ServerProcess(folder.resolve("data")).start()) {
            ApiClient ann = server.signUp();
            ann.object(
                    "{'name': 'item', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'kind', 'type': 'select', 'options': ['a']}]}");
            String job =
                    ann.csv(
                                    "/api/v1/records/item/import?createFields=true&createOptions=true",
                                    file())
                            .id();
            ApiClient.await(() -> processed(ann, job) > 0);
            server.kill();
            server.start();

            JsonNode ended = ann.finished(job);

            assertThat(ended.get("state").textValue()).as(ended.toString()).isEqualTo("done");
            assertThat(ended.get("attempts").intValue()).isGreaterThan(1);
            assertThat(ended.get("created").intValue()).isEqualTo(LINES);
            assertThat(ann.get("/api/v1/metadata/objects/item/fields").json().get("data"))
                    .extracting(field -> field.get("name").textValue())
                    .containsExactly("name", "kind", "budget");
            assertThat(
                            ann.get(
                                            "/api/v1/records/item?limit=1&count=exact&filter="
                                                    + ApiClient.encode(
                                                            "budget >= 0 && kind != null"))
                                    .json()
                                    .at("/page/count")
                                    .intValue())
                    .isEqualTo(LINES);
        }
    }

    private static String file() {
        StringBuilder csv = new StringBuilder("name,kind,Budget\n");
        for (int i = 0; i < LINES; i++) {
            csv.append("n%d,%s,%d\n".formatted(i, i % 2 == 0 ? "a" : "b", i));
        }
        return csv.toString();
    }

    private static int processed(ApiClient ann, String job) {
        try {
            return ann.get("/api/v1/jobs/" + job).json().get("processed").intValue();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
