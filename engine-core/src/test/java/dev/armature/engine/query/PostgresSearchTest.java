package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is answered when the database takes too long to find words, or nearly the same ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSearchTest {

    private EngineFixture engine;

    @BeforeAll
    void open() {
        engine = new EngineFixture();
        engine.object(
                engine.ann,
                "{'name': 'note', 'titleField': 'text', 'fields': [{'name': 'text', 'type': 'text'}]}");
        engine.createId(engine.ann, "note", "{'text': 'A lighthouse'}");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Test
    void nearlyTheSameWordsAreLookedForWhereNothingElseIsFound() {
        SlowDatabase database = new SlowDatabase(Integer.MAX_VALUE);

        assertThat(found(database, "lighthuose")).hasSize(1);
        assertThat(database.asked).hasSize(2);
        assertThat(found(database, "lighthouse")).hasSize(1);
        assertThat(database.asked).hasSize(3);
    }

    @Test
    void nothingIsFoundWhereNearlyTheSameWordsTakeTooLong() {
        SlowDatabase database = new SlowDatabase(1);

        assertThat(found(database, "lighthuose")).isEmpty();
        assertThat(database.asked.getLast()).contains("statement_timeout");
    }

    @Test
    void theWordsThemselvesTakingTooLongIsTold() {
        assertThatThrownBy(() -> found(new SlowDatabase(0), "lighthouse"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("query_too_expensive");
    }

    private List<Search.Hit> found(Queries database, String words) {
        return new PostgresSearch(database, new AccessPolicy(), Clock.systemUTC())
                .find(
                        engine.ann,
                        List.of(engine.model(engine.ann, "note")),
                        SearchText.of(words, "en", "q"),
                        10);
    }

    /** The database, which ends what it is asked after a number of times. */
    private final class SlowDatabase implements Queries {

        private final int answered;
        private final List<String> asked = new ArrayList<>();

        SlowDatabase(int answered) {
            this.answered = answered;
        }

        @Override
        public void query(TenantId tenant, List<Sql> queries, List<Rows> handlers) {
            asked.add(queries.getFirst().text());
            if (asked.size() > answered) {
                throw new DatabaseException(new SQLException("too long", "57014"));
            }
            engine.database.query(tenant, queries, handlers);
        }
    }
}
