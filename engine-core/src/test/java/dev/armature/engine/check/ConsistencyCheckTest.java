package dev.armature.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.testing.MetadataFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is derived from records is compared with them and written anew, wherever they are. */
class ConsistencyCheckTest {

    private EngineFixture engine;
    private ConsistencyCheck check;
    private Caller ann;
    private UUID acme;
    private UUID deal;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        check = new ConsistencyCheck(engine.metadata.transactions, engine.metadata.models);
        ann = engine.ann;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** The same objects and as many records in both tenants. */
    private void prepare(String place) {
        records(engine.bob, place);
        records(ann, place);
    }

    private void records(Caller caller, String place) {
        engine.object(
                caller,
                "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}]}");
        engine.object(
                caller,
                """
                {'name': 'deal', 'uniqueTogether': [{'fields': ['account', 'code']}], 'fields': [
                    {'name': 'name', 'type': 'text', 'indexed': true},
                    {'name': 'code', 'type': 'text'},
                    {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                    {'name': 'account', 'type': 'reference', 'target': 'account'},
                    {'name': 'partners', 'type': 'references', 'target': 'account'}]}
                """);
        engine.metadata.service.createField(
                MetadataFixture.editor(caller.tenantId()),
                "account",
                EngineFixture.json(
                        "{'name': 'value', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'amount'}"));
        if (place.equals("dedicated")) {
            OwnTables.move(engine, caller, "account");
            OwnTables.move(engine, caller, "deal");
        }
        acme = engine.createId(caller, "account", "{'name': 'Acme'}");
        engine.createId(caller, "account", "{'name': 'Globex'}");
        deal = deal(caller, "A", "10.10");
        engine.update(caller, "deal", deal, "{'name': 'Bigger', 'amount': 12.50}");
        UUID gone = deal(caller, "B", "1");
        engine.write(caller, new Command.Delete("deal", gone, null));
    }

    private UUID deal(Caller caller, String code, String amount) {
        return engine.createId(
                caller,
                "deal",
                "{'name': 'Deal', 'code': '%1$s', 'amount': %2$s, 'account': '%3$s', 'partners': ['%3$s']}"
                        .formatted(code, amount, acme));
    }

    private List<Finding> found(Caller caller) {
        List<Finding> all = new ArrayList<>();
        check.objects(caller.tenantId())
                .forEach(object -> all.addAll(check.find(caller.tenantId(), object)));
        return all;
    }

    private List<Finding> repaired() {
        List<Finding> left = new ArrayList<>();
        check.objects(ann.tenantId())
                .forEach(object -> left.addAll(check.repair(ann.tenantId(), object)));
        return left;
    }

    private static Finding one(String object, String field, Finding.What what, UUID id) {
        return new Finding(object, field, what, 1, List.of(id));
    }

    private void corrupt(String sql) {
        engine.metadata.database.update(sql);
    }

    /** The table of the first tenant's object, and the condition that rows are its own. */
    private String table(String object) {
        var model = engine.model(ann, object);
        var table = model.definition().table();
        return table == null ? "record" : table.qualifiedName();
    }

    private String own(String object) {
        return "tenant_id = %d and object_id = %d"
                .formatted(ann.tenantId().value(), engine.model(ann, object).id());
    }

    private int field(String object, String field) {
        return engine.model(ann, object).field(field).id();
    }

    /** Exactly this is found, in this tenant; repaired, nothing is. */
    private void isFoundAndRepaired(Finding... findings) {
        assertThat(found(ann)).containsExactly(findings);
        assertThat(found(engine.bob)).isEmpty();

        assertThat(repaired()).isEmpty();

        assertThat(found(ann)).isEmpty();
        assertThat(found(engine.bob)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void recordsThatWereOnlyWrittenByThePlatformAreInOrder(String place) {
        prepare(place);

        assertThat(found(ann)).isEmpty();
        assertThat(found(engine.bob)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "dedicated")
    void columnsThatAreNotWhatTheRecordSays(String place) {
        prepare(place);
        corrupt(
                "update %s set c%d = 99, c%d = null where id = '%s'"
                        .formatted(
                                table("deal"),
                                field("deal", "amount"),
                                field("deal", "name"),
                                deal));

        // The account's figure is made of what the column says.
        isFoundAndRepaired(
                one("account", "value", Finding.What.ROLLUP, acme),
                one("deal", "name", Finding.What.COLUMN, deal),
                one("deal", "amount", Finding.What.COLUMN, deal));
        assertThat(engine.get(ann, "account", acme).get("value").decimalValue())
                .isEqualByComparingTo("12.5");
        assertThat(
                        engine.list(ann, engine.query(ann, "deal").withFilter("amount == 12.5"))
                                .get("data"))
                .hasSize(1);
    }

    /** A file as if somebody had uploaded it. */
    private UUID upload() {
        UUID id = UUID.randomUUID();
        corrupt(
                "insert into file (created_at, size, tenant_id, id, created_by, name, media_type, sha256) values (now(), 1, %d, '%s', '%s', 'a', 'text/plain', '')"
                        .formatted(ann.tenantId().value(), id, ann.userId()));
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void linksToFiles(String place) {
        engine.object(
                ann,
                "{'name': 'paper', 'fields': [{'name': 'scan', 'type': 'file'}, {'name': 'more', 'type': 'files'}]}");
        if (place.equals("dedicated")) {
            OwnTables.move(engine, ann, "paper");
        }
        UUID first = upload();
        UUID second = upload();
        UUID paper =
                engine.createId(
                        ann,
                        "paper",
                        "{'scan': '%s', 'more': ['%s', '%1$s']}".formatted(first, second));
        engine.update(ann, "paper", paper, "{'scan': null}");
        assertThat(found(ann)).as("the history tells of what was taken out").isEmpty();

        corrupt("delete from file_link where file_id = '" + second + "'");
        UUID nobody = UUID.randomUUID();
        corrupt(
                "insert into file_link (tenant_id, object_id, field_id, record_id, file_id) values (%d, %d, %d, '%s', '%s')"
                        .formatted(
                                ann.tenantId().value(),
                                engine.model(ann, "paper").id(),
                                field("paper", "scan"),
                                nobody,
                                first));
        isFoundAndRepaired(
                one("paper", "more", Finding.What.FILE_LINK_MISSING, paper),
                one("paper", "scan", Finding.What.FILE_LINK_LEFT, nobody));

        corrupt("delete from file where id = '" + second + "'");
        assertThat(found(ann))
                .containsExactly(one("paper", "more", Finding.What.FILE_MISSING, paper));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void uniqueValuesThatAreMissing(String place) {
        prepare(place);
        corrupt("delete from record_unique where " + own("deal"));
        corrupt("delete from record_unique where key = 'Acme' and " + own("account"));

        isFoundAndRepaired(
                one("account", "name", Finding.What.UNIQUE_MISSING, acme),
                one("deal", "account + code", Finding.What.UNIQUE_MISSING, deal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void uniqueValuesThatNoRecordHas(String place) {
        prepare(place);
        UUID nobody = UUID.randomUUID();
        corrupt(
                "insert into record_unique (tenant_id, object_id, field_id, record_id, key) values (%d, %d, %d, '%s', 'Initech'), (%1$d, %2$d, 77, '%4$s', 'x')"
                        .formatted(
                                ann.tenantId().value(),
                                engine.model(ann, "account").id(),
                                field("account", "name"),
                                nobody));

        isFoundAndRepaired(
                one("account", "name", Finding.What.UNIQUE_LEFT, nobody),
                one("account", "field 77", Finding.What.UNIQUE_LEFT, nobody));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void aValueThatTwoRecordsHaveIsLeftForSomebodyToDecide(String place) {
        prepare(place);
        corrupt("delete from record_unique where key = 'Acme' and " + own("account"));
        UUID second = engine.createId(ann, "account", "{'name': 'Acme'}");

        assertThat(repaired())
                .containsExactly(one("account", "name", Finding.What.UNIQUE_MISSING, second));
        assertThat(found(ann))
                .containsExactly(one("account", "name", Finding.What.UNIQUE_MISSING, second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void linksThatAreMissingAndLinksThatAreLeft(String place) {
        prepare(place);
        UUID other = UUID.randomUUID();
        corrupt(
                "update record_link set target_id = '%s' where record_id = '%s' and %s"
                        .formatted(other, deal, own("deal")));
        assertThat(found(ann))
                .contains(
                        one("deal", "partners", Finding.What.LINK_MISSING, deal),
                        one("deal", "partners", Finding.What.LINK_LEFT, deal));
        // The figure of the account is read through its links.
        assertThat(found(ann))
                .contains(
                        one("deal", "account", Finding.What.LINK_MISSING, deal),
                        one("deal", "account", Finding.What.LINK_LEFT, deal));

        assertThat(repaired()).isEmpty();

        assertThat(found(ann)).isEmpty();
        assertThat(engine.get(ann, "account", acme).get("value").decimalValue())
                .isEqualByComparingTo("12.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void figuresThatAreNotWhatTheyAreMadeOf(String place) {
        prepare(place);
        corrupt(
                "update %s set data = jsonb_set(data, '{%d}', '7') where id = '%s'"
                        .formatted(table("account"), field("account", "value"), acme));

        isFoundAndRepaired(one("account", "value", Finding.What.ROLLUP, acme));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void aHistoryThatEndsTooSoonIsCompletedWithWhatIsKnown(String place) {
        prepare(place);
        corrupt(
                "delete from record_history where version = 2 and record_id = '%s' and %s"
                        .formatted(deal, own("deal")));

        isFoundAndRepaired(one("deal", "", Finding.What.HISTORY_BEHIND, deal));
        engine.update(ann, "deal", deal, "{'name': 'Again'}");
        assertThat(found(ann)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void aHistoryThatGoesOnAfterTheRecordIsToldAndLeft(String place) {
        prepare(place);
        corrupt(
                "update record_history set version = 9 where version = 2 and record_id = '%s' and %s"
                        .formatted(deal, own("deal")));

        assertThat(repaired()).containsExactly(one("deal", "", Finding.What.HISTORY_AHEAD, deal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void manyRecordsAreOneFindingThatNamesTheFirst(String place) {
        prepare(place);
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 2 * RecordBatches.SIZE + 1; i++) {
            commands.add(
                    new Command.Create(
                            "account", EngineFixture.json("{'name': 'Account %d'}".formatted(i))));
        }
        engine.writer.writeAll(ann, commands, EngineFixture.CAUSE);
        corrupt("delete from record_unique where " + own("account"));

        Finding finding = found(ann).getFirst();

        assertThat(finding.count()).isEqualTo(commands.size() + 2);
        assertThat(finding.first()).hasSize(Finding.MAX_IDS).startsWith(acme);
        assertThat(finding.toString())
                .startsWith(
                        "account.name: the value is not in the index of unique values: 2003 records (")
                .endsWith(", …)");
        assertThat(repaired()).isEmpty();
        assertThat(found(ann)).isEmpty();
    }
}
