package dev.armature.rules.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.testing.ExpressionCases;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The deals of the shared expression table, with their accounts. */
public final class ExampleDeals {

    private static final TenantModel MODEL = ExpressionCases.model();

    /** The object that the table's expressions are about. */
    public static final ObjectModel DEAL = MODEL.required("deal");

    private static final Map<UUID, FakeRecord> ACCOUNTS = accounts();

    private ExampleDeals() {}

    /** One of {@link ExpressionCases#RECORDS}. */
    public static FakeRecord deal(String name) {
        return record(DEAL, ExpressionCases.record(name), ACCOUNTS);
    }

    /** A deal without a value in any field. */
    public static FakeRecord emptyDeal() {
        return deal("empty");
    }

    /** The id of an account of the table. */
    public static UUID account(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<UUID, FakeRecord> accounts() {
        Map<UUID, FakeRecord> accounts = new HashMap<>();
        for (JsonNode json : ExpressionCases.accounts()) {
            UUID id = account(json.get("key").textValue());
            accounts.put(id, record(MODEL.required("account"), json, accounts).withId(id));
        }
        return accounts;
    }

    private static FakeRecord record(
            ObjectModel object, JsonNode given, Map<UUID, FakeRecord> others) {
        FakeRecord record = new FakeRecord(object, others);
        JsonNode json = ExpressionCases.linked(given, ExampleDeals::account);
        for (FieldModel field : object.fields()) {
            if (json.has(field.name())) {
                record.with(field.name(), ExpressionCases.value(field, json.get(field.name())));
            }
        }
        return record;
    }
}
