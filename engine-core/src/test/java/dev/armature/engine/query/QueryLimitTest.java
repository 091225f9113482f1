package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.record.Command;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A query that takes too long is ended, and its author told what to do. */
class QueryLimitTest {

    @Test
    void aQueryThatRunsTooLongIsEndedWithTheFieldsItLooksAt() {
        try (EngineFixture engine = new EngineFixture()) {
            engine.object(
                    engine.ann,
                    "{'name': 'note', 'fields': [{'name': 'text', 'type': 'text'}, {'name': 'rank', 'type': 'integer'}]}");
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                ObjectNode values = Json.object().put("text", "note " + i).put("rank", i % 7);
                commands.add(new Command.Create("note", values));
            }
            engine.writer.writeAll(engine.ann, commands, EngineFixture.CAUSE);
            ObjectModel notes =
                    engine.metadata.models.current(engine.ann.tenantId()).required("note");
            RecordQuery query =
                    RecordQuery.of(notes).withFilter("text.contains(\"99\")").withSort("rank");
            RecordReader hurried =
                    new RecordReader(
                            new TenantDatabase(engine.metadata.pool, Duration.ofMillis(1)),
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
}
