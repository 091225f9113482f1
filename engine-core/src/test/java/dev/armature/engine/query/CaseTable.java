package dev.armature.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.FormulaType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.OwnValues;
import dev.armature.testing.ExpressionCases;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The records of the shared table of cases, in the database. */
final class CaseTable implements AutoCloseable {

    private final EngineFixture engine;
    private final ObjectModel deal;
    private final Environment environment;
    private final Map<String, UUID> records = new HashMap<>();

    CaseTable() {
        engine = new EngineFixture();
        for (JsonNode object : ExpressionCases.objects()) {
            engine.object(engine.ann, Json.write(object));
        }
        ExpressionCases.files().forEach(this::upload);
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

    private void upload(JsonNode file) {
        engine.metadata.database.update(
                "insert into file (created_at, size, tenant_id, width, height, id, created_by, name, media_type, sha256) values (now(), %s, %s, %s, %s, '%s', '%s', '%s', '%s', '')"
                        .formatted(
                                file.get("size").asText(),
                                engine.ann.tenantId().value(),
                                file.path("width").asText("null"),
                                file.path("height").asText("null"),
                                file.get("id").textValue(),
                                engine.ann.userId(),
                                file.get("name").textValue(),
                                file.get("mediaType").textValue()));
    }

    Expression read(String expression) {
        return Expressions.check(expression, deal.scope(false)).root();
    }

    /** The value of an expression for one of the records, as SQL gives it. */
    @Nullable Object value(Expression root, String record) {
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

    /** Whether an expression gives a value that a formula's column can hold. */
    boolean fitsColumn(Expression root) {
        boolean[] own = {OwnValues.suffice(deal.tenant(), root)};
        root.visit(node ->
                own[0] &=
                        !(node instanceof Expression.Read read)
                                || read.path().getFirst().fieldId() > 0);
        return own[0]
                && Arrays.stream(FormulaType.Returns.values())
                        .anyMatch(returns -> returns.valueType().equals(root.type()));
    }

    /** The value for one of the records, as a formula's column gets it: from the JSON alone. */
    @Nullable Object columnValue(Expression root, String record) {
        ColumnType type = SqlTranslator.column(root.type());
        Object[] result = new Object[1];
        run(
                Sql.of(
                        "select ",
                        RowFormulas.value(deal, root, type, "n"),
                        " from (select r.data from record r where ",
                        one(record),
                        ") n"),
                rows -> {
                    rows.next();
                    result[0] = Columns.read(rows, 1, type);
                });
        return result[0];
    }

    /** Whether SQL finds one of the records by a condition. */
    boolean matches(Expression condition, String record) {
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

    @Override
    public void close() {
        engine.close();
    }
}
