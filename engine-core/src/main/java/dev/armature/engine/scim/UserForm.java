package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user as the database has them.
 *
 * @param provisioned whether the provider has written them already
 * @param kept what it sent and is given back as it was
 */
record UserForm(
        @Nullable String externalId,
        String userName,
        String name,
        String email,
        boolean active,
        @Nullable String locale,
        @Nullable String manager,
        ObjectNode attributes,
        boolean provisioned,
        ObjectNode kept) {

    static final String DISPLAY_NAME = "displayName";
    static final String NAME = "name";
    static final String FORMATTED = "formatted";
    static final String MANAGER = "manager";
    static final String VALUE = "value";
    static final String EMAILS = "emails";

    static UserForm read(ResultSet row) throws SQLException {
        return new UserForm(
                row.getString("external_id"),
                row.getString("user_name"),
                row.getString("name"),
                row.getString("email"),
                row.getBoolean("active"),
                row.getString("locale"),
                row.getString("manager_id"),
                Json.readObject(row.getString("attributes")),
                row.getBoolean("provisioned"),
                Json.readObject(row.getString("kept")));
    }

    /** As it is answered, without what is not of the user alone. */
    ObjectNode shown() {
        ObjectNode json = written();
        json.put(DISPLAY_NAME, name);
        json.withObjectProperty(NAME).put(FORMATTED, name);
        return json;
    }

    /** As the client would have written it: a name that was made of its parts is not among it. */
    ObjectNode written() {
        ObjectNode json = Json.object();
        put(json, "externalId", externalId);
        json.put("userName", userName);
        if (kept.get(NAME) instanceof ObjectNode parts) {
            json.set(NAME, parts.deepCopy());
        }
        if (!provisioned || kept.has(DISPLAY_NAME)) {
            json.put(DISPLAY_NAME, name);
        }
        if (json.path(NAME).has(FORMATTED)) {
            json.withObjectProperty(NAME).put(FORMATTED, name);
        }
        putLists(json, Schema.CORE_LISTS);
        put(json, "preferredLanguage", locale);
        json.put("active", active);
        json.putArray(EMAILS)
                .addObject()
                .put(VALUE, email)
                .put("type", "work")
                .put("primary", true);
        ObjectNode extension = Json.object();
        putLists(extension, Schema.LISTS);
        if (manager != null) {
            extension.putObject(MANAGER).put(VALUE, manager);
        }
        if (!extension.isEmpty()) {
            json.set(Schema.ENTERPRISE, extension);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private void putLists(ObjectNode json, List<String> names) {
        names.forEach(name -> put(json, name, first(name)));
    }

    /** The first value of an attribute of the user. */
    @Nullable String first(String list) {
        JsonNode value = attributes.path(list).path(0);
        return value.isTextual() ? value.textValue() : null;
    }
}
