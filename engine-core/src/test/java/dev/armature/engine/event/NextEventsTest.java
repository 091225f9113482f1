package dev.armature.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.testing.EveryHome;
import dev.armature.testing.MetadataFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which events are read next, and what it costs to find them among all there ever were. */
@EveryHome
class NextEventsTest {

    private MetadataFixture metadata;
    private Connection owner;
    private Connection application;

    @BeforeEach
    void open() throws SQLException {
        metadata = new MetadataFixture();
        owner = metadata.database.connect();
        application = metadata.database.connectAsApplication();
    }

    @AfterEach
    void close() throws SQLException {
        application.close();
        owner.close();
        metadata.close();
    }

    @Test
    void eventsComeInTheOrderOfTheirTransactionsEachOnce() throws SQLException {
        happen(1, 3);
        happen(2, 2);

        assertThat(next(4)).containsExactly("1", "1", "1", "2");
        read();
        assertThat(next(4)).isEmpty();
        happen(3, 1);
        assertThat(next(4)).containsExactly("3");
    }

    @Test
    void anEventIsNotReadBeforeEveryOlderTransactionHasEnded() throws SQLException {
        try (Connection slow = metadata.database.connect()) {
            slow.setAutoCommit(false);
            happen(slow, 1, 1);
            happen(2, 1);

            assertThat(next(4)).isEmpty();

            slow.commit();
            assertThat(next(4)).containsExactly("1", "2");
        }
    }

    @Test
    void oneReaderAtATimeFindsSomething() throws SQLException {
        happen(1, 1);
        try (Connection other = metadata.database.connectAsApplication()) {
            other.setAutoCommit(false);
            assertThat(next(other, 4)).containsExactly("1");

            assertThat(next(4)).isEmpty();

            other.rollback();
            assertThat(next(4)).containsExactly("1");
        }
    }

    @Test
    void thoseThatWereReadAreNotLookedAtAgain() throws SQLException {
        happen(1, 20_000);
        read();
        happen(2, 3);
        next(500);

        JsonNode plan;
        try (Statement statement = application.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "explain (analyze, buffers, format json) select * from next_events(500)")) {
            row.next();
            plan = Json.read(row.getString(1)).get(0).get("Plan");
        }

        assertThat(plan.get("Actual Rows").asInt()).isEqualTo(3);
        assertThat(plan.get("Shared Hit Blocks").asInt() + plan.get("Shared Read Blocks").asInt())
                .isLessThan(40);
    }

    private void happen(int object, int times) throws SQLException {
        happen(owner, object, times);
    }

    private void happen(Connection connection, int object, int times) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into outbox (tenant_id, object_id, at, version, record_id, operation, cause)
                    select %d, %d, now(), 1, uuidv7(), 'create', '{}' from generate_series(1, %d)
                    """
                            .formatted(metadata.acme.value(), object, times));
        }
    }

    private List<String> next(int howMany) throws SQLException {
        return next(application, howMany);
    }

    private static List<String> next(Connection connection, int howMany) throws SQLException {
        List<String> objects = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select object_id from next_events(" + howMany + ")")) {
            while (rows.next()) {
                objects.add(rows.getString(1));
            }
        }
        return objects;
    }

    private void read() throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(
                    "select events_read(transaction_id, id) from next_events(1000000)"
                            + " order by transaction_id desc, id desc limit 1");
        }
    }
}
