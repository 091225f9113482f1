package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The platform and then its database are killed while records are created. What was acknowledged is
 * there afterwards, with its history and its event, and nothing is there twice.
 */
class CrashTest {

    private static final int WRITERS = 8;

    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;

    @Test
    void whatWasAcknowledgedSurvivesTheDeathOfThePlatformAndOfItsDatabase() throws Exception {
        try (ServerProcess server = new ServerProcess(folder.resolve("data")).start()) {
            ApiClient ann = server.signUp();
            ann.object(
                    "{'name': 'item', 'fields': [{'name': 'number', 'type': 'text', 'unique': true}]}");
            ann.object(
                    "{'name': 'echo', 'fields': [{'name': 'number', 'type': 'text', 'unique': true}]}");
            ann.create(
                    "/api/v1/metadata/objects/item/rules",
                    "{'name': 'copy', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'echo', 'values': {'number': 'number'}}]}");

            load(ann, 150, server::kill);
            server.start();
            int first = acknowledged.size();
            load(ann, 150, server::killDatabase);
            ApiClient.await(() -> ready(ann));

            assertThat(strange)
                    .as("answers but 201, and 503 with a time to come back; " + faults(server))
                    .isEmpty();
            assertThat(first).isGreaterThanOrEqualTo(150);
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(first + 150);
            verify(server, ann);
        }
    }

    /** What the platform wrote of what it did not foresee. */
    private static String faults(ServerProcess server) {
        return server.output()
                .lines()
                .dropWhile(line -> !line.contains("ERROR d.a.e.h."))
                .limit(60)
                .collect(Collectors.joining("\n"));
    }

    private static boolean ready(ApiClient client) {
        try {
            return client.get("/health/ready").status() == 200
                    && client.get("/api/v1/me").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Blow {
        void strike() throws IOException, InterruptedException;
    }

    /**
     * Creates records from many sides, strikes after a number of them, and goes on until a while
     * after.
     */
    private void load(ApiClient client, int before, Blow blow) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        int begun = acknowledged.size();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stop.get()) {
                                    create(client);
                                }
                            }));
        }
        ApiClient.await(() -> acknowledged.size() >= begun + before);
        blow.strike();
        Thread.sleep(300);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void create(ApiClient client) {
        String number = "n" + numbers.incrementAndGet();
        try {
            ApiClient.Answer answer =
                    client.post("/api/v1/records/item", "{'number': '" + number + "'}");
            if (answer.status() == 201) {
                acknowledged.add(answer.id());
            } else if (answer.status() != 503 || answer.header("Retry-After") == null) {
                strange.add(answer.toString());
            }
        } catch (UncheckedIOException e) {
            // The platform is dead; nobody was told that this record exists.
        }
    }

    private void verify(ServerProcess server, ApiClient ann) throws Exception {
        List<String> ids = List.copyOf(acknowledged);
        assertThat(ids).doesNotHaveDuplicates();
        try (Connection connection = server.connect()) {
            for (String table :
                    List.of(
                            "record r where id",
                            "record_history where version = 1 and record_id",
                            "outbox where version = 1 and record_id",
                            "record_unique where record_id")) {
                assertThat(count(connection, "select count(*) from " + table + " = any(?)", ids))
                        .as(table)
                        .isEqualTo(ids.size());
            }
            // What was not acknowledged is there whole or not at all.
            assertThat(
                            count(
                                    connection,
                                    "select count(*) from record r where not exists (select from record_history h where h.record_id = r.id and h.version = r.version)",
                                    null))
                    .isZero();
            assertThat(
                            count(
                                    connection,
                                    "select count(*) from record r where not exists (select from outbox o where o.record_id = r.id and o.version = r.version)",
                                    null))
                    .isZero();
            long items =
                    count(
                            connection,
                            "select count(*) from record r join object_definition o on (o.tenant_id, o.id) = (r.tenant_id, r.object_id) where o.name = 'item'",
                            null);
            ApiClient.await(() ->
                    ann.get("/api/v1/records/echo?count=exact&limit=1")
                                    .json()
                                    .at("/page/count")
                                    .longValue()
                            == items);
            assertThat(count(connection, "select count(*) from effect where done_at is null", null))
                    .isZero();
        }
        TreeSet<String> read = new TreeSet<>();
        String cursor = null;
        do {
            JsonNode page =
                    ann.get(
                                    "/api/v1/records/item?limit=500"
                                            + (cursor == null
                                                    ? ""
                                                    : "&cursor=" + ApiClient.encode(cursor)))
                            .json();
            page.get("data")
                    .forEach(record -> assertThat(read.add(record.get("id").textValue())).isTrue());
            cursor = page.at("/page/next").textValue();
        } while (cursor != null);
        assertThat(read).containsAll(ids);
    }

    private static long count(Connection connection, String sql, List<String> ids)
            throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (ids != null) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "uuid", ids.stream().map(UUID::fromString).toArray()));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
