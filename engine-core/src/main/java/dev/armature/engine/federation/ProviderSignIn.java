package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.ExternalAccount;
import dev.armature.engine.identity.ExternalSignIn;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.SignIn;
import dev.armature.engine.identity.SignInSettings;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.digest.HmacSha256;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a provider: somebody is sent there with a secret that only their browser brings
 * back, once, and what the provider says of them then is looked at. Thread-safe.
 */
public final class ProviderSignIn {

    /** How long somebody may take at the provider. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final int BINDING_BYTES = 32;
    private static final int MAX_STATE = 200;
    private static final int MAX_CODE = 4_000;
    private static final int MAX_ISSUER = 300;

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Providers providers;
    private final ProviderClient client;
    private final SamlSignIn saml;
    private final SignInRefusals refusals;
    private final ExternalSignIn users;
    private final SignInSettings settings;
    private final FreshProof proof;
    private final AttemptLimits limits;
    private final byte[] key;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key what each sign-in's own values are derived from
     */
    ProviderSignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Providers providers,
            ProviderClient client,
            SamlSignIn saml,
            ExternalSignIn users,
            SignInSettings settings,
            FreshProof proof,
            AttemptLimits limits,
            byte[] key,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.providers = providers;
        this.client = client;
        this.saml = saml;
        this.refusals = new SignInRefusals(database);
        this.users = users;
        this.settings = settings;
        this.proof = proof;
        this.limits = limits;
        this.key = key.clone();
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A sign-in that was begun.
     *
     * @param leave where the browser goes
     * @param binding what it keeps meanwhile, and nobody else knows
     */
    public record Start(String leave, String binding) {}

    /** How people come into a tenant; of one that does not exist, what most say. */
    public ObjectNode choices(String slug) {
        Tenant tenant = tenants.find(slug).filter(Tenant::active).orElse(null);
        ObjectNode json = Json.object();
        json.put("passwords", tenant == null || settings.get(tenant.id()).passwords());
        ArrayNode buttons = json.putArray("providers");
        if (tenant != null) {
            providers.list(tenant.id()).stream()
                    .filter(provider -> provider.draft().active())
                    .map(Provider::toButton)
                    .forEach(buttons::add);
        }
        return json;
    }

    /** Begins one by {@code {tenant, provider}}. */
    public Start begin(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String slug = attributes.text("tenant", 200);
        UUID provider = id(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        limits.take(List.of(AttemptLimits.Limit.PROVIDER.of(visitor.network())));
        Tenant tenant =
                tenants.find(slug).filter(Tenant::active).orElseThrow(SignInRefusals::failed);
        return begin(tenant, provider, null);
    }

    private static UUID id(Attributes attributes) {
        UUID id = Literals.id(attributes.text("provider", 40));
        if (id == null) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("provider"),
                            "invalid_id",
                            "A provider's id is expected");
        }
        return id == null ? new UUID(0, 0) : id;
    }

    /**
     * Begins to link an account of a provider with the caller, by {@code {provider}} and a fresh
     * proof.
     */
    public Start link(Caller caller, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        UUID provider = id(attributes);
        FreshProof.Shown shown = FreshProof.Shown.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        proof.require(caller, shown);
        return begin(caller.tenant(), provider, caller.userId());
    }

    private Start begin(Tenant tenant, UUID providerId, @Nullable UUID userId) {
        Provider provider =
                providers
                        .find(tenant.id(), providerId)
                        .filter(found -> found.draft().active())
                        .orElseThrow(SignInRefusals::failed);
        SecretToken state = SecretToken.fresh(tenant.uid(), ids.next(), random);
        byte[] bytes = new byte[BINDING_BYTES];
        random.nextBytes(bytes);
        String binding = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            String leave = leave(tenant, provider, state);
            keep(tenant.id(), providerId, userId, state, binding);
            return new Start(leave, binding);
        } catch (ProviderFailure e) {
            throw refusals.noted(tenant.id(), provider, e, null);
        }
    }

    private String leave(Tenant tenant, Provider provider, SecretToken state)
            throws ProviderFailure {
        return switch (provider.draft().protocol()) {
            case Protocol.OpenId _ ->
                    client.authorization(provider, exchange(provider, state)).toString();
            case Protocol.Saml spoken -> saml.leave(tenant, provider.id(), spoken, state);
        };
    }

    private void keep(
            TenantId tenant,
            UUID providerId,
            @Nullable UUID userId,
            SecretToken state,
            String binding) {
        Sql sql =
                Sql.of(
                        "insert into provider_sign_in (tenant_id, id, provider_id, user_id, state_hash, browser_hash, expires_at) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(state.id(), ColumnType.UUID),
                                        Sql.value(providerId, ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.bytes(state.hash()),
                                        Sql.bytes(Sha256.of(binding)),
                                        Sql.value(
                                                clock.instant().plus(LIFETIME),
                                                ColumnType.TIMESTAMPTZ))),
                        ")");
        database.transaction(tenant, sql::execute);
    }

    private Exchange exchange(Provider provider, SecretToken state) {
        return new Exchange(
                providers.callback(provider.id()),
                state.text(),
                derived("nonce", state.id()),
                derived("verifier", state.id()));
    }

    // Nobody but this installation can know them, and nothing has to be kept.
    private String derived(String what, UUID id) {
        byte[] bytes = HmacSha256.of(key, (what + "/" + id).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What a browser brought back.
     *
     * @param provider whose address it came to
     * @param code null where the provider did not let them in
     * @param issuer how the answer named itself, or null
     */
    public record Return(
            UUID provider, String state, @Nullable String code, @Nullable String issuer) {

        /** Reads {@code {provider, state, code?, iss?, error?}}. */
        public static Return read(ObjectNode body) {
            Problems problems = new Problems();
            Attributes attributes = Attributes.of(body, "", problems);
            Return brought =
                    new Return(
                            id(attributes),
                            attributes.text("state", MAX_STATE),
                            attributes.optionalText("code", MAX_CODE),
                            attributes.optionalText("iss", MAX_ISSUER));
            attributes.optionalText("error", MAX_ISSUER);
            attributes.finish();
            problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
            return brought;
        }
    }

    private record Begun(
            byte[] browserHash,
            UUID providerId,
            @Nullable UUID userId,
            SamlSignIn.Waiting waiting) {}

    /**
     * Ends a sign-in with what the browser brought back.
     *
     * @throws EngineException {@code external_sign_in_failed} or {@code external_account_unknown}
     */
    public SignIn.Tokens finish(Return brought, String binding, Visitor visitor) {
        List<AttemptLimits.Key> counted =
                List.of(AttemptLimits.Limit.ADDRESS.of(visitor.network()));
        limits.take(counted);
        SignIn.Tokens tokens = finished(brought, binding, visitor);
        limits.giveBack(counted);
        return tokens;
    }

    private SignIn.Tokens finished(Return brought, String binding, Visitor visitor) {
        SecretToken state = SecretToken.parse(brought.state);
        Tenant tenant =
                state == null
                        ? null
                        : tenants.find(state.tenantUid()).filter(Tenant::active).orElse(null);
        if (state == null || tenant == null) {
            throw SignInRefusals.failed();
        }
        Begun begun =
                take(tenant.id(), state, brought, binding).orElseThrow(SignInRefusals::failed);
        Provider provider =
                providers
                        .find(tenant.id(), begun.providerId)
                        .filter(found -> found.draft().active())
                        .orElseThrow(SignInRefusals::failed);
        return users.enter(
                tenant,
                account(tenant.id(), provider, state, begun, brought, visitor),
                provider.rules(),
                begun.userId,
                visitor);
    }

    // Looked at and used up in one, so that of two who bring it at once one is late. What a
    // stranger
    // brings, without what the browser keeps, uses nothing up.
    private Optional<Begun> take(
            TenantId tenant, SecretToken state, Return brought, String binding) {
        Sql here =
                Sql.of(
                        " where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(state.id(), ColumnType.UUID),
                        " and used_at is null and expires_at > ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ));
        return database.transaction(
                tenant,
                connection ->
                        state.find(
                                        connection,
                                        Sql.of(
                                                "select state_hash, browser_hash, provider_id, user_id, ticket_hash, account from provider_sign_in",
                                                here,
                                                " for update"),
                                        row ->
                                                new Begun(
                                                        row.getBytes(2),
                                                        row.getObject(3, UUID.class),
                                                        row.getObject(4, UUID.class),
                                                        new SamlSignIn.Waiting(
                                                                row.getBytes(5), row.getString(6))))
                                .filter(begun ->
                                        MessageDigest.isEqual(
                                                begun.browserHash, Sha256.of(binding)))
                                .filter(begun -> begun.providerId.equals(brought.provider))
                                .filter(begun ->
                                        Sql.of(
                                                                "update provider_sign_in set used_at = now(), account = null",
                                                                here)
                                                        .execute(connection)
                                                == 1));
    }

    private ExternalAccount account(
            TenantId tenant,
            Provider provider,
            SecretToken state,
            Begun begun,
            Return brought,
            Visitor visitor) {
        try {
            String code = brought.code;
            if (provider.draft().protocol() instanceof Protocol.Saml) {
                return begun.waiting.account(code);
            }
            if (code == null) {
                throw new ProviderFailure("It did not let them in");
            }
            return client.account(
                    provider,
                    providers.secret(tenant, provider),
                    exchange(provider, state),
                    code,
                    brought.issuer);
        } catch (ProviderFailure e) {
            throw refusals.noted(tenant, provider, e, visitor.address());
        }
    }
}
