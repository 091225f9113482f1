package dev.armature.engine;

import dev.armature.engine.federation.Federation;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AddressLetters;
import dev.armature.engine.identity.ApiKeys;
import dev.armature.engine.identity.Aside;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.DeviceMarks;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.ExternalIdentities;
import dev.armature.engine.identity.ExternalSignIn;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.identity.OwnPassword;
import dev.armature.engine.identity.PasskeySignIn;
import dev.armature.engine.identity.PasskeyUse;
import dev.armature.engine.identity.Passkeys;
import dev.armature.engine.identity.PasswordResets;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.Reauthentication;
import dev.armature.engine.identity.SecondFactors;
import dev.armature.engine.identity.Sessions;
import dev.armature.engine.identity.SignIn;
import dev.armature.engine.identity.SignInSettings;
import dev.armature.engine.identity.SigningKeyKeeper;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Users;
import dev.armature.engine.oauth.Begun;
import dev.armature.engine.oauth.OAuthServer;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.passkey.Ceremonies;
import dev.armature.engine.passkey.Challenges;
import dev.armature.engine.passkey.PasskeyOptions;
import dev.armature.engine.passkey.RelyingParty;
import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wires the ways by which people and programs come in. */
@Factory
@Requires(beans = Installation.class)
final class SignInFactory {

    @Singleton
    Passwords passwords() {
        return new Passwords();
    }

    @Singleton
    SigningKeys signingKeys(
            TenantDatabase database,
            Installation installation,
            Clock clock,
            @Property(name = "armature.signing-key-days") @Nullable Integer days) {
        return new SigningKeys(
                database,
                installation.masterKey(),
                clock,
                days == null ? SigningKeys.SIGNING : Duration.ofDays(days));
    }

    @Context
    @Bean(preDestroy = "close")
    SigningKeyKeeper signingKeyKeeper(SigningKeys keys) {
        return new SigningKeyKeeper(keys);
    }

    @Singleton
    AccessTokens accessTokens(SigningKeys keys, PublicUrl url, Clock clock) {
        return new AccessTokens(keys, url, clock);
    }

    @Singleton
    ApiKeys apiKeys(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Ids ids,
            Clock clock) {
        return new ApiKeys(database, tenants, callers, ids::next, clock);
    }

    @Singleton
    Entrances entrances(
            TenantDatabase database,
            TenantDirectory tenants,
            AccessTokens tokens,
            ApiKeys keys,
            Callers callers) {
        return new Entrances(database, tenants, tokens, keys, callers);
    }

    @Singleton
    SecondFactors secondFactors(
            TenantDatabase database,
            SecretBox box,
            Reauthentication reauthentication,
            AttemptLimits limits,
            PasskeyUse passkeys,
            Clock clock) {
        return new SecondFactors(database, box, reauthentication, limits, passkeys, clock);
    }

    @Singleton
    Challenges challenges(Installation installation, Clock clock) {
        return new Challenges(installation.masterKey().derive("passkey"), clock);
    }

    @Singleton
    Ceremonies ceremonies(PublicUrl url, Challenges challenges) {
        return new Ceremonies(new RelyingParty(url), challenges);
    }

    @Singleton
    PasskeyOptions passkeyOptions(PublicUrl url, Challenges challenges) {
        return new PasskeyOptions(new RelyingParty(url), challenges);
    }

    @Singleton
    PasskeyUse passkeyUse(Ceremonies ceremonies, Clock clock) {
        return new PasskeyUse(ceremonies, clock);
    }

    @Singleton
    Passkeys passkeys(
            TenantDatabase database,
            Ceremonies ceremonies,
            PasskeyOptions options,
            FreshProof proof,
            Post post,
            Ids ids,
            Clock clock) {
        return new Passkeys(database, ceremonies, options, proof, post, ids, clock);
    }

    @Singleton
    PasskeySignIn passkeySignIn(
            TenantDatabase database,
            TenantDirectory tenants,
            PasskeyUse passkeys,
            PasskeyOptions options,
            AttemptLimits limits,
            SignIn signIn) {
        return new PasskeySignIn(database, tenants, passkeys, options, limits, signIn);
    }

    @Singleton
    SignInSettings signInSettings(TenantDatabase database) {
        return new SignInSettings(database);
    }

    @Singleton
    SignIn signIn(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            AccessTokens tokens,
            AttemptLimits limits,
            SecondFactors secondFactors,
            Post post,
            AddressLetters letters,
            Installation installation,
            Ids ids,
            Clock clock) {
        return new SignIn(
                database,
                tenants,
                passwords,
                tokens,
                limits,
                new DeviceMarks(installation.masterKey().derive("device")),
                secondFactors,
                post,
                letters,
                ids,
                clock);
    }

    @Singleton
    OAuthServer oauthServer(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Sessions sessions,
            Entrances entrances,
            AttemptLimits limits,
            AccessTokens tokens,
            SigningKeys keys,
            PublicUrl url,
            Installation installation,
            Ids ids,
            Clock clock) {
        return OAuthServer.of(
                new OAuthServer.Foundation(
                        database, tenants, callers, sessions, entrances, limits, tokens, keys, url),
                new Begun(installation.masterKey().derive("oauth-request"), clock),
                ids::next,
                clock);
    }

    @Singleton
    ExternalIdentities externalIdentities(TenantDatabase database, Ids ids) {
        return new ExternalIdentities(database, ids);
    }

    @Singleton
    Federation federation(
            TenantDatabase database,
            TenantDirectory tenants,
            OutboundClient client,
            SecretBox box,
            PublicUrl url,
            Users users,
            Passwords passwords,
            ExternalIdentities identities,
            SignIn signIn,
            SignInSettings settings,
            FreshProof proof,
            AttemptLimits limits,
            Installation installation,
            Ids ids,
            Clock clock) {
        Federation.Tools tools =
                new Federation.Tools(
                        database,
                        tenants,
                        client,
                        box,
                        url,
                        new ExternalSignIn(database, users, passwords, identities, signIn),
                        settings,
                        proof,
                        limits,
                        ids,
                        clock);
        return Federation.of(tools, installation.masterKey().derive("provider-sign-in"));
    }

    @Singleton
    AttemptLimits attemptLimits(Clock clock) {
        return new AttemptLimits(clock);
    }

    @Singleton
    Sessions sessions(TenantDatabase database, Clock clock) {
        return new Sessions(database, clock);
    }

    @Singleton
    Reauthentication reauthentication(
            TenantDatabase database, Passwords passwords, AttemptLimits limits) {
        return new Reauthentication(database, passwords, limits);
    }

    @Singleton
    FreshProof freshProof(Reauthentication passwords, SecondFactors factors) {
        return new FreshProof(passwords, factors);
    }

    @Singleton
    OwnPassword ownPassword(
            TenantDatabase database,
            Passwords passwords,
            Reauthentication reauthentication,
            Post post) {
        return new OwnPassword(database, passwords, reauthentication, post);
    }

    @Singleton
    PasswordResets passwordResets(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AttemptLimits limits,
            Aside aside,
            Ids ids,
            Clock clock) {
        return new PasswordResets(database, tenants, passwords, post, limits, aside, ids, clock);
    }
}
