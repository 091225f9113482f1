package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds who stands behind an access token, of a session or of an app of others, or an API key: the
 * user as they are now, and whether what they came in by still holds. What it finds is believed for
 * two seconds, so a right that is taken away is gone that soon. Thread-safe.
 */
public final class Entrances {

    /** How long an entrant is believed without asking the database again. */
    public static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

    private static final int MOST_KNOWN = 10_000;

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final AccessTokens tokens;
    private final ApiKeys keys;
    private final Callers callers;
    private final Cache<AccessTokens.Claims, Optional<Entrant>> signedIn =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(BELIEVED_FOR).build();
    private final Cache<String, Optional<Entrant>> withKeys =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(BELIEVED_FOR).build();

    public Entrances(
            TenantDatabase database,
            TenantDirectory tenants,
            AccessTokens tokens,
            ApiKeys keys,
            Callers callers) {
        this.database = database;
        this.tenants = tenants;
        this.tokens = tokens;
        this.keys = keys;
        this.callers = callers;
    }

    /** Who was found behind it a moment ago, without looking anything up. */
    public Optional<Entrant> known(String token) {
        Optional<Entrant> entrant =
                ApiKeys.isKey(token)
                        ? withKeys.getIfPresent(token)
                        : tokens.known(token).map(signedIn::getIfPresent).orElse(null);
        return entrant == null ? Optional.empty() : entrant;
    }

    /**
     * Whether anybody can make one up that has to be looked up; what is signed is checked before
     * that.
     */
    public static boolean isGuessable(String token) {
        return ApiKeys.isKey(token);
    }

    /** Believes nothing of what it found of a tenant: something of the tenant has changed. */
    public void forget(TenantId tenant) {
        for (Cache<?, Optional<Entrant>> cache : List.of(signedIn, withKeys)) {
            cache.asMap()
                    .values()
                    .removeIf(entrant ->
                            entrant.filter(found -> found.caller().tenantId().equals(tenant))
                                    .isPresent());
        }
    }

    /** Who is behind it, unless it is not valid or not any more. */
    public Optional<Entrant> find(String token) {
        if (ApiKeys.isKey(token)) {
            Optional<Entrant> entrant = withKeys.getIfPresent(token);
            if (entrant == null) {
                entrant = keys.find(token);
                withKeys.put(token, entrant);
            }
            return entrant;
        }
        return tokens.verify(token).flatMap(this::find);
    }

    private Optional<Entrant> find(AccessTokens.Claims claims) {
        Optional<Entrant> entrant = signedIn.getIfPresent(claims);
        if (entrant == null) {
            entrant = load(claims);
            signedIn.put(claims, entrant);
        }
        return entrant;
    }

    /**
     * Who is behind some tokens, looked up anew whatever is believed of them; those that do not
     * hold any more are missing. Sessions of one tenant are looked up together.
     */
    public Map<String, Entrant> renew(Collection<String> some) {
        Map<String, Entrant> found = new HashMap<>();
        Map<UUID, Map<String, AccessTokens.Claims>> sessions = new HashMap<>();
        for (String token : some) {
            AccessTokens.Claims claims =
                    ApiKeys.isKey(token) ? null : tokens.verify(token).orElse(null);
            if (ApiKeys.isKey(token)) {
                Optional<Entrant> entrant = keys.find(token);
                withKeys.put(token, entrant);
                entrant.ifPresent(known -> found.put(token, known));
            } else if (claims != null && claims.app() == null && claims.actor() == null) {
                sessions.computeIfAbsent(claims.tenantUid(), tenant -> new HashMap<>())
                        .put(token, claims);
            } else if (claims != null) {
                Optional<Entrant> entrant = load(claims);
                signedIn.put(claims, entrant);
                entrant.ifPresent(known -> found.put(token, known));
            }
        }
        sessions.forEach((tenantUid, claims) ->
                tenants.find(tenantUid)
                        .filter(Tenant::active)
                        .ifPresent(tenant -> found.putAll(sessions(tenant, claims))));
        return found;
    }

    private Map<String, Entrant> sessions(Tenant tenant, Map<String, AccessTokens.Claims> claims) {
        List<Session> asked =
                claims.values().stream()
                        .map(claim -> new Session(claim.userId(), claim.familyId()))
                        .distinct()
                        .toList();
        Map<Session, State> states = states(tenant, asked);
        Map<UUID, Caller> users =
                callers.find(tenant, asked.stream().map(Session::user).distinct().toList());
        Map<String, Entrant> found = new HashMap<>();
        claims.forEach((token, claim) -> {
            Caller caller = users.get(claim.userId());
            State state = states.get(new Session(claim.userId(), claim.familyId()));
            if (caller != null && state != null && state.holds) {
                found.put(token, entrant(caller, claim, state));
            }
            signedIn.put(claim, Optional.ofNullable(found.get(token)));
        });
        return found;
    }

    private static Entrant entrant(Caller caller, AccessTokens.Claims claims, State state) {
        return new Entrant(caller, claims.familyId(), null, null, lacks(caller, state));
    }

    private record Session(UUID user, UUID family) {}

    /**
     * What was found of a session.
     *
     * @param enrolled whether the user has a second factor, or a provider asks for theirs
     */
    private record State(boolean holds, SignInSettings.Required required, boolean enrolled) {}

    private Optional<Entrant> load(AccessTokens.Claims claims) {
        Tenant tenant = tenants.find(claims.tenantUid()).filter(Tenant::active).orElse(null);
        if (tenant == null) {
            return Optional.empty();
        }
        AccessTokens.OfApp app = claims.app();
        if (app != null) {
            return AppGrants.scopes(database, tenant, claims)
                    .map(AppScopes::asOfKeys)
                    .flatMap(scopes ->
                            callers.find(tenant, claims.userId())
                                    .map(caller ->
                                            new Entrant(caller, null, app.appId(), scopes, false)));
        }
        UUID actor = claims.actor();
        if (actor != null) {
            return seeingAs(tenant, claims, actor);
        }
        State state = state(tenant, claims.userId(), claims.familyId());
        return state.holds
                ? callers.find(tenant, claims.userId())
                        .map(caller -> entrant(caller, claims, state))
                : Optional.empty();
    }

    /** It holds as long as the administrator is one, is signed in, and the user is none. */
    private Optional<Entrant> seeingAs(Tenant tenant, AccessTokens.Claims claims, UUID actor) {
        State state = state(tenant, actor, claims.familyId());
        Caller administrator =
                state.holds
                        ? callers.find(tenant, actor).filter(Caller::isAdministrator).orElse(null)
                        : null;
        return administrator == null
                ? Optional.empty()
                : callers.find(tenant, claims.userId())
                        .filter(caller -> !caller.isAdministrator())
                        .map(caller ->
                                new Entrant(
                                        caller,
                                        claims.familyId(),
                                        null,
                                        null,
                                        lacks(administrator, state),
                                        administrator));
    }

    private static boolean lacks(Caller caller, State state) {
        return !state.enrolled && state.required.isAskedOf(caller);
    }

    private State state(Tenant tenant, UUID userId, UUID family) {
        Session session = new Session(userId, family);
        return Objects.requireNonNull(states(tenant, List.of(session)).get(session));
    }

    private Map<Session, State> states(Tenant tenant, List<Session> sessions) {
        Sql number = Sql.number(tenant.id().value());
        Sql sql =
                Sql.of(
                        "select n.user_id, n.family_id, exists (select from sign_in s where s.tenant_id = ",
                        number,
                        " and s.id = n.family_id and s.ended_at is null), t.second_factor, ",
                        FactorRows.has(number, Sql.raw("n.user_id")),
                        " or exists (select from sign_in p where p.tenant_id = ",
                        number,
                        " and p.id = n.family_id and p.provider_id is not null) from tenant t, ",
                        new BoundRows()
                                .with(
                                        "user_id",
                                        ColumnType.UUID,
                                        sessions.stream().map(Session::user).toList())
                                .with(
                                        "family_id",
                                        ColumnType.UUID,
                                        sessions.stream().map(Session::family).toList())
                                .as("n"),
                        " where t.tenant_id = ",
                        number);
        Map<Session, State> states = new HashMap<>();
        database.query(
                tenant.id(),
                sql,
                row -> {
                    while (row.next()) {
                        states.put(
                                new Session(
                                        row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                                new State(
                                        row.getBoolean(3),
                                        SignInSettings.Required.of(row.getString(4)),
                                        row.getBoolean(5)));
                    }
                });
        return states;
    }
}
