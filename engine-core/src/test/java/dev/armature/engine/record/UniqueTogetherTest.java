package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.CAUSE;
import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no two records have in common, several fields together. */
class UniqueTogetherTest {

    private EngineFixture engine;
    private Caller ann;
    private Editor editor;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        editor = editor(ann.tenantId());
        engine.object(
                ann,
                """
                {'name': 'seat', 'fields': [{'name': 'room', 'type': 'text'}, {'name': 'row', 'type': 'integer'}, {'name': 'active', 'type': 'boolean'}],
                 'uniqueTogether': [['room', 'row']]}
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void change(String patch) {
        engine.metadata.service.changeObject(editor, "seat", json(patch));
    }

    private UUID seat(String values) {
        return engine.createId(ann, "seat", values);
    }

    private EngineException refused(String values) {
        return refusal(() -> engine.create(ann, "seat", values));
    }

    @Test
    void theSameValuesTogetherAreRefusedAndAnyOneOfThemIsNot() {
        seat("{'room': 'a', 'row': 1}");
        seat("{'room': 'a', 'row': 2}");
        seat("{'room': 'b', 'row': 1}");

        EngineException refusal = refused("{'room': 'a', 'row': 1}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(refusal.problems())
                .satisfiesExactly(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/room");
                    assertThat(problem.code()).isEqualTo("not_unique");
                    assertThat(problem.message()).isEqualTo("Another Seat has this Room, Row");
                });
    }

    @Test
    void textsThatRunTogetherAlikeAreNotTheSame() {
        engine.object(
                ann,
                """
                {'name': 'pair', 'fields': [{'name': 'a', 'type': 'text'}, {'name': 'b', 'type': 'text'}], 'uniqueTogether': [['a', 'b']]}
                """);
        engine.create(ann, "pair", "{'a': 'x', 'b': 'yz'}");
        engine.create(ann, "pair", "{'a': 'xy', 'b': 'z'}");
        engine.create(ann, "pair", "{'a': '1:x', 'b': 'y'}");
        String lengthy = "x".repeat(900);
        engine.create(ann, "pair", "{'a': '%s', 'b': 'y'}".formatted(lengthy));

        assertThat(
                        refusal(() ->
                                        engine.create(
                                                ann,
                                                "pair",
                                                "{'a': '%s', 'b': 'y'}".formatted(lengthy)))
                                .code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
    }

    @Test
    void aRecordWithoutOneOfTheValuesIsHeldToNothing() {
        seat("{'room': 'a'}");
        seat("{'room': 'a'}");
        UUID open = seat("{'row': 1}");
        seat("{'room': 'a', 'row': 1}");

        assertThat(refusal(() -> engine.update(ann, "seat", open, "{'room': 'a'}")).code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
    }

    @Test
    void whatARecordGivesUpIsFreeAtOnceInTheSameWriteToo() {
        UUID first = seat("{'room': 'a', 'row': 1}");
        UUID second = seat("{'room': 'a', 'row': 2}");

        engine.writer.writeAll(
                ann,
                List.of(
                        new Command.Update("seat", first, json("{'row': 2}"), null),
                        new Command.Update("seat", second, json("{'row': 1}"), null)),
                CAUSE);
        engine.write(ann, new Command.Delete("seat", first, null));

        UUID third = seat("{'room': 'a', 'row': 2}");
        assertThat(refusal(() -> engine.write(ann, new Command.Restore("seat", first))).code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
        engine.update(ann, "seat", third, "{'row': 3}");
        engine.write(ann, new Command.Restore("seat", first));
    }

    @Test
    void whatARefusedChangeWouldHaveGivenUpIsNotFree() {
        UUID first = seat("{'room': 'a', 'row': 1}");
        UUID second = seat("{'room': 'a', 'row': 2}");
        seat("{'room': 'a', 'row': 3}");

        List<Outcome> outcomes =
                engine.writer.writeEach(
                        ann,
                        List.of(
                                new Command.Update("seat", first, json("{'row': 3}"), null),
                                new Command.Update("seat", second, json("{'row': 1}"), null)),
                        CAUSE);

        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Refused.class);
    }

    @Test
    void aConditionHoldsRecordsToItOnlyWhileItIsTrue() {
        change(
                "{'uniqueTogether': [{'fields': ['room'], 'when': 'active', 'code': 'room_in_use'}]}");
        UUID first = seat("{'room': 'a', 'active': true}");
        UUID second = seat("{'room': 'a', 'active': false}");
        seat("{'room': 'a'}");

        EngineException refusal =
                refusal(() -> engine.update(ann, "seat", second, "{'active': true}"));
        assertThat(refusal.answerCode()).isEqualTo("room_in_use");
        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        engine.writer.writeAll(
                ann,
                List.of(
                        new Command.Update("seat", second, json("{'active': true}"), null),
                        new Command.Update("seat", first, json("{'active': false}"), null)),
                CAUSE);
        assertThat(refusal(() -> engine.update(ann, "seat", first, "{'active': true}")).code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
    }

    @Test
    void ofManyWritersAtOnceOneSucceeds() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Boolean>> writers =
                    IntStream.range(0, 12)
                            .<Callable<Boolean>>mapToObj(
                                    i -> () -> succeeds("{'room': 'r', 'row': 1}"))
                            .toList();
            int successes = 0;
            for (var future : threads.invokeAll(writers)) {
                successes += future.get() ? 1 : 0;
            }
            assertThat(successes).isEqualTo(1);
        }
    }

    private boolean succeeds(String values) {
        try {
            engine.create(ann, "seat", values);
            return true;
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_UNIQUE);
            return false;
        }
    }

    @Test
    void itIsSwitchedOnOverRecordsThatAreThereOrRefusedBecauseOfThem() {
        change("{'uniqueTogether': null}");
        UUID first = seat("{'room': 'a', 'row': 1}");
        UUID second = seat("{'room': 'a', 'row': 1}");

        EngineException refusal =
                refusal(() -> {
                    change("{'uniqueTogether': [['room', 'active'], ['room', 'row']]}");
                    return "";
                });
        assertThat(refusal.problems())
                .satisfiesExactly(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/uniqueTogether/1");
                    assertThat(problem.code()).isEqualTo("not_unique");
                });

        engine.write(ann, new Command.Delete("seat", second, null));
        change("{'uniqueTogether': [['room', 'active'], ['room', 'row']]}");
        assertThat(refused("{'room': 'a', 'row': 1}").code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        change("{'uniqueTogether': [['room', 'row']]}");
        assertThat(refused("{'room': 'a', 'row': 1}").code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        engine.write(ann, new Command.Delete("seat", first, null));
        seat("{'room': 'a', 'row': 1}");
    }

    @Test
    void itHoldsAfterRenamesAndAfterTheObjectWasAway() {
        change("{'uniqueTogether': [['room', 'row'], {'fields': ['room'], 'when': 'active'}]}");
        seat("{'room': 'a', 'row': 1, 'active': true}");
        engine.metadata.service.changeField(editor, "seat", "room", json("{'name': 'hall'}"));
        engine.metadata.service.changeField(editor, "seat", "active", json("{'name': 'used'}"));

        assertThat(engine.model(ann, "seat").definition().toJson().get("uniqueTogether"))
                .isEqualTo(
                        json("{'is': [['hall', 'row'], {'fields': ['hall'], 'when': 'used'}]}")
                                .get("is"));
        engine.metadata.service.deleteObject(editor, "seat");
        engine.metadata.service.restoreObject(editor, "seat");
        assertThat(refused("{'hall': 'a', 'row': 1}").code()).isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(refused("{'hall': 'a', 'row': 2, 'used': true}").code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
        assertThat(
                        refusal(() -> engine.metadata.service.deleteField(editor, "seat", "used"))
                                .problems())
                .extracting(problem -> problem.message())
                .containsExactly("\"used\" is used by the option uniqueTogether of seat");
    }

    @Test
    void whatCannotBeKeptUniqueIsRefusedAtItsPlace() {
        engine.object(
                ann,
                """
                {'name': 'note', 'fields': [{'name': 'text', 'type': 'longText'}, {'name': 'seat', 'type': 'reference', 'target': 'seat'},
                  {'name': 'n', 'type': 'integer'}, {'name': 'twice', 'type': 'formula', 'returns': 'integer', 'expression': 'n * 2'}]}
                """);
        EngineException refusal =
                refusal(() ->
                        engine.metadata.service.changeObject(
                                editor,
                                "note",
                                json(
                                        """
                                        {'uniqueTogether': [['text', 'n'], ['nn'], {'fields': ['n'], 'when': 'seat.active'}, {'fields': ['n'], 'when': 'twice > 2'},
                                          {'fields': ['n'], 'when': 'n < 1 && today() == today()'}, {'fields': ['n'], 'when': 'n'}, {'fields': ['seat', 'n'], 'when': 'n > 1'}]}
                                        """)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_METADATA);
        assertThat(refusal.problems())
                .extracting(problem -> problem.pointer() + " " + problem.code())
                .containsExactly(
                        "/uniqueTogether/0/0 not_allowed",
                        "/uniqueTogether/1/0 unknown_field",
                        "/uniqueTogether/2/when not_allowed",
                        "/uniqueTogether/3/when not_allowed",
                        "/uniqueTogether/4/when not_allowed",
                        "/uniqueTogether/5/when expression_type");
        assertThat(
                        refusal(() ->
                                        engine.metadata.service.changeObject(
                                                editor,
                                                "note",
                                                json(
                                                        "{'uniqueTogether': [[], ['n', 'n'], {'fields': ['n'], 'where': 'true'}, {'fields': ['n'], 'code': 'No!'}, 1]}")))
                                .problems())
                .extracting(problem -> problem.pointer() + " " + problem.code())
                .containsExactly(
                        "/uniqueTogether/0 out_of_range",
                        "/uniqueTogether/1/1 not_unique",
                        "/uniqueTogether/2/where unknown_attribute",
                        "/uniqueTogether/3/code invalid_name",
                        "/uniqueTogether/4 wrong_type",
                        "/uniqueTogether/4 out_of_range");
    }

    @Test
    void anotherTenantIsNotConcerned() {
        seat("{'room': 'a', 'row': 1}");
        engine.object(
                engine.bob,
                """
                {'name': 'seat', 'fields': [{'name': 'room', 'type': 'text'}, {'name': 'row', 'type': 'integer'}], 'uniqueTogether': [['room', 'row']]}
                """);
        engine.create(engine.bob, "seat", "{'room': 'a', 'row': 1}");
    }
}
