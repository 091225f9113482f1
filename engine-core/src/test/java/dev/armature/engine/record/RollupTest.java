package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.CAUSE;
import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.MetadataFixture;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollup is what the records that reference another one come to, whoever writes them. */
class RollupTest {

    private static final String ROLLUPS =
            """
            {'name': 'number', 'type': 'rollup', 'source': 'line.deal', 'function': 'count'},
            {'name': 'total', 'type': 'rollup', 'source': 'line.deal', 'function': 'sum', 'of': 'total', 'filter': '!cancelled'},
            {'name': 'first', 'type': 'rollup', 'source': 'line.deal', 'function': 'min', 'of': 'day'},
            {'name': 'best', 'type': 'rollup', 'source': 'line.deal', 'function': 'max', 'of': 'price * 2'},
            {'name': 'mean', 'type': 'rollup', 'source': 'line.deal', 'function': 'avg', 'of': 'price'}
            """;

    private EngineFixture engine;
    private Caller ann;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        objects(ann);
    }

    private void objects(Caller caller) {
        engine.object(caller, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        engine.object(
                caller,
                "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'account', 'type': 'reference', 'target': 'account'}]}");
        engine.object(
                caller,
                """
                {'name': 'line', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal', 'onDelete': 'cascade'},
                  {'name': 'price', 'type': 'decimal'}, {'name': 'quantity', 'type': 'integer', 'default': '1'}, {'name': 'cancelled', 'type': 'boolean', 'default': 'false'},
                  {'name': 'day', 'type': 'date'}, {'name': 'note', 'type': 'text'},
                  {'name': 'total', 'type': 'formula', 'returns': 'decimal', 'expression': 'price * quantity'}]}
                """);
        for (JsonNode field : Json.read(("[" + ROLLUPS + "]").replace('\'', '"'))) {
            field(caller, "deal", field);
        }
        field(
                caller,
                "account",
                json(
                        "{'name': 'value', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'total'}"));
    }

    private void field(Caller caller, String object, JsonNode field) {
        engine.metadata.service.createField(
                MetadataFixture.editor(caller.tenantId()), object, field);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private UUID deal() {
        return engine.createId(ann, "deal", "{}");
    }

    private UUID line(UUID deal, String more) {
        return engine.createId(ann, "line", "{'deal': '%s', %s}".formatted(deal, more));
    }

    private String figures(UUID deal) {
        JsonNode record = engine.get(ann, "deal", deal);
        return Stream.of("number", "total", "first", "best", "mean")
                .map(name -> record.get(name).asText())
                .reduce((a, b) -> a + " " + b)
                .orElseThrow();
    }

    @Test
    void ofNothingItIsZeroOrNothing() {
        JsonNode made = engine.create(ann, "deal", "{}");
        assertThat(made.get("number").intValue()).isZero();
        assertThat(figures(UUID.fromString(made.get("id").textValue())))
                .isEqualTo("0 0 null null null");
    }

    @Test
    void itFollowsRecordsThatAreMadeChangedMovedDeletedAndRestored() {
        UUID deal = deal();
        UUID other = deal();
        UUID one = line(deal, "'price': 10.50, 'quantity': 2, 'day': '2026-03-01'");
        line(deal, "'price': 1, 'day': '2026-02-01'");
        assertThat(figures(deal)).isEqualTo("2 22 2026-02-01 21 5.75");

        engine.update(ann, "line", one, "{'price': 20}");
        assertThat(figures(deal)).isEqualTo("2 41 2026-02-01 40 10.5");
        engine.update(ann, "line", one, "{'cancelled': true}");
        assertThat(figures(deal)).isEqualTo("2 1 2026-02-01 40 10.5");
        engine.update(ann, "line", one, "{'deal': '%s'}".formatted(other));
        assertThat(figures(deal)).isEqualTo("1 1 2026-02-01 2 1");
        assertThat(figures(other)).isEqualTo("1 0 2026-03-01 40 20");
        engine.write(ann, new Command.Delete("line", one, null));
        assertThat(figures(other)).isEqualTo("0 0 null null null");
        engine.write(ann, new Command.Restore("line", one));
        assertThat(figures(other)).isEqualTo("1 0 2026-03-01 40 20");
        engine.update(ann, "line", one, "{'deal': null}");
        assertThat(figures(other)).isEqualTo("0 0 null null null");
    }

    @Test
    void whatADeletionTakesAlongIsTakenOutAndComesBack() {
        UUID account = engine.createId(ann, "account", "{}");
        UUID deal = engine.createId(ann, "deal", "{'account': '%s'}".formatted(account));
        UUID line = line(deal, "'price': 3");
        assertThat(value(account)).isEqualByComparingTo("3");
        engine.write(ann, new Command.Delete("deal", deal, null));
        assertThat(value(account)).isZero();
        engine.write(ann, new Command.Restore("deal", deal));
        assertThat(figures(deal)).startsWith("0 0");
        engine.write(ann, new Command.Restore("line", line));
        assertThat(figures(deal)).startsWith("1 3");
        assertThat(value(account)).isEqualByComparingTo("3");
    }

    private BigDecimal value(UUID account) {
        return engine.get(ann, "account", account).get("value").decimalValue();
    }

    @Test
    void aRollupOfRollupsFollowsThroughAndWhenTheMiddleMoves() {
        UUID account = engine.createId(ann, "account", "{}");
        UUID other = engine.createId(ann, "account", "{}");
        UUID deal = engine.createId(ann, "deal", "{'account': '%s'}".formatted(account));
        line(deal, "'price': 0.1");
        UUID line = line(deal, "'price': 0.2");
        assertThat(value(account)).isEqualByComparingTo("0.3");
        engine.update(ann, "line", line, "{'price': 5}");
        assertThat(value(account)).isEqualByComparingTo("5.1");
        engine.update(ann, "deal", deal, "{'account': '%s'}".formatted(other));
        assertThat(value(account)).isZero();
        assertThat(value(other)).isEqualByComparingTo("5.1");
    }

    @Test
    void theRecordThatHasItIsNotWritten() {
        UUID deal = deal();
        line(deal, "'price': 3");
        JsonNode record = engine.get(ann, "deal", deal);
        assertThat(record.get("version").intValue()).isEqualTo(1);
        assertThat(record.get("updatedAt")).isEqualTo(record.get("createdAt"));
        engine.update(ann, "deal", deal, "{'name': 'n'}");
        assertThat(figures(deal)).startsWith("1 3");
        engine.write(ann, new Command.Update("deal", deal, json("{'total': 3, 'name': 'm'}"), 2));
        assertThat(refusal(() -> engine.update(ann, "deal", deal, "{'total': 4}")).problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(tuple("/total", "read_only_field"));
    }

    @Test
    void oneRequestThatWritesBothSidesLeavesThemInStep() {
        UUID deal = deal();
        List<Outcome> outcomes =
                engine.writer.writeAll(
                        ann,
                        List.of(
                                new Command.Create(
                                        "line", json("{'deal': '%s', 'price': 7}".formatted(deal))),
                                new Command.Update("deal", deal, json("{'name': 'x'}"), null),
                                new Command.Create(
                                        "line",
                                        json("{'deal': '%s', 'price': 8}".formatted(deal)))),
                        CAUSE);
        JsonNode answered = Json.parse(((Outcome.Done) outcomes.get(1)).json());
        assertThat(answered.get("total").intValue()).isEqualTo(15);
        assertThat(figures(deal)).startsWith("2 15");
    }

    @Test
    void whatAHookWritesOfTheChildrenIsNotLostWhenTheParentIsStored() {
        UUID[] line = new UUID[1];
        RecordWriter[] writer = new RecordWriter[1];
        WriteStep hook =
                (session, drafts) -> {
                    if (line[0] != null && drafts.getFirst().object().name().equals("deal")) {
                        writer[0].writeWithin(
                                session,
                                List.of(
                                        new Command.Update(
                                                "line", line[0], json("{'price': 9}"), null)),
                                CAUSE);
                    }
                };
        try (EngineFixture hooked =
                new EngineFixture(Clock.systemUTC(), (s, d) -> {}, hook, new RecordAdjuster())) {
            engine.close();
            engine = hooked;
            ann = engine.ann;
            writer[0] = engine.writer;
            objects(ann);
            UUID deal = deal();
            line[0] = line(deal, "'price': 1");
            JsonNode answer = engine.update(ann, "deal", deal, "{'name': 'n'}");
            assertThat(answer.get("total").intValue()).isEqualTo(9);
            assertThat(figures(deal)).startsWith("1 9");
            JsonNode same = engine.update(ann, "deal", deal, "{'name': 'n'}");
            assertThat(same.get("version").intValue()).as("nothing was written").isEqualTo(2);
        }
    }

    @Test
    void itIsFilteredSortedAndReadByExpressions() {
        UUID small = deal();
        UUID big = deal();
        line(small, "'price': 9");
        line(big, "'price': 10");
        assertThat(
                        engine.list(
                                        ann,
                                        engine.query(ann, "deal")
                                                .withFilter("total >= 9 && first == null")
                                                .withSort("-total"))
                                .get("data"))
                .extracting(deal -> deal.get("id").textValue())
                .containsExactly(big.toString(), small.toString());
    }

    @Test
    void aNewOneIsFilledAndAChangedOneComputedAnew() {
        UUID deal = deal();
        UUID binned = deal();
        line(deal, "'price': 2, 'quantity': 3");
        engine.write(ann, new Command.Delete("deal", binned, null));
        field(
                ann,
                "deal",
                json(
                        "{'name': 'pieces', 'type': 'rollup', 'source': 'line.deal', 'function': 'sum', 'of': 'quantity'}"));
        assertThat(engine.get(ann, "deal", deal).get("pieces").intValue()).isEqualTo(3);
        engine.write(ann, new Command.Restore("deal", binned));
        assertThat(engine.get(ann, "deal", binned).get("pieces").intValue()).isZero();

        change("deal", "pieces", "{'filter': 'quantity > 5'}");
        assertThat(engine.get(ann, "deal", deal).get("pieces").intValue()).isZero();
        change("line", "total", "{'expression': 'price * quantity * 100'}");
        assertThat(figures(deal)).startsWith("1 600");

        engine.metadata.service.deleteField(
                MetadataFixture.editor(ann.tenantId()), "deal", "pieces");
        line(deal, "'price': 0, 'quantity': 6");
        engine.metadata.service.restoreField(
                MetadataFixture.editor(ann.tenantId()), "deal", "pieces");
        assertThat(engine.get(ann, "deal", deal).get("pieces").intValue()).isEqualTo(6);
    }

    private void change(String object, String field, String patch) {
        engine.metadata.service.changeField(
                MetadataFixture.editor(ann.tenantId()), object, field, json(patch));
    }

    @Test
    void itFollowsRenamesAndWhatItIsMadeOfStays() {
        UUID deal = deal();
        change("line", "deal", "{'name': 'order'}");
        change("line", "cancelled", "{'name': 'off'}");
        change("line", "total", "{'name': 'sum'}");
        engine.createId(ann, "line", "{'order': '%s', 'price': 4, 'off': false}".formatted(deal));
        assertThat(figures(deal)).startsWith("1 4");
        for (String used : List.of("order", "off", "sum")) {
            assertThat(
                            refusal(() ->
                                            engine.metadata.service.deleteField(
                                                    MetadataFixture.editor(ann.tenantId()),
                                                    "line",
                                                    used))
                                    .toString())
                    .contains("deal.total");
        }
    }

    @Test
    void whatCannotBeKeptIsRefusedAtItsPlace() {
        engine.object(
                ann,
                "{'name': 'other', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}, {'name': 'dealName', 'type': 'lookup', 'reference': 'deal', 'field': 'name'}]}");
        assertThat(refused("'source': 'line', 'function': 'count'"))
                .containsExactly("/source wrong_type");
        assertThat(refused("'source': 'lines.deal', 'function': 'count'"))
                .containsExactly("/source unknown_object");
        assertThat(refused("'source': 'line.price', 'function': 'count'"))
                .containsExactly("/source wrong_type");
        assertThat(refused("'source': 'deal.account', 'function': 'count'"))
                .containsExactly("/source wrong_type");
        assertThat(refused("'source': 'line.deal', 'function': 'sum'"))
                .containsExactly("/of required");
        assertThat(refused("'source': 'line.deal', 'function': 'sum', 'of': 'note'"))
                .containsExactly("/of expression_type");
        assertThat(refused("'source': 'line.deal', 'function': 'max', 'of': 'cancelled'"))
                .containsExactly("/of expression_type");
        assertThat(refused("'source': 'line.deal', 'function': 'max', 'of': 'day + days(1)'"))
                .containsExactly("/of expression_type");
        assertThat(
                        refused(
                                "'source': 'line.deal', 'function': 'count', 'filter': 'deal.name == null'"))
                .containsExactly("/filter not_allowed");
        assertThat(refused("'source': 'line.deal', 'function': 'count', 'filter': 'day < today()'"))
                .containsExactly("/filter not_allowed");
        assertThat(refused("'source': 'other.deal', 'function': 'max', 'of': 'dealName'"))
                .containsExactly("/of not_allowed");
        assertThat(
                        refused(
                                "'source': 'line.deal', 'function': 'count', 'unique': true, 'required': true"))
                .containsExactly("/required not_allowed", "/unique not_allowed");
    }

    private List<String> refused(String rollup) {
        return refusal(
                        () -> {
                            field(
                                    ann,
                                    "deal",
                                    json(
                                            "{'name': 'wrong', 'type': 'rollup', %s}"
                                                    .formatted(rollup)));
                            return "taken";
                        })
                .problems()
                .stream()
                .map(problem -> problem.pointer() + " " + problem.code())
                .sorted()
                .toList();
    }

    @Test
    void figuresThatRestOnEachOtherAreRefused() {
        engine.object(
                ann,
                "{'name': 'part', 'fields': [{'name': 'whole', 'type': 'reference', 'target': 'part'}, {'name': 'weight', 'type': 'decimal'}]}");
        List<Problem> problems =
                refusal(
                                () -> {
                                    field(
                                            ann,
                                            "part",
                                            json(
                                                    "{'name': 'all', 'type': 'rollup', 'source': 'part.whole', 'function': 'sum', 'of': 'all + weight'}"));
                                    return "taken";
                                })
                        .problems();
        assertThat(problems).extracting(Problem::code).containsExactly("formula_cycle");
        assertThat(problems.getFirst().message()).contains("part.all → part.all");
        field(
                ann,
                "part",
                json(
                        "{'name': 'parts', 'type': 'rollup', 'source': 'part.whole', 'function': 'sum', 'of': 'weight'}"));
        UUID whole = engine.createId(ann, "part", "{}");
        engine.createId(ann, "part", "{'whole': '%s', 'weight': 2}".formatted(whole));
        assertThat(engine.get(ann, "part", whole).get("parts").intValue()).isEqualTo(2);
    }

    @Test
    void anotherTenantHasItsOwn() {
        objects(engine.bob);
        UUID deal = engine.createId(engine.bob, "deal", "{}");
        engine.createId(engine.bob, "line", "{'deal': '%s', 'price': 5}".formatted(deal));
        UUID own = deal();
        line(own, "'price': 1");
        assertThat(engine.get(engine.bob, "deal", deal).get("total").intValue()).isEqualTo(5);
        assertThat(figures(own)).startsWith("1 1");
    }

    /** Many writers do at random what can be done to lines of three deals of one account. */
    @Test
    void manyWritersAtOnceLeaveItAsThePlainAggregate() throws Exception {
        UUID account = engine.createId(ann, "account", "{}");
        List<UUID> deals = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            deals.add(engine.createId(ann, "deal", "{'account': '%s'}".formatted(account)));
        }
        try (ExecutorService writers = Executors.newFixedThreadPool(6)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                work.add(() -> {
                    write(random, deals);
                    return null;
                });
            }
            for (Future<Void> done : writers.invokeAll(work)) {
                done.get();
            }
        }
        BigDecimal all = BigDecimal.ZERO;
        for (UUID deal : deals) {
            JsonNode record = engine.get(ann, "deal", deal);
            JsonNode plain = plain(deal);
            for (String name : List.of("number", "total", "first", "best", "mean")) {
                JsonNode expected = plain.get(name);
                boolean nothing = expected.isNull() && name.equals("total");
                assertThat(record.get(name).asText())
                        .as(name)
                        .isEqualTo(nothing ? "0" : expected.asText());
            }
            all = all.add(record.get("total").decimalValue());
        }
        assertThat(value(account)).isEqualByComparingTo(all);
    }

    private void write(Random random, List<UUID> deals) {
        List<UUID> own = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String deal = "'deal': '%s'".formatted(deals.get(random.nextInt(deals.size())));
            String price = "'price': %d.%d".formatted(random.nextInt(100), random.nextInt(10));
            int choice = own.isEmpty() ? 0 : random.nextInt(6);
            UUID any = own.isEmpty() ? null : own.get(random.nextInt(own.size()));
            switch (choice) {
                case 0, 1 ->
                        own.add(
                                engine.createId(
                                        ann,
                                        "line",
                                        "{%s, %s, 'day': '2026-01-%02d'}"
                                                .formatted(deal, price, 1 + random.nextInt(28))));
                case 2 -> engine.update(ann, "line", any, "{%s}".formatted(price));
                case 3 -> engine.update(ann, "line", any, "{%s}".formatted(deal));
                case 4 -> engine.update(ann, "line", any, "{'cancelled': true}");
                default -> {
                    engine.write(ann, new Command.Delete("line", any, null));
                    if (random.nextBoolean()) {
                        engine.write(ann, new Command.Restore("line", any));
                    } else {
                        own.remove(any);
                    }
                }
            }
        }
    }

    private JsonNode plain(UUID deal) {
        Aggregator aggregator =
                new Aggregator(
                        engine.database, new AccessPolicy(), QueryWatch.NONE, Clock.systemUTC());
        AggregateQuery live =
                aggregate(
                        deal,
                        "true",
                        "'number': 'count()', 'first': 'min(day)', 'best': 'max(price * 2)', 'mean': 'avg(price)'");
        AggregateQuery kept = aggregate(deal, "!cancelled", "'total': 'sum(total)'");
        ObjectNode all = (ObjectNode) Json.parse(aggregator.aggregate(ann, live)).at("/data/0");
        return all.setAll((ObjectNode) Json.parse(aggregator.aggregate(ann, kept)).at("/data/0"));
    }

    private AggregateQuery aggregate(UUID deal, String filter, String measures) {
        return AggregateQuery.parse(
                engine.model(ann, "line"),
                json(
                        "{'filter': 'deal == \\\"%s\\\" && (%s)', 'measures': {%s}}"
                                .formatted(deal, filter, measures)));
    }
}
