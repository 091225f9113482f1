package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.transfer.Exports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An export that is larger than what lies between it and its reader. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportStreamTest {

    private static final int RECORDS = 3_000;
    private static final String EXPORT = "/api/v1/records/page/export";

    private TestPlatform platform;
    private ApiClient admin;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        admin = platform.newTenant();
        admin.object(
                "{'name': 'page', 'fields': [{'name': 'number', 'type': 'integer', 'indexed': true}, {'name': 'text', 'type': 'longText'}]}");
        StringBuilder csv = new StringBuilder("number,text\n");
        String text = "All work and no play makes Jack a dull boy. ".repeat(160);
        for (int i = 0; i < RECORDS; i++) {
            csv.append(i).append(',').append(text).append('\n');
        }
        admin.finished(admin.csv("/api/v1/records/page/import", csv.toString()).id());
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private HttpResponse<InputStream> begin() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(platform.url() + EXPORT + "?sort=number"))
                                .header("Authorization", "Bearer " + admin.token())
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }

    /**
     * Waits until so many connections of the pool have a query of an export open. What the platform
     * does by itself may be between two statements of its own, for a moment.
     */
    private void awaitOpen(int exports) {
        ApiClient.await(() -> {
            String open =
                    platform.rows(
                                    "select count(*) from pg_stat_activity where datname = current_database()"
                                            + " and state = 'idle in transaction' and query like '%order by%'")
                            .getFirst();
            return Integer.parseInt(open) == exports;
        });
    }

    @Test
    void itHasTheRecordsAsTheyWereWhenItBegan() throws Exception {
        try (InputStream body = begin().body()) {
            byte[] first = body.readNBytes(10_000);
            awaitOpen(1);
            String last =
                    admin.get("/api/v1/records/page?sort=-number&limit=1&fields=id")
                            .json()
                            .at("/data/0/id")
                            .textValue();
            admin.patch("/api/v1/records/page/" + last, "{'text': 'changed meanwhile'}");
            admin.create("/api/v1/records/page", "{'number': 1000000, 'text': 'made meanwhile'}");

            String all =
                    new String(first, StandardCharsets.UTF_8)
                            + new String(body.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(all.lines()).hasSize(RECORDS + 1);
            assertThat(all).doesNotContain("meanwhile");
        }
        awaitOpen(0);
    }

    @Test
    void aClientThatGoesAwayEndsTheQueryAndOnlySoManyAreGivenAtOnce() throws Exception {
        List<InputStream> bodies = new ArrayList<>();
        for (int i = 0; i < Exports.OF_A_TENANT; i++) {
            InputStream body = begin().body();
            body.readNBytes(1_000);
            bodies.add(body);
        }
        awaitOpen(Exports.OF_A_TENANT);
        ApiClient.Answer refused = admin.get(EXPORT);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotNull();

        for (InputStream body : bodies) {
            body.close();
        }

        awaitOpen(0);
        ApiClient.await(() -> admin.get(EXPORT + "?filter=number%20%3C%202").status() == 200);
    }

    /** The half of a file is not to be taken for the whole. */
    @Test
    void anExportThatFailsMidwayBreaksOff() throws Exception {
        HttpResponse<InputStream> answer = begin();
        answer.body().readNBytes(1_000);
        // Until its reader is too slow for it the export is busy and not idle.
        ApiClient.await(() ->
                !platform.rows(
                                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                                        + " and state = 'idle in transaction' and query like '%order by%'")
                        .isEmpty());
        assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
    }
}
