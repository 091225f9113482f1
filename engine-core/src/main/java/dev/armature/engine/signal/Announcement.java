package dev.armature.engine.signal;

import dev.armature.metadata.tenant.TenantId;

/** "This tenant's metadata is at this version now", as it is sent between nodes. */
record Announcement(TenantId tenant, long version) {

    static Announcement parse(String message) {
        int colon = message.indexOf(':');
        return new Announcement(
                new TenantId(Integer.parseInt(message.substring(0, colon))),
                Long.parseLong(message.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return tenant + ":" + version;
    }
}
