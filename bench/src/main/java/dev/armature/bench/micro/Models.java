package dev.armature.bench.micro;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.http.SampleDeals;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Quotas;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.ExpressionCases;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The benchmarks' object without a database. */
final class Models {

    private Models() {}

    /**
     * The deal with rules before save. The first sets a field for most deals; the others look for
     * amounts that no deal has.
     */
    static ObjectModel deal(int rules) {
        ObjectNode deal = Json.readObject(SampleDeals.DEAL_OBJECT);
        ArrayNode list = deal.putArray("rules");
        for (int i = 0; i < rules; i++) {
            String condition =
                    i == 0 ? "amount > 1000" : "stage == \"won\" && amount > " + (1_000_000 + i);
            ObjectNode rule =
                    list.addObject()
                            .put("name", "rule" + i)
                            .put("moment", "beforeSave")
                            .put("condition", condition);
            rule.putArray("actions")
                    .addObject()
                    .put("type", "setField")
                    .put("field", "probability")
                    .put("value", "75");
        }
        return ExpressionCases.model(List.of(Json.readObject(SampleDeals.ACCOUNT_OBJECT), deal))
                .required("deal");
    }

    /** An administrator of a tenant. */
    static Caller caller(Tenant tenant) {
        return new Caller(
                tenant,
                UUID.randomUUID(),
                "ann@bench.example",
                "Ann",
                List.of(RoleDefinition.ADMINISTRATOR),
                "en");
    }

    static Caller caller() {
        return caller(
                new Tenant(
                        new TenantId(1),
                        UUID.randomUUID(),
                        "bench",
                        "Bench",
                        "en",
                        ZoneOffset.UTC,
                        "EUR",
                        true,
                        Quotas.DEFAULT,
                        Brand.NONE,
                        null));
    }
}
