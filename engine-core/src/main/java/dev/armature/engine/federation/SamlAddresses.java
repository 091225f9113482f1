package dev.armature.engine.federation;

import dev.armature.engine.site.PublicUrl;
import java.util.UUID;

/**
 * Where a tenant is for a provider that speaks SAML. They name the tenant and the provider, so that
 * what is meant for one of them is taken by no other.
 */
record SamlAddresses(PublicUrl url, UUID tenant, UUID provider) {

    private String of(String what) {
        return url.of(SamlSignIn.ADDRESSES + "/" + tenant + "/" + provider + what);
    }

    /** The tenant's document for the provider, and its name there (entity id). */
    String metadata() {
        return of("/metadata");
    }

    /** Where the provider has answers sent to (assertion consumer service). */
    String answers() {
        return of("/acs");
    }
}
