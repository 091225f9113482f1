package dev.armature.metadata.tenant;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One company.
 *
 * @param slug its name in addresses and at sign-in, unique on the installation
 * @param zone where its days begin: {@code today()} is a day in this zone
 * @param currency ISO 4217
 * @param locale BCP 47, what a user without a choice of their own sees
 * @param erasureDue when it will be erased, as its administrators asked; or null
 */
public record Tenant(
        TenantId id,
        UUID uid,
        String slug,
        String name,
        String locale,
        ZoneId zone,
        String currency,
        boolean active,
        Quotas quotas,
        Brand brand,
        @Nullable Instant erasureDue) {}
