package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.EveryHome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What writing records does and refuses, on a real PostgreSQL, with another tenant's records
 * beside.
 */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordWriterTest {

    private EngineFixture engine;
    private Caller ann;
    private Caller bob;
    private int tenants;

    @BeforeAll
    void open() {
        engine = new EngineFixture();
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @BeforeEach
    void twoTenantsWithTheSameObjects() {
        ann = engine.caller(engine.metadata.tenant("a" + ++tenants), "ann@acme.example");
        bob = engine.caller(engine.metadata.tenant("b" + tenants), "bob@globex.example");
        for (Caller caller : List.of(ann, bob)) {
            engine.object(
                    caller,
                    """
                    {'name': 'account', 'titleField': 'name', 'fields': [
                       {'name': 'name', 'type': 'text', 'required': true, 'maxLength': 20},
                       {'name': 'code', 'type': 'text', 'unique': true},
                       {'name': 'mail', 'type': 'email', 'unique': true},
                       {'name': 'parent', 'type': 'reference', 'target': 'account', 'onDelete': 'setNull'}]}
                    """);
            engine.object(
                    caller,
                    """
                    {'name': 'deal', 'fields': [
                       {'name': 'name', 'type': 'text'},
                       {'name': 'number', 'type': 'autoNumber', 'format': 'D-{0000}'},
                       {'name': 'stage', 'type': 'select', 'options': ['new', 'won'], 'default': '\\"new\\"'},
                       {'name': 'amount', 'type': 'decimal', 'scale': 2, 'minimum': 0},
                       {'name': 'account', 'type': 'reference', 'target': 'account'},
                       {'name': 'double', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}],
                     'validations': [{'name': 'wonNeedsAmount', 'expression': 'stage != \\"won\\" || amount > 0',
                                      'field': 'amount', 'message': 'A won deal needs an amount', 'code': 'amount_missing'}]}
                    """);
            engine.object(
                    caller,
                    "{'name': 'line', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal', 'onDelete': 'cascade'}, {'name': 'text', 'type': 'text'}]}");
        }
    }

    /** How many there are of all objects, wherever they are kept. */
    private int records(Caller caller) {
        return Stream.of("account", "deal", "line")
                .mapToInt(object ->
                        engine.list(caller, engine.query(caller, object)).get("data").size())
                .sum();
    }

    private long count(String table, Caller caller) {
        return Long.parseLong(
                engine.metadata
                        .database
                        .rows(
                                "select count(*) from "
                                        + table
                                        + " where tenant_id = "
                                        + caller.tenantId())
                        .getFirst());
    }

    @Test
    void aNewRecordHasItsDefaultsItsNumberItsFormulasAndReadsAsItWasAnswered() {
        JsonNode answered = engine.create(ann, "deal", "{'name': 'Big', 'amount': 12.50}");

        assertThat(answered.get("stage").textValue()).isEqualTo("new");
        assertThat(answered.get("number").textValue()).isEqualTo("D-0001");
        assertThat(answered.get("double").decimalValue()).isEqualByComparingTo("25");
        assertThat(answered.get("account").isNull()).isTrue();
        assertThat(answered.get("version").intValue()).isEqualTo(1);
        assertThat(answered.get("createdBy").textValue()).isEqualTo(ann.userId().toString());
        assertThat(engine.get(ann, "deal", UUID.fromString(answered.get("id").textValue())))
                .isEqualTo(answered);
    }

    @Test
    void aDefaultDoesNotApplyWhereNullWasGiven() {
        assertThat(engine.create(ann, "deal", "{'stage': null}").get("stage").isNull()).isTrue();
    }

    @Test
    void everythingWrongWithARecordIsReportedAtOnce() {
        EngineException refusal =
                refusal(() ->
                        engine.create(
                                ann,
                                "deal",
                                "{'nam': 1, 'stage': 'lost', 'amount': 1.005, 'number': 'D-1', 'account': 'x'}"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refusal.problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/nam", "unknown_field"),
                        org.assertj.core.groups.Tuple.tuple("/stage", "unknown_option"),
                        org.assertj.core.groups.Tuple.tuple("/amount", "scale_exceeded"),
                        org.assertj.core.groups.Tuple.tuple("/account", "invalid_id"),
                        org.assertj.core.groups.Tuple.tuple("/number", "read_only_field"));
        assertThat(
                        refusal(() ->
                                        engine.create(
                                                ann, "deal", "{'number': 'D-1', 'owner': 'me'}"))
                                .problems())
                .extracting(Problem::code)
                .containsExactly("read_only_field", "read_only_field");
    }

    @Test
    void aValidationThatIsNotMetRefusesWithItsCodeAtItsField() throws Exception {
        EngineException refusal = refusal(() -> engine.create(ann, "deal", "{'stage': 'won'}"));

        assertThat(refusal.answerCode()).isEqualTo("amount_missing");
        assertThat(refusal.problems())
                .extracting(Problem::pointer, Problem::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "/amount", "A won deal needs an amount"));
        assertThat(records(ann)).isZero();
        assertThat(count("outbox", ann)).isZero();
        assertThat(count("record_counter", ann)).isZero();
    }

    @Test
    void anUpdateChangesWhatItNamesAndLeavesHistoryAndAnEvent() throws Exception {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");

        JsonNode updated = engine.update(ann, "deal", id, "{'amount': 7, 'name': null}");

        assertThat(updated.get("amount").intValue()).isEqualTo(7);
        assertThat(updated.get("name").isNull()).isTrue();
        assertThat(updated.get("stage").textValue()).isEqualTo("new");
        assertThat(updated.get("version").intValue()).isEqualTo(2);
        assertThat(engine.get(ann, "deal", id)).isEqualTo(updated);
        assertThat(count("record_history", ann)).isEqualTo(2);
        assertThat(count("outbox", ann)).isEqualTo(2);
    }

    @Test
    void anUpdateThatChangesNothingIsNoNewVersion() throws Exception {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");
        JsonNode before = engine.get(ann, "deal", id);

        JsonNode after = engine.update(ann, "deal", id, "{'amount': 5.00, 'name': 'Big'}");

        assertThat(after).isEqualTo(before);
        assertThat(count("outbox", ann)).isEqualTo(1);
    }

    @Test
    void aRecordCanBePutBackAsItWasRead() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");
        JsonNode read = engine.get(ann, "deal", id);

        JsonNode put =
                dev.armature.metadata.json.Json.parse(
                        engine.write(ann, new Command.Replace("deal", id, read.deepCopy(), null))
                                .json());
        assertThat(put).isEqualTo(read);

        EngineException refusal =
                refusal(() -> engine.update(ann, "deal", id, "{'version': 9, 'double': 11}"));
        assertThat(refusal.problems())
                .extracting(Problem::pointer)
                .containsExactly("/version", "/double");
    }

    @Test
    void putTakesAwayWhatItDoesNotName() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");

        engine.write(ann, new Command.Replace("deal", id, json("{'name': 'Other'}"), null));

        assertThat(engine.get(ann, "deal", id).get("amount").isNull()).isTrue();
        assertThat(engine.get(ann, "deal", id).get("stage").isNull()).isTrue();
        assertThat(engine.get(ann, "deal", id).get("number").textValue()).isEqualTo("D-0001");
    }

    @Test
    void aStaleVersionIsRefused() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big'}");
        engine.update(ann, "deal", id, "{'name': 'Bigger'}");

        EngineException refusal =
                refusal(() ->
                        engine.write(
                                ann, new Command.Update("deal", id, json("{'name': 'x'}"), 1)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.STALE_VERSION);
        assertThat(engine.get(ann, "deal", id).get("name").textValue()).isEqualTo("Bigger");
    }

    @Test
    void uniqueValuesAreTakenOnceATenantAndAllConflictsAreNamed() {
        engine.create(ann, "account", "{'name': 'A', 'code': 'x', 'mail': 'Ann@Example.com'}");
        engine.create(bob, "account", "{'name': 'A', 'code': 'x', 'mail': 'ann@example.com'}");

        EngineException refusal =
                refusal(() ->
                        engine.create(
                                ann,
                                "account",
                                "{'name': 'B', 'code': 'x', 'mail': 'ANN@example.com'}"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(refusal.problems())
                .extracting(Problem::pointer)
                .containsExactly("/code", "/mail");
    }

    @Test
    void aUniqueValueIsFreeAgainAfterItsRecordChangedOrWasDeleted() {
        UUID first = engine.createId(ann, "account", "{'name': 'A', 'code': 'x'}");
        engine.update(ann, "account", first, "{'code': 'y'}");
        UUID second = engine.createId(ann, "account", "{'name': 'B', 'code': 'x'}");
        engine.write(ann, new Command.Delete("account", second, null));
        engine.create(ann, "account", "{'name': 'C', 'code': 'x'}");

        EngineException refusal =
                refusal(() -> engine.write(ann, new Command.Restore("account", second)));

        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
    }

    @Test
    void ofManyWritersOfOneUniqueValueExactlyOneWins() throws Exception {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            writers.add(() -> {
                try {
                    engine.create(ann, "account", "{'name': 'A', 'code': 'x'}");
                    return true;
                } catch (EngineException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
                    return false;
                }
            });
        }
        int won = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> result : threads.invokeAll(writers)) {
                won += result.get() ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(records(ann)).isEqualTo(1);
    }

    @Test
    void numbersAreGivenOnceAndWithoutGapsToManyWriters() throws Exception {
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean fails = i % 4 == 0;
            writers.add(() -> {
                if (fails) {
                    refusal(() -> engine.create(ann, "deal", "{'stage': 'won'}"));
                    return "";
                }
                return engine.create(ann, "deal", "{}").get("number").textValue();
            });
        }
        Set<String> numbers = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> result : threads.invokeAll(writers)) {
                numbers.add(result.get());
            }
        }
        numbers.remove("");
        assertThat(numbers).hasSize(30).contains("D-0001", "D-0030");
    }

    @Test
    void aReferenceMustPointAtALiveRecordOfTheSameTenant() {
        UUID mine = engine.createId(ann, "account", "{'name': 'A'}");
        UUID foreign = engine.createId(bob, "account", "{'name': 'B'}");
        UUID deal = engine.createId(ann, "deal", "{}");

        assertThat(
                        engine.create(ann, "deal", "{'account': '" + mine + "'}")
                                .get("account")
                                .textValue())
                .isEqualTo(mine.toString());
        for (UUID wrong : List.of(foreign, deal, UUID.randomUUID())) {
            EngineException refusal =
                    refusal(() -> engine.create(ann, "deal", "{'account': '" + wrong + "'}"));
            assertThat(refusal.problems())
                    .extracting(Problem::pointer, Problem::code)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("/account", "reference_not_found"));
        }
    }

    @Test
    void aReferenceCanBeGivenByAUniqueField() {
        UUID mine =
                engine.createId(
                        ann, "account", "{'name': 'A', 'code': 'x', 'mail': 'a@b.example'}");
        engine.create(bob, "account", "{'name': 'B', 'code': 'y'}");

        assertThat(
                        engine.create(ann, "deal", "{'account': {'code': 'x'}}")
                                .get("account")
                                .textValue())
                .isEqualTo(mine.toString());
        assertThat(
                        engine.create(ann, "deal", "{'account': {'mail': 'A@b.example'}}")
                                .get("account")
                                .textValue())
                .isEqualTo(mine.toString());
        assertThat(
                        refusal(() -> engine.create(ann, "deal", "{'account': {'code': 'y'}}"))
                                .problems())
                .extracting(Problem::code)
                .containsExactly("reference_not_found");
        assertThat(
                        refusal(() -> engine.create(ann, "deal", "{'account': {'name': 'A'}}"))
                                .problems())
                .extracting(Problem::code)
                .containsExactly("unknown_field");
    }

    @Test
    void deletingAReferencedRecordIsRefusedUntilNobodyReferencesIt() {
        UUID account = engine.createId(ann, "account", "{'name': 'A'}");
        UUID deal = engine.createId(ann, "deal", "{'account': '" + account + "'}");

        EngineException refusal =
                refusal(() -> engine.write(ann, new Command.Delete("account", account, null)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.REFERENCED);
        assertThat(refusal.detail()).contains("deal.account");

        engine.update(ann, "deal", deal, "{'account': null}");
        engine.write(ann, new Command.Delete("account", account, null));
        assertThat(refusal(() -> engine.get(ann, "account", account)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void deletionsCascadeAndEmptyReferencesAsTheFieldsSay() throws Exception {
        UUID parent = engine.createId(ann, "account", "{'name': 'P'}");
        UUID child = engine.createId(ann, "account", "{'name': 'C', 'parent': '" + parent + "'}");
        UUID deal = engine.createId(ann, "deal", "{}");
        UUID line = engine.createId(ann, "line", "{'deal': '" + deal + "', 'text': 't'}");

        engine.write(ann, new Command.Delete("account", parent, null));
        engine.write(ann, new Command.Delete("deal", deal, null));

        assertThat(engine.get(ann, "account", child).get("parent").isNull()).isTrue();
        assertThat(refusal(() -> engine.get(ann, "line", line)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(count("record_link", ann)).isZero();
        engine.write(ann, new Command.Restore("deal", deal));
        engine.write(ann, new Command.Restore("line", line));
        assertThat(engine.get(ann, "line", line).get("deal").textValue())
                .isEqualTo(deal.toString());
        assertThat(count("record_link", ann)).isEqualTo(1);
    }

    @Test
    void aDeletedRecordIsGoneForReadersAndComesBackAsItWas() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");
        engine.write(ann, new Command.Delete("deal", id, null));

        assertThat(refusal(() -> engine.get(ann, "deal", id)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> engine.update(ann, "deal", id, "{'name': 'x'}")).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> engine.write(ann, new Command.Delete("deal", id, null))).code())
                .isEqualTo(ErrorCode.NOT_FOUND);

        engine.write(ann, new Command.Restore("deal", id));
        assertThat(engine.get(ann, "deal", id).get("amount").intValue()).isEqualTo(5);
        assertThat(engine.get(ann, "deal", id).get("version").intValue()).isEqualTo(3);
    }

    @Test
    void anUpsertFindsItsRecordByAUniqueField() {
        Command upsert =
                new Command.Upsert(
                        "account",
                        "code",
                        json("{'v': 'x'}").get("v"),
                        json("{'name': 'A'}"),
                        null);

        Outcome.Done first = engine.write(ann, upsert);
        Outcome.Done second =
                engine.write(
                        ann,
                        new Command.Upsert(
                                "account",
                                "code",
                                json("{'v': 'x'}").get("v"),
                                json("{'name': 'B'}"),
                                null));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.record().id()).isEqualTo(first.record().id());
        assertThat(engine.get(ann, "account", first.record().id()).get("name").textValue())
                .isEqualTo("B");
    }

    @Test
    void severalCommandsAreAllOrNoneOrEachOnItsOwn() throws Exception {
        List<Command> commands =
                List.of(
                        new Command.Create("account", json("{'name': 'A', 'code': 'x'}")),
                        new Command.Create("account", json("{'name': 'A', 'code': 'x'}")),
                        new Command.Create("account", json("{'name': ''}")),
                        new Command.Create("account", json("{'name': 'D'}")));

        assertThat(refusal(() -> engine.writer.writeAll(ann, commands, EngineFixture.CAUSE)))
                .isNotNull();
        assertThat(records(ann)).isZero();

        List<Outcome> outcomes = engine.writer.writeEach(ann, commands, EngineFixture.CAUSE);
        assertThat(outcomes)
                .extracting(outcome -> outcome instanceof Outcome.Done)
                .containsExactly(true, false, false, true);
        assertThat(records(ann)).isEqualTo(2);
    }

    @Test
    void equalCommandsMakeARecordEach() throws Exception {
        Command same = new Command.Create("deal", json("{'name': 'twin'}"));

        engine.writer.writeAll(ann, List.of(same, same), EngineFixture.CAUSE);

        assertThat(records(ann)).isEqualTo(2);
    }

    @Test
    void aWriterWithAnOldModelTakesTheNewOneAndLosesNothing() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big'}");
        // Another node publishes; this one has not heard of it.
        var anotherNode =
                new dev.armature.metadata.change.TenantModels(
                        engine.metadata.transactions, engine.metadata.store);
        var publisher =
                new dev.armature.metadata.change.MetadataPublisher(
                        engine.metadata.transactions,
                        engine.metadata.store,
                        anotherNode,
                        List.of(),
                        (tenant, version) -> {});
        new dev.armature.metadata.change.MetadataService(publisher, java.time.Clock.systemUTC())
                .createField(
                        new Editor(ann.tenantId(), null, null),
                        "deal",
                        json("{'name': 'fresh', 'type': 'text'}"));

        JsonNode updated = engine.update(ann, "deal", id, "{'fresh': 'yes'}");

        assertThat(updated.get("fresh").textValue()).isEqualTo("yes");
    }

    @Test
    void valuesOfADeletedFieldSurviveWritesAndComeBackWithIt() {
        UUID id = engine.createId(ann, "deal", "{'name': 'Big', 'amount': 5}");
        Editor editor = new Editor(ann.tenantId(), null, null);
        engine.metadata.service.deleteField(editor, "line", "text");
        engine.metadata.service.deleteField(editor, "deal", "name");
        engine.update(ann, "deal", id, "{'amount': 6}");
        assertThat(engine.get(ann, "deal", id).has("name")).isFalse();

        engine.metadata.service.restoreField(editor, "deal", "name");

        assertThat(engine.get(ann, "deal", id).get("name").textValue()).isEqualTo("Big");
    }

    @Test
    void oneTenantCannotTouchWhatIsAnothers() {
        UUID theirs = engine.createId(bob, "deal", "{'name': 'Bob'}");

        for (Command command :
                List.of(
                        new Command.Update("deal", theirs, json("{'name': 'x'}"), null),
                        new Command.Replace("deal", theirs, json("{'name': 'x'}"), null),
                        new Command.Delete("deal", theirs, null),
                        new Command.Restore("deal", theirs))) {
            assertThat(refusal(() -> engine.write(ann, command)).code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
        assertThat(refusal(() -> engine.get(ann, "deal", theirs)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(engine.get(bob, "deal", theirs).get("name").textValue()).isEqualTo("Bob");
    }

    @Test
    void theDatabaseItselfKeepsTheOwnerOfTheTablesAwayFromRequests() {
        assertThat(refusalToOpen()).contains("passes row security");
    }

    private String refusalToOpen() {
        try {
            Databases.open(engine.metadata.database.owner(), 1).close();
            return "opened";
        } catch (dev.armature.metadata.database.StartupException e) {
            return e.getMessage();
        }
    }
}
