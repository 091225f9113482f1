package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.ExternalAccount;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.digest.HmacSha256;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a sign-in that goes by SAML. The provider has the browser bring its answer from its
 * own site, with which no cookie comes. So an answer is only looked at here, and what it vouches
 * for waits; the browser gets a ticket, with which it ends the sign-in as with other providers:
 * only if it is the one that began it. Thread-safe.
 */
public final class SamlSignIn {

    /** What all addresses begin with that providers are told. */
    public static final String ADDRESSES = "/saml2";

    /** How many characters an answer may have, as it comes. */
    static final int LARGEST_ANSWER = 256 * 1024;

    private static final int TICKET_BYTES = 32;
    private static final int RELAY_BYTES = 16 + 32;

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Providers providers;
    private final SignInRefusals refusals;
    private final AttemptLimits limits;
    private final byte[] key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param key what each question's id is derived from
     */
    SamlSignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Providers providers,
            AttemptLimits limits,
            byte[] key,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.providers = providers;
        this.refusals = new SignInRefusals(database);
        this.limits = limits;
        this.key = key.clone();
        this.clock = clock;
    }

    /** What a provider has to know of the tenant. */
    public byte[] metadata(UUID tenantUid, UUID providerId) {
        Met met = met(tenantUid, providerId);
        if (met == null) {
            throw EngineException.notFound("The provider " + providerId);
        }
        return SamlMessages.metadata(met.addresses);
    }

    private record Met(
            Tenant tenant, Provider provider, Protocol.Saml saml, SamlAddresses addresses) {}

    private @Nullable Met met(UUID tenantUid, UUID providerId) {
        Tenant tenant = tenants.find(tenantUid).filter(Tenant::active).orElse(null);
        Provider provider =
                tenant == null
                        ? null
                        : providers
                                .find(tenant.id(), providerId)
                                .filter(found -> found.draft().active())
                                .orElse(null);
        return tenant != null
                        && provider != null
                        && provider.draft().protocol() instanceof Protocol.Saml saml
                ? new Met(tenant, provider, saml, providers.addresses(tenant, providerId))
                : null;
    }

    /** Where somebody is sent to. */
    String leave(Tenant tenant, UUID providerId, Protocol.Saml saml, SecretToken state) {
        return SamlMessages.leave(
                saml,
                providers.addresses(tenant, providerId),
                request(state.id()),
                relayState(state),
                clock.instant());
    }

    // Nobody but this installation knows it beforehand, and nothing has to be kept.
    private String request(UUID id) {
        byte[] bytes = HmacSha256.of(key, ("saml/" + id).getBytes(StandardCharsets.UTF_8));
        return "_" + HexFormat.of().formatHex(bytes, 0, 20);
    }

    // It may have 80 bytes (SAML 2.0 Bindings, 3.4.3); the tenant is in the address already.
    private static String relayState(SecretToken state) {
        byte[] bytes =
                ByteBuffer.allocate(RELAY_BYTES)
                        .putLong(state.id().getMostSignificantBits())
                        .putLong(state.id().getLeastSignificantBits())
                        .put(state.secret())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static @Nullable SecretToken state(UUID tenantUid, @Nullable String relayState) {
        if (relayState == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(relayState);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return bytes.length == RELAY_BYTES
                    ? new SecretToken(
                            tenantUid,
                            new UUID(buffer.getLong(), buffer.getLong()),
                            Arrays.copyOfRange(bytes, 16, RELAY_BYTES))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Takes what a browser brings from a provider.
     *
     * @return where the browser goes on: a page that ends the sign-in, or tells that it failed
     */
    public String answered(
            UUID tenantUid,
            UUID providerId,
            @Nullable String relayState,
            @Nullable String answer,
            Visitor visitor) {
        List<AttemptLimits.Key> counted =
                List.of(AttemptLimits.Limit.ADDRESS.of(visitor.network()));
        limits.take(counted);
        Met met = met(tenantUid, providerId);
        SecretToken state = state(tenantUid, relayState);
        String page = providers.callback(providerId);
        if (met == null) {
            return page + "?state=none&error=unknown";
        }
        try {
            if (state == null || answer == null) {
                throw new ProviderFailure("It sent an answer that nobody had asked for");
            }
            String ticket = taken(met, state, answer);
            limits.giveBack(counted);
            return page + "?state=" + state.text() + "&code=" + ticket;
        } catch (ProviderFailure e) {
            refusals.noted(met.tenant.id(), met.provider, e, visitor.address());
            return page + "?state=none&error=refused";
        }
    }

    private String taken(Met met, SecretToken state, String answer) throws ProviderFailure {
        if (answer.length() > LARGEST_ANSWER) {
            throw new ProviderFailure("The answer is too large");
        }
        if (!isAsked(met, state)) {
            throw new ProviderFailure("It sent an answer that nobody had asked for, or a late one");
        }
        SamlAnswer read =
                SamlAnswer.read(
                        bytes(answer),
                        new SamlAnswer.Asked(
                                met.saml,
                                met.provider.draft().groupsClaim(),
                                met.addresses.metadata(),
                                met.addresses.answers(),
                                request(state.id()),
                                clock.instant()));
        byte[] bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        keep(met.tenant.id(), state, read, ticket);
        return ticket;
    }

    private static byte[] bytes(String answer) throws ProviderFailure {
        try {
            return Base64.getMimeDecoder().decode(answer);
        } catch (IllegalArgumentException e) {
            throw new ProviderFailure("The answer is not encoded as it should be", e);
        }
    }

    private Sql open(TenantId tenant, SecretToken state) {
        return Sql.of(
                " where tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(state.id(), ColumnType.UUID),
                " and used_at is null and ticket_hash is null and expires_at > ",
                Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ));
    }

    private boolean isAsked(Met met, SecretToken state) {
        Sql sql =
                Sql.of(
                        "select state_hash, provider_id from provider_sign_in",
                        open(met.tenant.id(), state));
        return database.transaction(
                        met.tenant.id(),
                        connection ->
                                state.find(connection, sql, row -> row.getObject(2, UUID.class)))
                .filter(met.provider.id()::equals)
                .isPresent();
    }

    // A question is answered once, and an assertion is an answer once.
    private void keep(TenantId tenant, SecretToken state, SamlAnswer answer, String ticket)
            throws ProviderFailure {
        Sql sql =
                Sql.of(
                        "update provider_sign_in set ticket_hash = ",
                        Sql.bytes(Sha256.of(ticket)),
                        ", assertion_hash = ",
                        Sql.bytes(Sha256.of(answer.assertionId())),
                        ", account = ",
                        Sql.value(Json.write(written(answer.account())), ColumnType.TEXT),
                        open(tenant, state));
        try {
            if (database.transaction(tenant, sql::execute) == 0) {
                throw new ProviderFailure("The question was answered before");
            }
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                throw new ProviderFailure("The assertion was used before", e);
            }
            throw e;
        }
    }

    private static ObjectNode written(ExternalAccount account) {
        ObjectNode json =
                Json.object()
                        .put("issuer", account.issuer())
                        .put("subject", account.subject())
                        .put("email", account.email())
                        .put("name", account.name());
        List<String> groups = account.groups();
        if (groups != null) {
            groups.forEach(json.putArray("groups")::add);
        }
        return json;
    }

    /**
     * What waits with a sign-in.
     *
     * @param ticketHash null where the provider has not answered
     */
    record Waiting(byte @Nullable [] ticketHash, @Nullable String account) {

        /**
         * What the provider has vouched for.
         *
         * @param ticket what its browser brings
         */
        ExternalAccount account(@Nullable String ticket) throws ProviderFailure {
            if (ticket == null
                    || ticketHash == null
                    || account == null
                    || !MessageDigest.isEqual(ticketHash, Sha256.of(ticket))) {
                throw new ProviderFailure("It did not let them in, or another browser");
            }
            ObjectNode json = Json.readObject(account);
            return new ExternalAccount(
                    json.path("issuer").asText(),
                    json.path("subject").asText(),
                    json.path("email").textValue(),
                    null,
                    json.path("name").textValue(),
                    json.get("groups") instanceof ArrayNode groups ? texts(groups) : null);
        }

        private static List<String> texts(ArrayNode array) {
            List<String> texts = new ArrayList<>();
            for (JsonNode one : array) {
                texts.add(one.asText());
            }
            return texts;
        }
    }
}
