package dev.armature.engine;

import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.AddressLetters;
import dev.armature.engine.identity.AddressLinks;
import dev.armature.engine.identity.Admissions;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Groups;
import dev.armature.engine.identity.Invitations;
import dev.armature.engine.identity.Memberships;
import dev.armature.engine.identity.OwnAddress;
import dev.armature.engine.identity.PasskeySignIn;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.ProvisionedGroups;
import dev.armature.engine.identity.ProvisionedUsers;
import dev.armature.engine.identity.Reauthentication;
import dev.armature.engine.identity.SecondFactors;
import dev.armature.engine.identity.SeeAs;
import dev.armature.engine.identity.SignIn;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.Users;
import dev.armature.engine.record.Ids;
import dev.armature.engine.scim.ScimGroups;
import dev.armature.engine.scim.ScimUsers;
import dev.armature.engine.scim.ServiceDocuments;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires accounts, groups and memberships. */
@Factory
@Requires(beans = Installation.class)
final class PeopleFactory {

    @Singleton
    TenantDirectory tenantDirectory(TenantDatabase database) {
        return new TenantDirectory(database);
    }

    @Singleton
    Groups groups(TenantDatabase database, Ids ids) {
        return new Groups(database, ids);
    }

    @Singleton
    ScimUsers scimUsers(TenantDatabase database, PublicUrl url, Users users, Passwords passwords) {
        return new ScimUsers(database, url, new ProvisionedUsers(users, passwords));
    }

    @Singleton
    ScimGroups scimGroups(TenantDatabase database, PublicUrl url, Ids ids) {
        return new ScimGroups(database, url, new ProvisionedGroups(ids));
    }

    @Singleton
    ServiceDocuments scimServiceDocuments(PublicUrl url) {
        return new ServiceDocuments(url);
    }

    @Singleton
    SeeAs seeAs(TenantDatabase database, Callers callers, AccessTokens tokens) {
        return new SeeAs(database, callers, tokens);
    }

    @Singleton
    Users users(TenantDatabase database, Passwords passwords, Ids ids) {
        return new Users(database, passwords, ids);
    }

    @Singleton
    SignUp signUp(
            TenantDatabase database,
            Users users,
            Passwords passwords,
            AddressLetters letters,
            Ids ids,
            Installation installation,
            @Property(name = "armature.homes.new-tenants", defaultValue = "0") int home) {
        return new SignUp(
                database, users, passwords, letters, ids, installation.signUpOpen(), home);
    }

    @Singleton
    AddressLetters addressLetters(Post post, AttemptLimits limits, Ids ids, Clock clock) {
        return new AddressLetters(post, limits, ids, clock);
    }

    @Singleton
    OwnAddress ownAddress(
            TenantDatabase database,
            Reauthentication reauthentication,
            SecondFactors secondFactors,
            AddressLetters letters,
            AttemptLimits limits) {
        return new OwnAddress(database, reauthentication, secondFactors, letters, limits);
    }

    @Singleton
    AddressLinks addressLinks(
            TenantDatabase database,
            TenantDirectory tenants,
            Passwords passwords,
            Post post,
            AddressLetters letters,
            AttemptLimits limits,
            Ids ids,
            Clock clock) {
        return new AddressLinks(database, tenants, passwords, post, letters, limits, ids, clock);
    }

    @Singleton
    Callers callers(TenantDatabase database, TenantDirectory tenants) {
        return new Callers(database, tenants);
    }

    @Singleton
    Invitations invitations(
            TenantDatabase database, Post post, AttemptLimits limits, Ids ids, Clock clock) {
        return new Invitations(database, post, limits, ids, clock);
    }

    @Singleton
    Admissions admissions(
            TenantDatabase database,
            TenantDirectory tenants,
            Users users,
            Passwords passwords,
            AttemptLimits limits,
            Clock clock) {
        return new Admissions(database, tenants, users, passwords, limits, clock);
    }

    @Singleton
    Memberships memberships(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            SignIn signIn,
            PasskeySignIn passkeys) {
        return new Memberships(database, tenants, callers, signIn, passkeys);
    }
}
