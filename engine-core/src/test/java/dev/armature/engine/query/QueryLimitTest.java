package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.record.Command;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A query that takes too long is ended, and its author told what to do. */
class QueryLimitTest {

    private static final Duration NO_TIME = Duration.ofMillis(1);

    @Test
    void aQueryThatRunsTooLongIsEndedWithTheFieldsItLooksAt() {
        try (EngineFixture engine = new EngineFixture()) {
            notes(engine);
            RecordQuery query =
                    engine.query(engine.ann, "note")
                            .withFilter("text.contains(\"99\")")
                            .withSort("rank");
            RecordReader hurried =
                    new RecordReader(
                            new TenantDatabase(engine.metadata.pool, NO_TIME),
                            new AccessPolicy(),
                            new Cursors(new byte[32]),
                            QueryWatch.NONE,
                            Clock.systemUTC());

            EngineException ended =
                    catchThrowableOfType(
                            EngineException.class, () -> hurried.list(engine.ann, query));

            assertThat(ended.code()).isEqualTo(ErrorCode.QUERY_TOO_EXPENSIVE);
            assertThat(ended.detail()).contains("\"rank\", \"text\"");
            assertThat(engine.reader.list(engine.ann, query)).isNotEmpty();
        }
    }

    @Test
    void figuresThatTakeTooLongAreEndedWithTheFieldsThatTheyAreMadeOf() {
        try (EngineFixture engine = new EngineFixture()) {
            notes(engine);
            AggregateQuery query =
                    AggregateQuery.parse(
                            engine.model(engine.ann, "note"),
                            EngineFixture.json(
                                    "{'groupBy': ['text'], 'measures': {'most': 'max(rank)'}}"));
            Aggregator hurried =
                    new Aggregator(
                            new TenantDatabase(engine.metadata.pool, NO_TIME),
                            new AccessPolicy(),
                            QueryWatch.NONE,
                            Clock.systemUTC());

            EngineException ended =
                    catchThrowableOfType(
                            EngineException.class, () -> hurried.aggregate(engine.ann, query));

            assertThat(ended.code()).isEqualTo(ErrorCode.QUERY_TOO_EXPENSIVE);
            assertThat(ended.detail()).contains("\"rank\", \"text\"");
        }
    }

    @Test
    void onlyFieldsWithoutAnIndexAreNamedAndOthersOnlyTogether() {
        try (EngineFixture engine = new EngineFixture()) {
            notes(engine);
            OwnTables.move(engine, engine.ann, "note");
            ObjectModel note = engine.model(engine.ann, "note");

            assertThat(told(note, "rank > 5 && text != \"a\"")).endsWith("missing on \"text\"");
            assertThat(told(note, "rank > 5 && code == \"a\""))
                    .endsWith("give the object an index over several fields: \"code\", \"rank\"");
            assertThat(told(note, "rank > 5")).endsWith("narrow the filter");
        }
    }

    private static String told(ObjectModel object, String filter) {
        RecordQuery query = RecordQuery.of(object).withFilter(filter);
        DatabaseException cancelled = new DatabaseException(new SQLException("cancelled", "57014"));
        return ((EngineException)
                        QueryFailures.told(
                                cancelled, object, List.of(Objects.requireNonNull(query.filter()))))
                .detail();
    }

    private static void notes(EngineFixture engine) {
        engine.object(
                engine.ann,
                "{'name': 'note', 'fields': [{'name': 'text', 'type': 'text'}, {'name': 'rank', 'type': 'integer', 'indexed': true}, {'name': 'code', 'type': 'text', 'maxLength': 9, 'indexed': true}]}");
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            ObjectNode values = Json.object().put("text", "note " + i).put("rank", i % 7);
            commands.add(new Command.Create("note", values));
        }
        engine.writer.writeAll(engine.ann, commands, EngineFixture.CAUSE);
    }
}
