package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the people of a tenant sign in, and from where browsers may call. Thread-safe. */
public final class SignInSettings {

    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?");
    private static final int MOST_ORIGINS = 50;
    private static final int ORIGIN_LENGTH = 300;

    private final TenantDatabase database;

    public SignInSettings(TenantDatabase database) {
        this.database = database;
    }

    /** Who has to have a second factor. */
    public enum Required {
        /** Nobody has to. */
        OPTIONAL,
        /** Those who can change metadata, users and plugins. */
        ADMINISTRATORS,
        /** All users. */
        EVERYBODY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isAskedOf(Caller caller) {
            return switch (this) {
                case OPTIONAL -> false;
                case ADMINISTRATORS -> caller.isAdministrator();
                case EVERYBODY -> true;
            };
        }

        static Required of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What a tenant has chosen.
     *
     * @param origins the web sites whose pages may call the API
     * @param passwords whether people come in by password; without it only by a provider
     * @param verifiedOnly whether only those come in who have shown that their address is theirs
     * @param recovery the administrator who comes in by password all the same
     */
    public record Settings(
            Required secondFactor,
            List<String> origins,
            boolean passwords,
            boolean verifiedOnly,
            @Nullable UUID recovery) {

        public Settings {
            origins = List.copyOf(origins);
        }

        private static Settings read(ResultSet row) throws SQLException {
            return new Settings(
                    Required.of(row.getString(1)),
                    List.of((String[]) row.getArray(2).getArray()),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getObject(5, UUID.class));
        }

        /** As it is answered. */
        public ObjectNode toJson() {
            ObjectNode json = Json.object().put("secondFactor", secondFactor.word());
            ArrayNode list = json.putArray("origins");
            origins.forEach(list::add);
            return json.put("passwords", passwords)
                    .put("verifiedEmail", verifiedOnly)
                    .put("recoveryAdministrator", recovery == null ? null : recovery.toString());
        }
    }

    public Settings get(TenantId tenant) {
        return database.transaction(tenant, connection -> get(connection, tenant));
    }

    static Settings get(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select second_factor, origins, passwords, verified_only, recovery_user from tenant where tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, Settings::read)
                .orElseThrow();
    }

    /** The condition on a row of users that its person may come in by password. */
    static Sql byPassword(TenantId tenant) {
        return Sql.of(
                "exists (select from tenant t where t.tenant_id = ",
                Sql.number(tenant.value()),
                " and (t.passwords or t.recovery_user = user_account.id))");
    }

    /** Whether a tenant without passwords counts on a user to get in when no provider answers. */
    static boolean countsOn(Connection connection, TenantId tenant, UUID userId) {
        Settings settings = get(connection, tenant);
        return !settings.passwords && userId.equals(settings.recovery);
    }

    /**
     * Changes them by a merge patch of {@code {secondFactor, origins, passwords,
     * recoveryAdministrator, verifiedEmail}}.
     *
     * @param session the session that stays when those that were begun by password end
     */
    public Settings change(Caller caller, @Nullable UUID session, ObjectNode patch) {
        TenantId tenant = caller.tenantId();
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        String required = secondFactor(attributes);
        List<String> origins = attributes.has("origins") ? origins(attributes) : null;
        PasswordDemand demand = PasswordDemand.read(patch, attributes);
        AddressDemand addresses = AddressDemand.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return database.transaction(
                tenant,
                connection -> {
                    demand.write(connection, tenant, session);
                    addresses.write(connection, caller);
                    Sql.of(
                                    "update tenant set second_factor = coalesce(",
                                    Sql.value(required, ColumnType.TEXT),
                                    ", second_factor), origins = coalesce(",
                                    origins == null
                                            ? Sql.raw("null")
                                            : Sql.array(origins, ColumnType.TEXT),
                                    ", origins) where tenant_id = ",
                                    Sql.number(tenant.value()))
                            .execute(connection);
                    Settings changed = get(connection, tenant);
                    AuditEvent.by(caller.userId(), AuditKind.SETTINGS_CHANGED, "sign-in")
                            .with("secondFactor", changed.secondFactor.word())
                            .with("origins", String.join(" ", changed.origins))
                            .with("passwords", Boolean.toString(changed.passwords))
                            .with("verifiedEmail", Boolean.toString(changed.verifiedOnly))
                            .with(
                                    "recoveryAdministrator",
                                    changed.recovery == null ? "" : changed.recovery.toString())
                            .write(connection, tenant);
                    return changed;
                });
    }

    private static @Nullable String secondFactor(Attributes attributes) {
        String word = attributes.optionalText("secondFactor", 20);
        if (word != null
                && List.of(Required.values()).stream()
                        .noneMatch(required -> required.word().equals(word))) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("secondFactor"),
                            "unknown_option",
                            "It is optional, administrators or everybody");
        }
        return word;
    }

    private static List<String> origins(Attributes attributes) {
        List<String> origins = attributes.texts("origins", ORIGIN_LENGTH);
        boolean wrong = origins.stream().anyMatch(origin -> !ORIGIN.matcher(origin).matches());
        if (wrong || origins.size() > MOST_ORIGINS) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("origins"),
                            "invalid_origin",
                            "At most %d origins such as https://www.example.com are expected, without a path and in small letters"
                                    .formatted(MOST_ORIGINS));
        }
        return origins;
    }
}
