package dev.armature.engine.federation;

import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.ExternalSignIn;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.identity.SignInSettings;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import java.time.Clock;

/**
 * The parts by which people sign in with providers.
 *
 * @param providers which there are
 * @param signIn how somebody comes in by one
 * @param saml what providers that speak SAML call
 */
public record Federation(Providers providers, ProviderSignIn signIn, SamlSignIn saml) {

    /** What the parts work with. */
    public record Tools(
            TenantDatabase database,
            TenantDirectory tenants,
            OutboundClient client,
            SecretBox box,
            PublicUrl url,
            ExternalSignIn users,
            SignInSettings settings,
            FreshProof proof,
            AttemptLimits limits,
            Ids ids,
            Clock clock) {}

    /**
     * Puts them together.
     *
     * @param key what each sign-in's own values are derived from
     */
    public static Federation of(Tools tools, byte[] key) {
        Discovery discovery = new Discovery(tools.client, tools.clock);
        Providers providers =
                new Providers(tools.database, discovery, tools.box, tools.url, tools.ids);
        ProviderClient client =
                new ProviderClient(discovery, new IdTokenCheck(discovery, tools.clock));
        SamlSignIn saml =
                new SamlSignIn(
                        tools.database, tools.tenants, providers, tools.limits, key, tools.clock);
        return new Federation(
                providers,
                new ProviderSignIn(
                        tools.database,
                        tools.tenants,
                        providers,
                        client,
                        saml,
                        tools.users,
                        tools.settings,
                        tools.proof,
                        tools.limits,
                        key,
                        tools.ids,
                        tools.clock),
                saml);
    }
}
