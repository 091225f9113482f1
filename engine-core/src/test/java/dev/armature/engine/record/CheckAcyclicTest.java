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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References that never lead a record back to itself. */
class CheckAcyclicTest {

    private EngineFixture engine;
    private Caller ann;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        engine.object(
                ann,
                "{'name': 'unit', 'fields': [{'name': 'parent', 'type': 'reference', 'target': 'unit'}], 'acyclic': 'parent'}");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private UUID unit(UUID parent) {
        return engine.createId(
                ann, "unit", parent == null ? "{}" : "{'parent': '%s'}".formatted(parent));
    }

    private Command.Update move(UUID unit, UUID parent) {
        return new Command.Update("unit", unit, json("{'parent': '%s'}".formatted(parent)), null);
    }

    private List<String> problems(UUID unit, UUID parent) {
        return refusal(() -> engine.write(ann, move(unit, parent))).problems().stream()
                .map(problem -> problem.pointer() + " " + problem.code())
                .toList();
    }

    @Test
    void aRecordIsNeverItsOwnAncestor() {
        UUID top = unit(null);
        UUID middle = unit(top);
        UUID low = unit(middle);

        assertThat(problems(top, top)).containsExactly("/parent reference_cycle");
        assertThat(problems(top, low)).containsExactly("/parent reference_cycle");
        assertThat(problems(middle, low)).containsExactly("/parent reference_cycle");
        engine.write(ann, move(low, top));
        engine.write(ann, move(middle, low));
        assertThat(problems(low, middle)).containsExactly("/parent reference_cycle");
    }

    @Test
    void changesOfOneWriteAreSeenTogether() {
        UUID a = unit(null);
        UUID b = unit(a);

        engine.writer.writeAll(
                ann,
                List.of(move(a, b), new Command.Update("unit", b, json("{'parent': null}"), null)),
                CAUSE);
        UUID c = unit(null);
        UUID d = unit(null);
        assertThat(engine.writer.writeEach(ann, List.of(move(c, d), move(d, c)), CAUSE))
                .hasOnlyElementsOfType(Outcome.Refused.class);
    }

    @Test
    void twoWritersDoNotCloseACircleBetweenThem() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int round = 0; round < 10; round++) {
                UUID a = unit(null);
                UUID b = unit(null);
                UUID c = unit(null);
                List<Callable<Boolean>> writers = new ArrayList<>();
                for (Map.Entry<UUID, UUID> way : Map.of(a, b, b, c, c, a).entrySet()) {
                    writers.add(() -> moves(way.getKey(), way.getValue()));
                }
                int successes = 0;
                for (var future : threads.invokeAll(writers)) {
                    successes += future.get() ? 1 : 0;
                }
                assertThat(successes).isEqualTo(2);
            }
        }
    }

    private boolean moves(UUID unit, UUID parent) {
        try {
            engine.write(ann, move(unit, parent));
            return true;
        } catch (EngineException e) {
            assertThat(e.problems().getFirst().code()).isEqualTo("reference_cycle");
            return false;
        }
    }

    @Test
    void itIsNotSwitchedOnWhileRecordsLeadBack() {
        engine.metadata.service.changeObject(
                editor(ann.tenantId()), "unit", json("{'acyclic': null}"));
        UUID a = unit(null);
        UUID b = unit(a);
        unit(b);
        engine.write(ann, move(a, b));

        EngineException refusal =
                refusal(() ->
                        engine.metadata.service.changeObject(
                                editor(ann.tenantId()), "unit", json("{'acyclic': ['parent']}")));
        assertThat(refusal.problems())
                .satisfiesExactly(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/acyclic");
                    assertThat(problem.code()).isEqualTo("reference_cycle");
                    assertThat(problem.message()).contains("2 records");
                });

        engine.update(ann, "unit", a, "{'parent': null}");
        engine.metadata.service.changeObject(
                editor(ann.tenantId()), "unit", json("{'acyclic': ['parent']}"));
        assertThat(problems(a, b)).containsExactly("/parent reference_cycle");
    }

    @Test
    void anotherTenantIsNotConcerned() {
        engine.object(
                engine.bob,
                "{'name': 'unit', 'fields': [{'name': 'parent', 'type': 'reference', 'target': 'unit'}]}");
        UUID unit = engine.createId(engine.bob, "unit", "{}");
        engine.update(engine.bob, "unit", unit, "{'parent': '%s'}".formatted(unit));
    }
}
