package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.KeyReaders;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A record that lies whole in a table of its tenant's own is read without the settings that other
 * queries need, and nothing else is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadByKeyTest {

    private EngineFixture engine;
    private UUID id;

    @BeforeAll
    void open() {
        engine = new EngineFixture();
        for (var caller : List.of(engine.ann, engine.bob)) {
            engine.object(
                    caller,
                    """
                    {'name': 'note', 'fields': [{'name': 'text', 'type': 'text'}, {'name': 'next', 'type': 'reference', 'target': 'note'}]}
                    """);
            engine.object(
                    caller,
                    """
                    {'name': 'task', 'fields': [{'name': 'due', 'type': 'date'}, {'name': 'late', 'type': 'formula', 'returns': 'boolean', 'expression': 'due < today()'}]}
                    """);
            engine.object(
                    caller, "{'name': 'small', 'fields': [{'name': 'text', 'type': 'text'}]}");
            OwnTables.move(engine, caller, "note");
            OwnTables.move(engine, caller, "task");
        }
        id = engine.createId(engine.ann, "note", "{'text': 'A'}");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Test
    void aRecordInATableOfItsOwnIsReadByItsKeyAlone() {
        assertThat(isReadByKey(Selection.all(note()), id)).isTrue();
    }

    @Test
    void oneOfTheSharedStoreIsNot() {
        UUID small = engine.createId(engine.ann, "small", "{'text': 'B'}");

        assertThat(isReadByKey(Selection.all(engine.model(engine.ann, "small")), small)).isFalse();
    }

    @Test
    void oneThatIsComputedFromTheDayIsNot() {
        UUID task = engine.createId(engine.ann, "task", "{'due': '2020-01-01'}");

        assertThat(isReadByKey(Selection.all(engine.model(engine.ann, "task")), task)).isFalse();
    }

    @Test
    void oneWithWhatItReferencesIsNot() {
        assertThat(isReadByKey(Selection.parse(note(), "text,next.text"), id)).isFalse();
    }

    @Test
    void oneAsItWasIsNot() {
        CountedQueries counted = new CountedQueries();

        assertThat(
                        engine.reader
                                .within(counted)
                                .get(engine.ann, Selection.all(note()), id, Instant.now()))
                .isPresent();

        assertThat(counted.byKey).isZero();
    }

    @Test
    void whatAStatementReadsOfTheSharedStoreByKeyIsNothing() {
        engine.createId(engine.ann, "small", "{'text': 'C'}");
        Sql table = tableOf(engine.ann.tenantId());

        int[] found = new int[1];
        engine.database.byKey(
                engine.ann.tenantId(),
                Sql.of("select (select count(*) from record) from ", table, " limit 1"),
                rows -> {
                    rows.next();
                    found[0] = rows.getInt(1);
                });

        assertThat(found[0]).isZero();
    }

    @Test
    void theTableOfAnotherTenantStaysClosed() {
        String others = tableOf(engine.bob.tenantId()).text();
        Sql own = tableOf(engine.ann.tenantId());

        assertThatThrownBy(() ->
                        engine.database.byKey(
                                engine.ann.tenantId(),
                                Sql.of("select 1 from ", own, ", ", others),
                                rows -> {}))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void aStatementThatNamesNoTableOfTheTenantsIsNotRun() {
        assertThatThrownBy(() ->
                        engine.database.byKey(
                                engine.ann.tenantId(), Sql.raw("select 1 from record"), rows -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Nested
    class OnOneConnection {

        private final KeyReaders readers =
                new KeyReaders(engine.metadata.database.application(), 1);
        private final TenantDatabase database =
                new TenantDatabase(HomePools.common(engine.metadata.pool), readers);

        @AfterEach
        void close() {
            readers.close();
        }

        @Test
        void tenantsReadTheirOwnInTurns() {
            engine.createId(engine.bob, "note", "{'text': 'B'}");

            assertThat(text(engine.ann)).isEqualTo("A");
            assertThat(text(engine.bob)).isEqualTo("B");
            assertThat(text(engine.bob)).isEqualTo("B");
            assertThat(text(engine.ann)).isEqualTo("A");
        }

        @Test
        void whoTakesItForAnotherRoleIsRefusedAndTheNextIsNot() {
            text(engine.ann);
            String undone = "select set_config('role', 'none', false) from ";
            read(engine.ann, Sql.of(undone, tableOf(engine.ann.tenantId()), " limit 1"));

            assertThatThrownBy(() -> text(engine.ann))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("permission denied");
            assertThat(text(engine.ann)).isEqualTo("A");
        }

        @Test
        void afterAFailureTheRoleIsToldAgain() {
            text(engine.ann);
            Sql failing =
                    Sql.of("select 1 / (version - version) from ", tableOf(engine.bob.tenantId()));
            engine.createId(engine.bob, "note", "{'text': 'C'}");

            assertThatThrownBy(() -> read(engine.bob, failing))
                    .hasMessageContaining("division by zero");
            assertThat(text(engine.ann)).isEqualTo("A");
            assertThatThrownBy(() -> read(engine.bob, failing))
                    .hasMessageContaining("division by zero");
            assertThat(text(engine.bob)).isIn("B", "C");
        }

        private String text(Caller caller) {
            return read(
                    caller,
                    Sql.of(
                            "select data ->> '1' from ",
                            tableOf(caller.tenantId()),
                            " order by id limit 1"));
        }

        private String read(Caller caller, Sql sql) {
            List<String> read = new ArrayList<>();
            database.byKey(
                    caller.tenantId(),
                    sql,
                    rows -> {
                        rows.next();
                        read.add(rows.getString(1));
                    });
            return read.getFirst();
        }
    }

    private ObjectModel note() {
        return engine.model(engine.ann, "note");
    }

    private Sql tableOf(TenantId tenant) {
        var layout = engine.metadata.models.current(tenant).required("note").definition().table();
        assertThat(layout).isNotNull();
        return Sql.ownTable(layout.qualifiedName(), layout.role());
    }

    private boolean isReadByKey(Selection selection, UUID record) {
        CountedQueries counted = new CountedQueries();
        assertThat(engine.reader.within(counted).get(engine.ann, selection, record)).isPresent();
        assertThat(counted.byKey + counted.others).isOne();
        return counted.byKey == 1;
    }

    /** The database, with a count of how it is asked. */
    private final class CountedQueries implements Queries {
        private int byKey;
        private int others;

        @Override
        public void query(TenantId tenant, List<Sql> queries, List<Rows> handlers) {
            others++;
            engine.database.query(tenant, queries, handlers);
        }

        @Override
        public void byKey(TenantId tenant, Sql query, Rows rows) {
            byKey++;
            engine.database.byKey(tenant, query, rows);
        }
    }
}
