package dev.armature.engine.limit;

import dev.armature.metadata.tenant.TenantId;
import java.util.UUID;

/**
 * Whose requests are counted. It is made of what the platform knows of who asks, never of what they
 * send; this is the one place that names what they are counted under.
 */
public sealed interface Subject {

    /** What the limit is called in answers. */
    String word();

    /** The name of the count, which no other subject has. */
    String name();

    /** A whole tenant. */
    record OfTenant(TenantId tenant) implements Subject {
        @Override
        public String word() {
            return "tenant";
        }

        @Override
        public String name() {
            return "t" + tenant;
        }
    }

    /** One user of a tenant, by whatever means they come. */
    record OfUser(TenantId tenant, UUID user) implements Subject {
        @Override
        public String word() {
            return "user";
        }

        @Override
        public String name() {
            return "t" + tenant + ":u:" + user;
        }
    }

    /** One API key. */
    record OfKey(TenantId tenant, UUID key) implements Subject {
        @Override
        public String word() {
            return "key";
        }

        @Override
        public String name() {
            return "t" + tenant + ":k:" + key;
        }
    }

    /** Strangers from one network. */
    record OfAddress(String network) implements Subject {
        @Override
        public String word() {
            return "address";
        }

        @Override
        public String name() {
            return "a:" + network;
        }
    }
}
