package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.CAUSE;
import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.MetadataFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of a record and those that reference it holds whenever a transaction commits. */
class InvariantsTest {

    private static final String BALANCED =
            """
            {'invariants': [{'name': 'balanced', 'expression': 'sum(line.entry, debit) == sum(line.entry, credit)',
              'message': 'Debit and credit differ', 'code': 'not_balanced', 'translations': {'de': {'message': 'Soll ist nicht Haben'}}}]}
            """;

    private EngineFixture engine;
    private Caller ann;
    private Editor editor;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        editor = MetadataFixture.editor(ann.tenantId());
        objects(ann);
        options("entry", BALANCED);
    }

    private void objects(Caller caller) {
        engine.object(
                caller,
                "{'name': 'entry', 'fields': [{'name': 'note', 'type': 'text'}, {'name': 'limit', 'type': 'decimal'}]}");
        engine.object(
                caller,
                """
                {'name': 'line', 'fields': [{'name': 'entry', 'type': 'reference', 'target': 'entry', 'onDelete': 'cascade'},
                  {'name': 'debit', 'type': 'decimal'}, {'name': 'credit', 'type': 'decimal'}, {'name': 'memo', 'type': 'text'}]}
                """);
    }

    private void options(String object, String patch) {
        engine.metadata.service.changeObject(editor, object, json(patch));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private UUID entry(String values) {
        return engine.createId(ann, "entry", values);
    }

    private static Command line(UUID entry, int debit, int credit) {
        return new Command.Create(
                "line",
                json("{'entry': '%s', 'debit': %d, 'credit': %d}".formatted(entry, debit, credit)));
    }

    private List<UUID> balanced(UUID entry, int amount) {
        return engine
                .writer
                .writeAll(ann, List.of(line(entry, amount, 0), line(entry, 0, amount)), CAUSE)
                .stream()
                .map(outcome -> ((Outcome.Done) outcome).record().id())
                .toList();
    }

    @Test
    void itIsCheckedWhenAllIsWrittenAndNotOnTheWay() {
        UUID entry = entry("{}");
        assertThat(balanced(entry, 100)).hasSize(2);
        EngineException refusal = refusal(() -> engine.write(ann, line(entry, 5, 0)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVARIANT_BROKEN);
        assertThat(refusal.answerCode()).isEqualTo("not_balanced");
        assertThat(refusal.detail())
                .isEqualTo("Debit and credit differ (entry %s)".formatted(entry));
        assertThat(refusal.problems())
                .extracting(Problem::code, Problem::message)
                .containsExactly(tuple("not_balanced", "Debit and credit differ"));
    }

    @Test
    void movingALineIsCheckedAtBothEnds() {
        UUID one = entry("{}");
        UUID other = entry("{}");
        List<UUID> lines = balanced(one, 7);
        String move = "{'entry': '%s'}".formatted(other);
        assertThat(refusal(() -> engine.update(ann, "line", lines.getFirst(), move)).answerCode())
                .isEqualTo("not_balanced");
        engine.writer.writeAll(
                ann,
                lines.stream()
                        .map(id -> (Command) new Command.Update("line", id, json(move), null))
                        .toList(),
                CAUSE);
        assertThat(
                        refusal(() ->
                                        engine.write(
                                                ann,
                                                new Command.Delete("line", lines.get(0), null)))
                                .answerCode())
                .isEqualTo("not_balanced");
        engine.write(ann, new Command.Delete("entry", other, null));
        engine.write(ann, new Command.Restore("entry", other));
        assertThat(
                        refusal(() -> engine.write(ann, new Command.Restore("line", lines.get(0))))
                                .answerCode())
                .isEqualTo("not_balanced");
    }

    @Test
    void eachForItselfOnlyThoseAreRefusedThatBreakIt() {
        UUID good = entry("{}");
        UUID bad = entry("{}");
        List<Outcome> outcomes =
                engine.writer.writeEach(
                        ann,
                        List.of(
                                line(good, 1, 0),
                                line(bad, 2, 0),
                                line(good, 0, 1),
                                new Command.Create("entry", json("{'note': 'n'}"))),
                        CAUSE);
        assertThat(outcomes)
                .extracting(outcome -> outcome instanceof Outcome.Done)
                .containsExactly(true, false, true, true);
        assertThat(((Outcome.Refused) outcomes.get(1)).reason().answerCode())
                .isEqualTo("not_balanced");
        assertThat(engine.list(ann, engine.query(ann, "line")).get("data")).hasSize(2);
    }

    @Test
    void whatIsLeftMayBreakItInItsTurn() {
        options(
                "entry",
                """
                {'invariants': [{'name': 'paired', 'expression': 'count(line.entry, memo == \\"a\\") == count(line.entry, memo == \\"b\\")', 'message': 'm'},
                  {'name': 'small', 'expression': 'sum(line.entry, debit, memo == \\"b\\") <= 10', 'message': 'm', 'code': 'too_much'}]}
                """);
        UUID entry = entry("{}");
        List<Outcome> outcomes =
                engine.writer.writeEach(
                        ann,
                        List.of(
                                new Command.Create(
                                        "line",
                                        json("{'entry': '%s', 'memo': 'a'}".formatted(entry))),
                                new Command.Create(
                                        "line",
                                        json(
                                                "{'entry': '%s', 'memo': 'b', 'debit': 11}"
                                                        .formatted(entry)))),
                        CAUSE);
        assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Refused);
        assertThat(engine.list(ann, engine.query(ann, "line")).get("data")).isEmpty();
    }

    @Test
    void ofTwoWritersWhoAreEachRightAloneTheSecondIsRefused() throws Exception {
        options(
                "entry",
                "{'invariants': [{'name': 'most', 'expression': 'count(line.entry) <= 2', 'message': 'Two lines at most', 'code': 'full'}]}");
        UUID entry = entry("{}");
        engine.write(ann, line(entry, 1, 1));
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<?> first =
                CompletableFuture.runAsync(() ->
                        engine.writer.write(
                                ann,
                                List.of(line(entry, 2, 2)),
                                CAUSE,
                                true,
                                (connection, outcomes) -> {
                                    written.countDown();
                                    await(commit);
                                }));
        written.await();
        CompletableFuture<EngineException> second =
                CompletableFuture.supplyAsync(
                        () -> refusal(() -> engine.write(ann, line(entry, 3, 3))));
        Thread.sleep(300);
        assertThat(second).isNotDone();
        commit.countDown();
        first.get();
        assertThat(second.get().answerCode()).isEqualTo("full");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyWritersNeverGetPastItTogether() {
        options(
                "entry",
                "{'invariants': [{'name': 'within', 'expression': 'limit == null || sum(line.entry, debit) <= limit', 'message': 'Over the limit'}]}");
        UUID entry = entry("{'limit': 20}");
        List<CompletableFuture<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            writers.add(
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            engine.write(ann, line(entry, 3, 0));
                            return true;
                        } catch (EngineException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVARIANT_BROKEN);
                            return false;
                        }
                    }));
        }
        assertThat(writers.stream().filter(CompletableFuture::join).count()).isEqualTo(6);
        assertThat(refusal(() -> engine.update(ann, "entry", entry, "{'limit': 17}")).code())
                .isEqualTo(ErrorCode.INVARIANT_BROKEN);
        engine.update(ann, "entry", entry, "{'limit': 18}");
    }

    @Test
    void itMayRestOnRollupsOfTheRecord() {
        engine.metadata.service.createField(
                editor,
                "entry",
                json(
                        "{'name': 'total', 'type': 'rollup', 'source': 'line.entry', 'function': 'sum', 'of': 'debit'}"));
        options(
                "entry",
                "{'invariants': [{'name': 'within', 'expression': 'total <= 10', 'message': 'Too much'}]}");
        UUID entry = entry("{}");
        engine.write(ann, line(entry, 10, 0));
        assertThat(refusal(() -> engine.write(ann, line(entry, 1, 0))).code())
                .isEqualTo(ErrorCode.INVARIANT_BROKEN);
        assertThat(engine.get(ann, "entry", entry).get("total").intValue()).isEqualTo(10);
    }

    @Test
    void whatHasNothingToDoWithItIsNotHeldUp() {
        UUID entry = entry("{}");
        List<UUID> lines = balanced(entry, 3);
        CompletableFuture<JsonNode> other = new CompletableFuture<>();
        engine.writer.write(
                ann,
                List.of(new Command.Update("line", lines.get(0), json("{'memo': 'x'}"), null)),
                CAUSE,
                true,
                (connection, outcomes) ->
                        other.complete(
                                CompletableFuture.supplyAsync(() ->
                                                engine.update(
                                                        ann, "line", lines.get(1), "{'memo': 'y'}"))
                                        .join()));
        assertThat(other.join().get("memo").textValue()).isEqualTo("y");
    }

    @Test
    void switchingItOnIsRefusedWhileItDoesNotHold() {
        options("entry", "{'invariants': null}");
        UUID entry = entry("{}");
        engine.write(ann, line(entry, 1, 0));
        UUID binned = entry("{}");
        engine.write(ann, line(binned, 1, 0));
        engine.write(ann, new Command.Delete("entry", binned, null));
        List<Problem> problems =
                refusal(
                                () -> {
                                    options("entry", BALANCED);
                                    return "taken";
                                })
                        .problems();
        assertThat(problems)
                .extracting(Problem::pointer, Problem::code, Problem::message)
                .containsExactly(
                        tuple(
                                "/invariants/0/expression",
                                "invariant_broken",
                                "It does not hold of 1 records, among them " + entry));
    }

    @Test
    void itFollowsRenamesOfObjectAndFieldsWhichStayWhileItUsesThem() {
        options("line", "{'name': 'posting'}");
        engine.metadata.service.changeField(editor, "posting", "entry", json("{'name': 'of'}"));
        engine.metadata.service.changeField(editor, "posting", "debit", json("{'name': 'plus'}"));
        options("entry", "{'name': 'journal'}");
        assertThat(
                        engine.model(ann, "journal")
                                .definition()
                                .options()
                                .invariants()
                                .getFirst()
                                .expression())
                .isEqualTo("sum(posting.of, plus) == sum(posting.of, credit)");
        for (String used : List.of("of", "plus", "credit")) {
            assertThat(
                            refusal(() ->
                                            engine.metadata.service.deleteField(
                                                    editor, "posting", used))
                                    .toString())
                    .contains("the option invariants of journal");
        }
        assertThat(
                        refusal(() -> engine.metadata.service.deleteObject(editor, "posting"))
                                .toString())
                .contains("the option invariants of journal");
    }

    @Test
    void anObjectThatIsItsOwnChildIsRenamedWithIt() {
        engine.object(
                ann,
                "{'name': 'part', 'fields': [{'name': 'whole', 'type': 'reference', 'target': 'part'}], 'invariants': [{'name': 'few', 'expression': 'count(part.whole) < 3', 'message': 'm'}]}");
        options("part", "{'name': 'piece'}");
        assertThat(
                        engine.model(ann, "piece")
                                .definition()
                                .options()
                                .invariants()
                                .getFirst()
                                .expression())
                .isEqualTo("count(piece.whole) < 3");
    }

    @Test
    void whatCannotBeKeptIsRefusedAtItsPlace() {
        assertThat(refused("sum(line.entry, memo) > 1")).isEqualTo("expression_type");
        assertThat(refused("sum(line.memo, debit) > 1")).isEqualTo("expression_type");
        assertThat(refused("sum(lines, debit) > 1")).isEqualTo("expression_type");
        assertThat(refused("sum(line.entry) > 1")).isEqualTo("expression_type");
        assertThat(refused("sum(line.entry, debit)")).isEqualTo("expression_type");
        assertThat(refused("sum(line.entry, limit) > 1")).isEqualTo("unknown_field");
        assertThat(refused("count(line.entry, entry.note == null) > 1")).isEqualTo("not_allowed");
        assertThat(refused("count(line.entry, createdAt < now()) > 1")).isEqualTo("not_allowed");
        assertThat(refused("user.name == note")).isEqualTo("not_allowed");
        assertThat(refused("sum(line.entry, sum(line.entry, debit)) > 1"))
                .isEqualTo("unknown_function");
        assertThat(
                        refusal(() ->
                                        engine.list(
                                                ann,
                                                engine.query(ann, "entry")
                                                        .withFilter("count(line.entry) > 1")))
                                .problems()
                                .getFirst()
                                .code())
                .as("elsewhere there are no such figures")
                .isEqualTo("unknown_function");
    }

    private String refused(String expression) {
        List<Problem> problems =
                refusal(
                                () -> {
                                    options(
                                            "entry",
                                            "{'invariants': [{'name': 'x', 'expression': '%s', 'message': 'm'}]}"
                                                    .formatted(expression));
                                    return "taken";
                                })
                        .problems();
        assertThat(problems)
                .extracting(Problem::pointer)
                .containsExactly("/invariants/0/expression");
        return problems.getFirst().code();
    }

    @Test
    void twentyAreTheMostAndEachHasANameOfItsOwn() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            many.append(i == 0 ? "" : ", ")
                    .append("{'name': 'n', 'expression': 'true', 'message': 'm'}");
        }
        assertThat(
                        refusal(
                                        () -> {
                                            options(
                                                    "entry",
                                                    "{'invariants': [%s]}".formatted(many));
                                            return "taken";
                                        })
                                .problems())
                .extracting(Problem::code)
                .contains("limit_exceeded");
        assertThat(
                        refusal(
                                        () -> {
                                            options(
                                                    "entry",
                                                    "{'invariants': [{'name': 'n', 'expression': 'true', 'message': 'm'}, {'name': 'n', 'expression': 'true', 'message': 'm'}]}");
                                            return "taken";
                                        })
                                .problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(tuple("/invariants/1/name", "not_unique"));
    }

    @Test
    void itBindsItsOwnTenantAlone() {
        objects(engine.bob);
        UUID entry = engine.createId(engine.bob, "entry", "{}");
        engine.createId(engine.bob, "line", "{'entry': '%s', 'debit': 5}".formatted(entry));
        assertThat(engine.list(engine.bob, engine.query(engine.bob, "line")).get("data"))
                .hasSize(1);
    }
}
