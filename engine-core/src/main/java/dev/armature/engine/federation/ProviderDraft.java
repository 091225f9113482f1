package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a provider, but for its secret.
 *
 * @param protocol in which language it is spoken to
 * @param makesUsers whether who is no user yet becomes one
 * @param trustsEmail whether an address that it has verified says which user it is
 * @param roles of users who are made
 * @param groupsClaim the claim or attribute that names somebody's groups; null for none
 * @param groupRoles the roles of each of these groups
 */
record ProviderDraft(
        String name,
        Protocol protocol,
        boolean active,
        boolean makesUsers,
        boolean trustsEmail,
        List<String> roles,
        @Nullable String groupsClaim,
        Map<String, List<String>> groupRoles) {

    static final int MOST_GROUPS = 200;

    private static final int MAX_NAME = 100;
    private static final int MAX_CLAIM = 200;
    private static final int MOST_ROLES = 20;

    ProviderDraft {
        roles = List.copyOf(roles);
        groupRoles = new LinkedHashMap<>(groupRoles);
    }

    static ProviderDraft read(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        ProviderDraft draft =
                new ProviderDraft(
                        attributes.text("name", MAX_NAME),
                        Protocol.read(attributes),
                        attributes.flag("active", true),
                        attributes.flag("makesUsers", false),
                        attributes.flag("trustsEmail", false),
                        attributes.has("roles")
                                ? roles(attributes, "roles")
                                : List.of(RoleDefinition.USER),
                        attributes.optionalText("groupsClaim", MAX_CLAIM),
                        groupRoles(attributes));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return draft;
    }

    private static List<String> roles(Attributes attributes, String name) {
        List<String> roles =
                attributes.texts(name, Names.MAX_LENGTH).stream().distinct().sorted().toList();
        if (roles.size() > MOST_ROLES) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(name),
                            "limit_exceeded",
                            "A user has at most " + MOST_ROLES + " roles");
        }
        return roles;
    }

    private static Map<String, List<String>> groupRoles(Attributes attributes) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        JsonNode node = attributes.node("groupRoles");
        if (node == null) {
            return found;
        }
        String pointer = attributes.pointer("groupRoles");
        Attributes groups = Attributes.of(node, pointer, attributes.problems());
        if (node instanceof ObjectNode object) {
            if (object.size() > MOST_GROUPS) {
                attributes
                        .problems()
                        .add(
                                pointer,
                                "limit_exceeded",
                                "At most " + MOST_GROUPS + " groups have roles");
            }
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                if (name.length() > MAX_CLAIM) {
                    attributes
                            .problems()
                            .add(
                                    Pointers.at(pointer, name),
                                    "too_long",
                                    "A group's name has at most " + MAX_CLAIM + " characters");
                }
                found.put(name, roles(groups, name));
            }
        }
        return found;
    }

    static ProviderDraft read(ResultSet row) throws SQLException {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        Json.read(row.getString("group_roles"))
                .properties()
                .forEach(group -> {
                    List<String> roles = new ArrayList<>();
                    group.getValue().forEach(role -> roles.add(role.textValue()));
                    groups.put(group.getKey(), roles);
                });
        return new ProviderDraft(
                row.getString("name"),
                Protocol.read(row),
                row.getBoolean("active"),
                row.getBoolean("makes_users"),
                row.getBoolean("trusts_email"),
                List.of((String[]) row.getArray("roles").getArray()),
                row.getString("groups_claim"),
                groups);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("kind", protocol.kind().word()).put("name", name);
        protocol.describe(json);
        json.put("active", active).put("makesUsers", makesUsers).put("trustsEmail", trustsEmail);
        roles.forEach(json.putArray("roles")::add);
        json.put("groupsClaim", groupsClaim);
        json.set("groupRoles", groupRolesJson());
        return json;
    }

    ObjectNode groupRolesJson() {
        ObjectNode groups = Json.object();
        groupRoles.forEach((group, given) -> {
            ArrayNode list = groups.putArray(group);
            given.forEach(list::add);
        });
        return groups;
    }

    String issuer() {
        return protocol.issuer();
    }

    /** What is known of a provider that speaks OpenID Connect. */
    Protocol.OpenId openId() {
        return (Protocol.OpenId) protocol;
    }

    /** All roles that it may give. */
    List<String> allRoles() {
        Set<String> all = new TreeSet<>(roles);
        groupRoles.values().forEach(all::addAll);
        return List.copyOf(all);
    }
}
