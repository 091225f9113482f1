package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.testing.ExpressionCases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The SQL translation, held against the shared table: values, and conditions both ways round. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlExpressionCasesTest {

    private EngineFixture engine;
    private ObjectModel deal;
    private Environment environment;
    private final Map<String, UUID> records = new HashMap<>();

    @BeforeAll
    void writeTheRecords() {
        engine = new EngineFixture();
        for (JsonNode object : ExpressionCases.objects()) {
            engine.object(engine.ann, Json.write(object));
        }
        Map<String, UUID> accounts = new HashMap<>();
        for (JsonNode account : ExpressionCases.accounts()) {
            ObjectNode values = ExpressionCases.linked(account, accounts::get);
            String key = values.remove("key").textValue();
            accounts.put(key, engine.createId(engine.ann, "account", Json.write(values)));
        }
        for (String name : ExpressionCases.RECORDS) {
            ObjectNode values = ExpressionCases.linked(ExpressionCases.record(name), accounts::get);
            UUID id =
                    engine.write(
                                    engine.ann,
                                    new dev.armature.engine.record.Command.Create("deal", values))
                            .record()
                            .id();
            records.put(name, id);
        }
        deal = engine.model(engine.ann, "deal");
        environment = ExpressionCases.environment(engine.ann.userId());
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseHasItsValueInSql() {
        return ExpressionCases.cases().stream()
                .map(test -> DynamicTest.dynamicTest(test.expression(), () -> check(test)));
    }

    private void check(ExpressionCases.Case test) {
        Expression root = Expressions.check(test.expression(), deal.scope(false)).root();
        for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
            String name = ExpressionCases.RECORDS.get(i);
            JsonNode expected = test.values().get(i);
            assertThat(comparable(Values.toJson(value(root, name))))
                    .as(name)
                    .isEqualTo(comparable(expected));
            if (root.type() == ValueType.Scalar.BOOLEAN) {
                assertThat(matches(root, name))
                        .as("%s: true", name)
                        .isEqualTo(expected.isBoolean() && expected.booleanValue());
                assertThat(matches(new Expression.Not(root), name))
                        .as("%s: false", name)
                        .isEqualTo(expected.isBoolean() && !expected.booleanValue());
            }
        }
    }

    private Object value(Expression root, String record) {
        Joins joins = new Joins(deal);
        ColumnType type = SqlTranslator.column(root.type());
        Sql value = new SqlTranslator(joins, environment).value(root);
        Object[] result = new Object[1];
        run(
                Sql.of("select ", value, " ", joins.from(), " where ", one(record)),
                rows -> {
                    rows.next();
                    result[0] = Columns.read(rows, 1, type);
                });
        return result[0];
    }

    private boolean matches(Expression condition, String record) {
        Joins joins = new Joins(deal);
        Sql where = new SqlTranslator(joins, environment).whenTrue(condition);
        boolean[] result = new boolean[1];
        run(
                Sql.of("select 1 ", joins.from(), " where ", one(record), " and ", where),
                rows -> result[0] = rows.next());
        return result[0];
    }

    private Sql one(String record) {
        return Sql.of(
                RecordPlace.of(deal).isLive(Joins.ROOT),
                " and r.id = ",
                Sql.value(records.get(record), ColumnType.UUID));
    }

    private void run(Sql sql, Queries.Rows rows) {
        engine.database.query(engine.ann.tenantId(), List.of(sql), List.of(rows));
    }

    private static String comparable(JsonNode json) {
        return json.isNumber()
                ? Numbers.text(Numbers.canonical(json.decimalValue()))
                : Json.write(json);
    }
}
