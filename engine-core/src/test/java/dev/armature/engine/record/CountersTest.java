package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.CAUSE;
import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Auto-numbers that count by themselves for each value of other fields, without gaps. */
class CountersTest {

    private EngineFixture engine;
    private Caller ann;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        object(ann, "'counters': [{'field': 'number', 'scope': ['series', 'year']}]");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void object(Caller caller, String options) {
        engine.object(
                caller,
                """
                {'name': 'invoice', 'fields': [{'name': 'series', 'type': 'text', 'maxLength': 5}, {'name': 'year', 'type': 'integer'},
                  {'name': 'number', 'type': 'autoNumber', 'format': 'N-{00}'}, {'name': 'posted', 'type': 'boolean'}], %s}
                """
                        .formatted(options));
    }

    private void change(String patch) {
        engine.metadata.service.changeObject(editor(ann.tenantId()), "invoice", json(patch));
    }

    private String number(String values) {
        return engine.create(ann, "invoice", values).get("number").textValue();
    }

    @Test
    void eachScopeCountsByItself() {
        assertThat(number("{'series': 'a', 'year': 2026}")).isEqualTo("N-01");
        assertThat(number("{'series': 'a', 'year': 2026}")).isEqualTo("N-02");
        assertThat(number("{'series': 'a', 'year': 2027}")).isEqualTo("N-01");
        assertThat(number("{'series': 'b', 'year': 2026}")).isEqualTo("N-01");
        assertThat(number("{'series': 'a'}")).isEqualTo("N-01");
        assertThat(number("{'series': 'a', 'year': 2026}")).isEqualTo("N-03");
    }

    @Test
    void writersAtOnceLeaveNoGapThoughSomeOfThemFail() throws Exception {
        List<Callable<Void>> writers =
                IntStream.range(0, 60)
                        .<Callable<Void>>mapToObj(i ->
                                () -> {
                                    write(i);
                                    return null;
                                })
                        .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (var future : threads.invokeAll(writers)) {
                future.get();
            }
        }
        List<String> numbers = new ArrayList<>();
        engine.list(ann, engine.query(ann, "invoice"))
                .get("data")
                .forEach(record -> numbers.add(record.get("number").textValue()));
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 45).mapToObj("N-%02d"::formatted).toList());
    }

    /** Every fourth is rolled back after it has got its number. */
    private void write(int i) {
        try {
            engine.writer.write(
                    ann,
                    List.of(new Command.Create("invoice", json("{'series': 'a', 'year': 1}"))),
                    CAUSE,
                    true,
                    (connection, outcomes) -> {
                        if (i % 4 == 0) {
                            throw EngineException.notFound("What it needs");
                        }
                    });
        } catch (EngineException e) {
            assertThat(i % 4).isZero();
        }
    }

    @Test
    void aRecordIsNumberedOnceWhenTheConditionIsTrue() {
        change("{'counters': [{'field': 'number', 'when': 'posted'}]}");
        UUID first = engine.createId(ann, "invoice", "{}");
        assertThat(number("{'posted': true}")).isEqualTo("N-01");
        assertThat(engine.get(ann, "invoice", first).get("number").isNull()).isTrue();

        assertThat(
                        engine.update(ann, "invoice", first, "{'posted': true}")
                                .get("number")
                                .textValue())
                .isEqualTo("N-02");
        engine.update(ann, "invoice", first, "{'posted': false}");
        assertThat(
                        engine.update(ann, "invoice", first, "{'posted': true}")
                                .get("number")
                                .textValue())
                .isEqualTo("N-02");
        assertThat(
                        refusal(() -> engine.update(ann, "invoice", first, "{'number': 'N-09'}"))
                                .problems())
                .extracting(problem -> problem.code())
                .containsExactly("read_only_field");
    }

    @Test
    void noNumberIsGivenTwiceWhenTheScopeChanges() {
        number("{'series': 'a', 'year': 1}");
        number("{'series': 'a', 'year': 1}");
        number("{'series': 'b', 'year': 1}");

        change("{'counters': [{'field': 'number', 'scope': ['series']}]}");
        assertThat(number("{'series': 'a', 'year': 1}")).isEqualTo("N-03");
        assertThat(number("{'series': 'b', 'year': 1}")).isEqualTo("N-03");
        change("{'counters': null}");
        assertThat(number("{'series': 'a'}")).isEqualTo("N-04");
        change("{'counters': [{'field': 'number', 'scope': ['series']}]}");
        assertThat(number("{'series': 'b'}")).isEqualTo("N-05");

        engine.metadata.service.changeField(
                editor(ann.tenantId()), "invoice", "series", json("{'name': 'book'}"));
        assertThat(number("{'book': 'b'}")).isEqualTo("N-06");
        assertThat(number("{'book': 'z'}")).isEqualTo("N-05");
    }

    @Test
    void whatCannotBeCountedIsRefusedAtItsPlace() {
        EngineException refusal =
                refusal(() -> {
                    change(
                            """
                            {'counters': [{'field': 'series'}, {'field': 'number', 'scope': ['nope', 'number'], 'when': 'series'}, {'field': 'number'}]}
                            """);
                    return "";
                });
        assertThat(refusal.problems())
                .extracting(problem -> problem.pointer() + " " + problem.code())
                .containsExactly(
                        "/counters/0/field not_allowed",
                        "/counters/1/scope/0 unknown_field",
                        "/counters/1/scope/1 not_allowed",
                        "/counters/1/when expression_type",
                        "/counters/2/field not_unique");
    }

    @Test
    void anotherTenantCountsForItself() {
        number("{'series': 'a', 'year': 1}");
        object(engine.bob, "'counters': [{'field': 'number', 'scope': ['series']}]");
        assertThat(
                        engine.create(engine.bob, "invoice", "{'series': 'a'}")
                                .get("number")
                                .textValue())
                .isEqualTo("N-01");
    }
}
