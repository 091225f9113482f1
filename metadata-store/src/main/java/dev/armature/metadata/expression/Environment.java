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
        Instant now,
        Standing standing) {

    /** That of somebody who stands alone. */
    public Environment(
            UUID userId,
            String userEmail,
            String userName,
            List<String> userRoles,
            String tenantSlug,
            String tenantCurrency,
            ZoneId zone,
            Instant now) {
        this(
                userId,
                userEmail,
                userName,
                userRoles,
                tenantSlug,
                tenantCurrency,
                zone,
                now,
                Standing.ALONE);
    }

    /** The same person at another moment. */
    public Environment at(Instant moment) {
        return new Environment(
                userId,
                userEmail,
                userName,
                userRoles,
                tenantSlug,
                tenantCurrency,
                zone,
                moment,
                standing);
    }

    /** What the environment knows, as expressions name it. */
    public sealed interface Source {
        String spelling();

        ValueType type();
    }

    /** A list of values that administrators gave to users; empty for who was given none. */
    public record Attribute(String name) implements Source {

        static final String PREFIX = "user.attributes";

        @Override
        public String spelling() {
            return PREFIX + "." + name;
        }

        @Override
        public ValueType type() {
            return new ValueType.ListOf(ValueType.Scalar.TEXT);
        }
    }

    /** A value that everybody has. */
    public enum Name implements Source {
        USER_ID("user.id", ValueType.Scalar.USER),
        USER_EMAIL("user.email", ValueType.Scalar.TEXT),
        USER_NAME("user.name", ValueType.Scalar.TEXT),
        USER_ROLES("user.roles", new ValueType.ListOf(ValueType.Scalar.TEXT)),
        USER_GROUPS("user.groups", new ValueType.ListOf(ValueType.Scalar.TEXT)),
        USER_REPORTS("user.reports", new ValueType.ListOf(ValueType.Scalar.USER)),
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

        @Override
        public String spelling() {
            return spelling;
        }

        @Override
        public ValueType type() {
            return type;
        }
    }

    public Environment {
        userRoles = List.copyOf(userRoles);
    }

    public Object value(Source source) {
        return switch (source) {
            case Attribute attribute -> standing.attribute(attribute.name());
            case Name name -> value(name);
        };
    }

    private Object value(Name name) {
        return switch (name) {
            case USER_ID -> userId;
            case USER_EMAIL -> userEmail;
            case USER_NAME -> userName;
            case USER_ROLES -> userRoles;
            case USER_GROUPS -> standing.groups();
            case USER_REPORTS -> standing.reportsOf(userId);
            case TENANT_SLUG -> tenantSlug;
            case TENANT_CURRENCY -> tenantCurrency;
            case NOW -> now;
            case TODAY -> LocalDate.ofInstant(now, zone);
        };
    }
}
