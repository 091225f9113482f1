package dev.armature.metadata.expression;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * What an expression can know besides records: who asks, for which tenant, and when. One instance
 * serves one request, so that {@code now()} is one moment throughout.
 */
public record Environment(
        UUID userId,
        String userEmail,
        String userName,
        List<String> userRoles,
        String tenantSlug,
        String tenantCurrency,
        ZoneId zone,
        Instant now) {

    /** A value of the environment, named as expressions name it. */
    public enum Name {
        USER_ID("user.id", ValueType.Scalar.USER),
        USER_EMAIL("user.email", ValueType.Scalar.TEXT),
        USER_NAME("user.name", ValueType.Scalar.TEXT),
        USER_ROLES("user.roles", new ValueType.ListOf(ValueType.Scalar.TEXT)),
        TENANT_SLUG("tenant.slug", ValueType.Scalar.TEXT),
        TENANT_CURRENCY("tenant.currency", ValueType.Scalar.TEXT),
        NOW("now()", ValueType.Scalar.DATE_TIME),
        TODAY("today()", ValueType.Scalar.DATE);

        private final String spelling;
        private final ValueType type;

        Name(String spelling, ValueType type) {
            this.spelling = spelling;
            this.type = type;
        }

        public String spelling() {
            return spelling;
        }

        public ValueType type() {
            return type;
        }
    }

    public Environment {
        userRoles = List.copyOf(userRoles);
    }

    public Object value(Name name) {
        return switch (name) {
            case USER_ID -> userId;
            case USER_EMAIL -> userEmail;
            case USER_NAME -> userName;
            case USER_ROLES -> userRoles;
            case TENANT_SLUG -> tenantSlug;
            case TENANT_CURRENCY -> tenantCurrency;
            case NOW -> now;
            case TODAY -> LocalDate.ofInstant(now, zone);
        };
    }
}
