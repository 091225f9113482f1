package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one table that holds the small objects of all tenants. Fields are taken out of the JSON. */
public record SharedStore(ObjectModel object) implements RecordPlace {

    @Override
    public Sql name() {
        return Sql.raw("record");
    }

    @Override
    public Map<String, Sql> keys() {
        Map<String, Sql> keys = new LinkedHashMap<>();
        keys.put("tenant_id", Sql.number(object.tenant().tenant().value()));
        keys.put("object_id", Sql.number(object.id()));
        return keys;
    }

    @Override
    public Map<String, Sql> derived(String alias, FormulaSql formulas) {
        return Map.of();
    }

    @Override
    public Sql isLive(String alias) {
        return Sql.of(isOwn(alias), " and ", alias, ".deleted_at is null");
    }

    @Override
    public Sql isOwn(String alias) {
        return Sql.of(
                alias,
                ".tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and ",
                alias,
                ".object_id = ",
                Sql.number(object.id()));
    }

    // A record without a value has null, not the list of nothing.
    private static String list(String json, String type) {
        return "(case when "
                + json
                + " is not null then array(select jsonb_array_elements_text("
                + json
                + ")::"
                + type
                + ") end)";
    }

    private static String documents(String json) {
        return "(case when "
                + json
                + " is not null then array(select jsonb_array_elements("
                + json
                + ")) end)";
    }

    @Override
    public boolean isIndexed(FieldModel field) {
        return false;
    }

    @Override
    public String column(String alias, FieldModel field) {
        return fromJson(alias, field);
    }

    // The key is a number that the platform gave; nulls are never stored, so the casts from jsonb
    // are safe.
    /** A field's value taken out of the column {@code data}. */
    static String fromJson(String alias, FieldModel field) {
        String key = "'" + field.id() + "'";
        return switch (field.type().column()) {
            case TEXT -> "(" + alias + ".data->>" + key + ")";
            case NUMERIC -> "(" + alias + ".data->" + key + ")::numeric";
            case BOOLEAN -> "(" + alias + ".data->" + key + ")::boolean";
            case TIME -> "(" + alias + ".data->>" + key + ")::time";
            case SECONDS -> "extract(epoch from (" + alias + ".data->>" + key + ")::interval)";
            case JSONB -> "(" + alias + ".data->" + key + ")";
            case TEXTS -> list(alias + ".data->" + key, "text");
            case JSONBS -> documents(alias + ".data->" + key);
            case UUIDS -> list(alias + ".data->" + key, "uuid");
            case DATE -> "(" + alias + ".data->>" + key + ")::date";
            case TIMESTAMPTZ -> "(" + alias + ".data->>" + key + ")::timestamptz";
            case UUID -> "(" + alias + ".data->>" + key + ")::uuid";
        };
    }
}
