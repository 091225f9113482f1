package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.home.HomeConnections;
import dev.armature.metadata.database.Databases;
import dev.armature.server.wall.StatementTap;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** However many records a request leads to, each level of it is read by one statement. */
class GraphBatchTest {

    private static final Pattern RECORDS = Pattern.compile("\\bfrom (armature\\.)?record\\b");

    @Test
    void aLevelIsReadByOneStatement() {
        Queue<String> statements = new ConcurrentLinkedQueue<>();
        StatementTap tap =
                new StatementTap(sql -> {
                    statements.add(sql);
                    return sql;
                });
        try (TestPlatform platform =
                new TestPlatform(home ->
                        tap.tap(Databases.open(home.application(), HomeConnections.MOST)))) {
            ApiClient ann = platform.newTenant();
            List<String> objects = List.of("region", "account", "deal", "line");
            for (int i = 0; i < objects.size(); i++) {
                String parent =
                        i == 0
                                ? ""
                                : ", {'name': 'parent', 'type': 'reference', 'target': '%s'}"
                                        .formatted(objects.get(i - 1));
                ann.object(
                        "{'name': '%s', 'fields': [{'name': 'name', 'type': 'text'}%s]}"
                                .formatted(objects.get(i), parent));
            }
            List<String> above = create(ann, "region", 5, List.of());
            above = create(ann, "account", 10, above);
            above = create(ann, "deal", 20, above);
            create(ann, "line", 50, above);

            statements.clear();
            JsonNode up =
                    ask(
                            ann,
                            "{ line_list(first: 50) { nodes { name parent { name parent { name parent { name } } } } } }");
            assertThat(up.at("/data/line_list/nodes")).hasSize(50);
            assertThat(up.at("/data/line_list/nodes/49/parent/parent/parent/name").textValue())
                    .isEqualTo("region4");
            assertThat(read(statements)).as(statements.toString()).hasSize(4);

            statements.clear();
            JsonNode down =
                    ask(
                            ann,
                            "{ region_list(first: 10) { nodes { name account_by_parent(first: 5) { totalCount nodes { deal_by_parent(first: 5) { nodes { line_by_parent { edges { cursor node { name parent_id } } } } } } } } } }");
            assertThat(
                            down.findValues("line_by_parent").stream()
                                    .mapToInt(lines -> lines.get("edges").size())
                                    .sum())
                    .isEqualTo(50);
            // One of them counts as well.
            assertThat(read(statements)).as(statements.toString()).hasSizeBetween(4, 5);
        }
    }

    private static List<String> create(
            ApiClient client, String object, int count, List<String> parents) {
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String parent =
                    parents.isEmpty()
                            ? ""
                            : ", 'parent': '%s'".formatted(parents.get(i % parents.size()));
            operations.add(
                    "{'op': 'create', 'record': {'name': '%s%d'%s}}".formatted(object, i, parent));
        }
        List<String> ids = new ArrayList<>();
        client.post(
                        "/api/v1/records/" + object + "/bulk",
                        "{'operations': [%s]}".formatted(String.join(",", operations)))
                .json()
                .get("results")
                .forEach(result -> ids.add(result.at("/record/id").textValue()));
        return ids;
    }

    private static JsonNode ask(ApiClient client, String query) {
        ApiClient.Answer answer = client.post("/graphql", "{'query': '%s'}".formatted(query));
        assertThat(answer.json().has("errors")).as(answer.toString()).isFalse();
        return answer.json();
    }

    private static List<String> read(Queue<String> statements) {
        return statements.stream().filter(sql -> RECORDS.matcher(sql).find()).toList();
    }
}
