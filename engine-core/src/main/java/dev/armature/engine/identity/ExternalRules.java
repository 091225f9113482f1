package dev.armature.engine.identity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a tenant lets accounts of a provider do.
 *
 * @param makesUsers whether somebody who is no user becomes one
 * @param trustsEmail whether an address that the provider has verified says which user it is
 * @param roles of users who are made
 * @param groupRoles the roles of each group of the provider
 */
public record ExternalRules(
        UUID providerId,
        String provider,
        boolean makesUsers,
        boolean trustsEmail,
        List<String> roles,
        Map<String, List<String>> groupRoles) {

    public ExternalRules {
        roles = List.copyOf(roles);
        groupRoles = Map.copyOf(groupRoles);
    }

    /**
     * The roles that somebody has from now on: of those that groups give, the ones that their
     * groups give, and all others that they have.
     */
    List<String> after(List<String> before, List<String> groups) {
        Set<String> given = new LinkedHashSet<>();
        groups.forEach(group -> given.addAll(groupRoles.getOrDefault(group, List.of())));
        Set<String> after = new TreeSet<>(before);
        groupRoles.values().forEach(after::removeAll);
        after.addAll(given);
        return List.copyOf(after);
    }
}
