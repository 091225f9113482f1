package dev.armature.metadata.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a person stands among the people of their tenant.
 *
 * @param groups the names of the groups that they are in, and of those above these, in order
 * @param groupIds the same groups by their ids
 * @param reports themselves and all whose manager they are, or the manager of whose manager; empty
 *     for themselves alone
 * @param attributes lists of values that administrators gave them, by name
 * @param shared by the numbers of objects how many of their records are shared with them or with
 *     one of their groups
 */
public record Standing(
        List<String> groups,
        Set<UUID> groupIds,
        List<UUID> reports,
        Map<String, List<String>> attributes,
        Map<Integer, Integer> shared) {

    /** How many characters the name of an attribute has at most. */
    public static final int MAX_NAME = 63;

    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]{0,62}");

    /** In no group, and nobody's manager. */
    public static final Standing ALONE =
            new Standing(List.of(), Set.of(), List.of(), Map.of(), Map.of());

    public Standing {
        groups = List.copyOf(groups);
        groupIds = Set.copyOf(groupIds);
        reports = List.copyOf(reports);
        attributes = Map.copyOf(attributes);
        shared = Map.copyOf(shared);
    }

    /** Whether an attribute can be called so. */
    public static boolean isAttribute(String name) {
        return NAME.matcher(name).matches();
    }

    /** The values of an attribute; none where nothing is said of it. */
    public List<String> attribute(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    List<UUID> reportsOf(UUID userId) {
        return reports.isEmpty() ? List.of(userId) : reports;
    }
}
