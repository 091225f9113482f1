package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.Selection;
import dev.armature.engine.testing.CountedSockets;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How often the platform and the database wait for each other: what a request costs before anything
 * is computed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripsTest {

    private EngineFixture engine;
    private HikariDataSource counted;
    private EngineFixture.Door door;
    private Caller ann;

    @BeforeAll
    void open() {
        engine = new EngineFixture();
        ann = engine.ann;
        engine.object(
                ann,
                """
                {'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}
                """);
        engine.object(
                ann,
                """
                {'name': 'deal', 'fields': [
                   {'name': 'name', 'type': 'text', 'required': true},
                   {'name': 'code', 'type': 'text', 'unique': true},
                   {'name': 'account', 'type': 'reference', 'target': 'account'},
                   {'name': 'amount', 'type': 'decimal', 'scale': 2}],
                 'validations': [{'name': 'positive', 'expression': 'amount > 0', 'message': 'No'}]}
                """);
        DatabaseAddress address = engine.metadata.database.application();
        counted =
                Databases.open(
                        new DatabaseAddress(
                                address.host(),
                                address.port(),
                                address.database(),
                                address.user(),
                                address.password(),
                                "socketFactory=" + CountedSockets.class.getName(),
                                address.schema()),
                        1);
        door = engine.door(counted, Clock.systemUTC());
    }

    @AfterAll
    void close() {
        counted.close();
        engine.close();
    }

    @Test
    void oneForARecordAndOneForAPage() {
        UUID id = engine.createId(ann, "deal", "{'name': 'A', 'amount': 1}");

        assertThat(trips(() -> door.reader().get(ann, Selection.all(deal()), id))).isOne();
        assertThat(trips(() -> door.reader().list(ann, RecordQuery.of(deal())))).isOne();
    }

    @Test
    void oneForANewRecord() {
        assertThat(trips(() -> create("{'name': 'B', 'code': 'B', 'amount': 1}"))).isOne();
    }

    @Test
    void noneMoreForTheRecordsThatItReferences() {
        UUID account = engine.createId(ann, "account", "{'name': 'Acme'}");

        assertThat(trips(() -> create("{'name': 'C', 'amount': 1, 'account': '" + account + "'}")))
                .isOne();
    }

    @Test
    void aReferenceToNothingIsNamedWithWhateverElseIsWrong() {
        String nothing = "0190a000-0000-7000-8000-000000000000";

        assertThat(
                        EngineFixture.refusal(() ->
                                        create(
                                                "{'name': 'C', 'amount': -1, 'account': '"
                                                        + nothing
                                                        + "'}"))
                                .problems())
                .extracting("pointer")
                .contains("/account");
    }

    @Test
    void twoForAChangeSinceItHasToKnowWhatItChanges() {
        UUID id = engine.createId(ann, "deal", "{'name': 'D', 'amount': 1}");

        assertThat(trips(() -> write(new Command.Update("deal", id, json("{'amount': 2}"), null))))
                .isEqualTo(2);
    }

    @Test
    void aValueThatIsTakenIsLookedForAndNamedOnlyThen() {
        engine.create(ann, "deal", "{'name': 'E', 'code': 'E', 'amount': 1}");

        assertThat(
                        EngineFixture.refusal(
                                        () -> create("{'name': 'E', 'code': 'E', 'amount': 1}"))
                                .problems())
                .extracting("pointer")
                .containsExactly("/code");
    }

    @Test
    void aNodeThatHasNotHeardOfAFieldLearnsOfItBeforeItRefuses() {
        TenantModels late = new TenantModels(engine.metadata.transactions, engine.metadata.store);
        RecordWriter writer = engine.door(counted, late, Clock.systemUTC()).writer();
        late.current(ann.tenantId());
        engine.metadata.service.createField(
                new Editor(ann.tenantId(), null, null),
                "account",
                json("{'name': 'city', 'type': 'text'}"));

        Outcome.Done done =
                writer.write(
                        ann,
                        new Command.Create("account", json("{'city': 'Riga'}")),
                        EngineFixture.CAUSE);

        assertThat(Json.parse(done.json()).get("city").textValue()).isEqualTo("Riga");
    }

    private ObjectModel deal() {
        return engine.model(ann, "deal");
    }

    private Outcome.Done create(String values) {
        return write(new Command.Create("deal", json(values)));
    }

    private Outcome.Done write(Command command) {
        return door.writer().write(ann, command, EngineFixture.CAUSE);
    }

    private int trips(Runnable action) {
        wake();
        int before = CountedSockets.trips();
        action.run();
        return CountedSockets.trips() - before;
    }

    /** After half a second of rest the pool would ask the connection whether it is alive. */
    private void wake() {
        try {
            counted.getConnection().close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
