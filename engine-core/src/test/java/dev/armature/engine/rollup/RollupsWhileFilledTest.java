package dev.armature.engine.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.MetadataFixture;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While a job fills the rollups of an object with many records, which here it does when told to,
 * everybody who reads has the figures as they are.
 */
class RollupsWhileFilledTest {

    private static final int ACCOUNTS = 60;
    private static final int DEALS = 3_000;

    private final List<String> ordered = new ArrayList<>();
    private EngineFixture engine;
    private Jobs jobs;
    private RollupWork work;
    private Aggregator aggregator;
    private Caller ann;
    private List<UUID> accounts;

    @BeforeEach
    void open() {
        engine =
                new EngineFixture(
                        new RecordAdjuster(
                                (connection, object, records) ->
                                        ordered.add(object.name() + " " + records),
                                ACCOUNTS - 1));
        jobs = new Jobs(engine.database, new Ids(Clock.systemUTC()));
        work =
                new RollupWork(
                        engine.database,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        jobs);
        aggregator =
                new Aggregator(
                        engine.database, new AccessPolicy(), QueryWatch.NONE, Clock.systemUTC());
        ann = engine.ann;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Accounts, the i-th with the deals of amount i, i + 60 and so on, in both tenants. */
    private void prepare(String place) {
        for (Caller caller : List.of(engine.bob, ann)) {
            engine.object(
                    caller,
                    """
                    {'name': 'account', 'fields': [{'name': 'number', 'type': 'integer', 'indexed': true}]}
                    """);
            engine.object(
                    caller,
                    """
                    {'name': 'deal', 'fields': [
                        {'name': 'amount', 'type': 'integer'},
                        {'name': 'won', 'type': 'boolean'},
                        {'name': 'account', 'type': 'reference', 'target': 'account'}]}
                    """);
            accounts = create(caller, "account", ACCOUNTS, i -> "{'number': %d}".formatted(i));
            add(
                    caller,
                    "account",
                    "{'name': 'total', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'amount', 'indexed': true}");
            add(
                    caller,
                    "account",
                    "{'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'total * 2', 'indexed': true}");
            add(
                    caller,
                    "deal",
                    "{'name': 'sibling', 'type': 'formula', 'returns': 'decimal', 'expression': 'account.total', 'indexed': true}");
            if (place.equals("dedicated")) {
                OwnTables.move(engine, caller, "account");
                OwnTables.move(engine, caller, "deal");
            }
            create(
                    caller,
                    "deal",
                    DEALS,
                    i ->
                            "{'amount': %d, 'won': %s, 'account': '%s'}"
                                    .formatted(i, i >= DEALS / 2, accounts.get(i % ACCOUNTS)));
        }
        finish();
        ordered.clear();
    }

    private interface Values {
        String of(int i);
    }

    private List<UUID> create(Caller caller, String object, int count, Values values) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(new Command.Create(object, EngineFixture.json(values.of(i))));
        }
        return engine.writer.writeAll(caller, commands, EngineFixture.CAUSE).stream()
                .map(outcome -> ((Outcome.Done) outcome).record().id())
                .toList();
    }

    private void add(Caller caller, String object, String field) {
        engine.metadata.service.createField(
                MetadataFixture.editor(caller.tenantId()), object, EngineFixture.json(field));
    }

    private void onlyWon() {
        engine.metadata.service.changeField(
                MetadataFixture.editor(ann.tenantId()),
                "account",
                "total",
                EngineFixture.json("{'filter': 'won'}"));
    }

    /** Runs the job for both tenants. */
    private void finish() {
        for (Caller caller : List.of(ann, engine.bob)) {
            UUID job =
                    jobs.queueNew(
                            caller,
                            RollupWork.KIND,
                            "account",
                            Json.object()
                                    .put(RollupWork.OBJECT, engine.model(caller, "account").id()));
            work.run(new Jobs.Claimed(caller.tenantId(), jobs.required(caller, job)), () -> {});
        }
    }

    private static int won(int number) {
        int sum = 0;
        for (int i = number; i < DEALS; i += ACCOUNTS) {
            sum += i >= DEALS / 2 ? i : 0;
        }
        return sum;
    }

    private JsonNode list(Caller caller, String object, String filter, String sort) {
        return engine.list(
                        caller,
                        engine.query(caller, object)
                                .withFilter(filter)
                                .withSort(sort)
                                .withLimit(500))
                .get("data");
    }

    private String aggregate(String object, String body) {
        AggregateQuery query =
                AggregateQuery.parse(engine.model(ann, object), EngineFixture.json(body));
        return new String(aggregator.aggregate(ann, query), StandardCharsets.UTF_8)
                .replace('"', '\'');
    }

    private void everybodyReads() {
        assertThat(engine.get(ann, "account", accounts.get(7)).get("total").intValue())
                .isEqualTo(won(7));
        assertThat(list(ann, "account", "total >= " + won(50), "-total"))
                .extracting(account -> account.get("number").intValue())
                .containsExactly(59, 58, 57, 56, 55, 54, 53, 52, 51, 50);
        assertThat(list(ann, "account", "twice == " + 2 * won(5), "twice"))
                .singleElement()
                .satisfies(account -> {
                    assertThat(account.get("number").intValue()).isEqualTo(5);
                    assertThat(account.get("total").intValue()).isEqualTo(won(5));
                    assertThat(account.get("twice").intValue()).isEqualTo(2 * won(5));
                });
        assertThat(list(ann, "deal", "account.total == %d && amount < 60".formatted(won(9)), "id"))
                .as("from the records that reference them")
                .singleElement()
                .satisfies(deal -> assertThat(deal.get("sibling").intValue()).isEqualTo(won(9)));
        assertThat(list(ann, "deal", "sibling == " + won(9), "-sibling")).hasSize(50);
        assertThat(
                        aggregate(
                                "account",
                                "{'measures': {'least': 'min(total)', 'n': 'count(total)'}}"))
                .isEqualTo("{'data':[{'least':%d,'n':60}]}".formatted(won(0)));
        assertThat(
                        aggregate(
                                "account",
                                "{'groupBy': ['total'], 'measures': {'n': 'count()'}, 'filter': 'number < 2'}"))
                .isEqualTo(
                        "{'data':[{'total':%d,'n':1},{'total':%d,'n':1}]}"
                                .formatted(won(0), won(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void aChangedFigureIsRightForEverybodyWhoReadsIt(String place) {
        prepare(place);
        String bobs = list(engine.bob, "account", "true", "-total").toString();

        onlyWon();

        assertThat(ordered).containsExactly("account " + ACCOUNTS);
        everybodyReads();
        assertThat(list(engine.bob, "account", "true", "-total").toString()).isEqualTo(bobs);

        finish();

        assertThat(engine.model(ann, "account").definition().filling()).isEmpty();
        everybodyReads();
        isInStep();
    }

    private void isInStep() {
        ConsistencyCheck check =
                new ConsistencyCheck(engine.metadata.transactions, engine.metadata.models);
        for (String object : List.of("account", "deal")) {
            assertThat(check.find(ann.tenantId(), engine.model(ann, object).id())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void writersAmongThemReadAndLeaveTheRightFigures(String place) {
        prepare(place);
        onlyWon();
        UUID account = accounts.get(3);

        JsonNode written = engine.update(ann, "account", account, "{'number': 103}");
        assertThat(written.get("total").intValue()).as("its own").isEqualTo(won(3));
        engine.createId(
                ann,
                "deal",
                "{'amount': 1000000, 'won': true, 'account': '%s'}".formatted(account));
        assertThat(engine.get(ann, "account", account).get("total").intValue())
                .isEqualTo(won(3) + 1_000_000);
        engine.metadata.service.createPart(
                MetadataFixture.editor(ann.tenantId()),
                "deal",
                Part.Kind.VALIDATION,
                EngineFixture.json(
                        "{'name': 'known', 'expression': 'account.total == %d', 'message': 'Not that', 'field': 'account'}"
                                .formatted(won(8))));
        assertThat(
                        EngineFixture.refusal(() ->
                                        engine.createId(
                                                ann,
                                                "deal",
                                                "{'account': '%s'}".formatted(accounts.get(4))))
                                .problems())
                .extracting(Problem::pointer)
                .containsExactly("/account");
        engine.createId(ann, "deal", "{'account': '%s'}".formatted(accounts.get(8)));

        finish();

        assertThat(engine.get(ann, "account", account).get("total").intValue())
                .isEqualTo(won(3) + 1_000_000);
        isInStep();
    }

    @Test
    void aFigureThatChangesAgainWhileItIsFilledIsNotTakenForFilled() {
        prepare("shared");
        onlyWon();
        long before = engine.model(ann, "account").tenant().version();
        engine.metadata.service.changeField(
                MetadataFixture.editor(ann.tenantId()),
                "account",
                "total",
                EngineFixture.json("{'filter': '!won'}"));

        assertThat(engine.model(ann, "account").definition().filling().values())
                .containsExactly(before + 1);
        assertThat(engine.get(ann, "account", accounts.get(0)).get("total").intValue())
                .isEqualTo(24 * 25 / 2 * 60);
    }

    @Test
    void aNewFigureIsRightAtOnceAndFewRecordsAreFilledAtOnce() {
        prepare("shared");
        add(
                ann,
                "account",
                "{'name': 'deals', 'type': 'rollup', 'source': 'deal.account', 'function': 'count'}");
        assertThat(list(ann, "account", "deals == 50", "deals")).hasSize(ACCOUNTS);

        ordered.clear();
        engine.object(ann, "{'name': 'few', 'fields': [{'name': 'name', 'type': 'text'}]}");
        engine.object(
                ann,
                "{'name': 'part', 'fields': [{'name': 'few', 'type': 'reference', 'target': 'few'}]}");
        UUID few = engine.createId(ann, "few", "{'name': 'x'}");
        engine.createId(ann, "part", "{'few': '%s'}".formatted(few));
        add(
                ann,
                "few",
                "{'name': 'parts', 'type': 'rollup', 'source': 'part.few', 'function': 'count'}");

        assertThat(engine.model(ann, "few").definition().filling()).isEmpty();
        assertThat(ordered).isEmpty();
        assertThat(engine.get(ann, "few", few).get("parts").intValue()).isEqualTo(1);
    }
}
