package dev.armature.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The records of the shared table, in memory. */
public final class CaseRecords {

    private static final TenantModel MODEL = ExpressionCases.model();
    public static final ObjectModel DEAL = MODEL.required("deal");
    private static final ObjectModel ACCOUNT = MODEL.required("account");

    private final Map<UUID, Map<Integer, Object>> records = new HashMap<>();
    private final Map<String, UUID> accounts = new HashMap<>();

    public CaseRecords() {
        for (JsonNode account : ExpressionCases.accounts()) {
            UUID id = UUID.randomUUID();
            accounts.put(account.get("key").textValue(), id);
            Map<Integer, Object> values = values(ACCOUNT, account);
            values.put(ACCOUNT.property("id").fieldId(), id);
            records.put(id, values);
        }
    }

    private Map<Integer, Object> values(ObjectModel object, JsonNode record) {
        JsonNode json = ExpressionCases.linked(record, accounts::get);
        Map<Integer, Object> values = new HashMap<>();
        for (FieldModel field : object.fields()) {
            JsonNode value = json.get(field.name());
            if (value != null) {
                values.put(field.id(), ExpressionCases.value(field, value));
            }
        }
        return values;
    }

    /** What the Java evaluator reads of a record. */
    public Bindings bindings(String record) {
        return bindings(DEAL, values(DEAL, ExpressionCases.record(record)));
    }

    private Bindings bindings(ObjectModel object, Map<Integer, Object> values) {
        Environment environment = ExpressionCases.environment(ExpressionCases.USER);
        return new Bindings() {
            @Override
            public Object read(Expression.Read read) {
                return walk(object, values, read.path());
            }

            @Override
            public List<Bindings> records(int objectId, List<UUID> ids) {
                return ids.stream().map(id -> bindings(ACCOUNT, records.get(id))).toList();
            }

            @Override
            public Environment environment() {
                return environment;
            }
        };
    }

    private Object walk(ObjectModel object, Map<Integer, Object> values, List<Property> path) {
        Property first = path.getFirst();
        if (first.fieldId() < 0) {
            return switch (SystemField.numbered(first.fieldId())) {
                case ID -> values.getOrDefault(first.fieldId(), UUID.randomUUID());
                case VERSION -> BigDecimal.ONE;
                case CREATED_AT, UPDATED_AT ->
                        ExpressionCases.environment(ExpressionCases.USER).now();
                case CREATED_BY, UPDATED_BY, OWNER -> ExpressionCases.USER;
            };
        }
        FieldModel field = object.field(first.fieldId());
        CheckedExpression formula = field.formula();
        if (formula != null) {
            return formula.evaluate(bindings(object, values));
        }
        Object value = values.get(field.id());
        if (path.size() == 1 || value == null) {
            return value;
        }
        return walk(ACCOUNT, records.get((UUID) value), path.subList(1, path.size()));
    }
}
