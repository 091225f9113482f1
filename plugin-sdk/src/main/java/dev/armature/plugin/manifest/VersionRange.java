package dev.armature.plugin.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Versions that will do: conditions with spaces between them, all of which have to hold. A
 * condition is {@code >=1.2}, {@code >1.2.0}, {@code <2}, {@code <=1.9.9}, {@code ^1.2} (up to the
 * next major version), {@code ~1.2} (up to the next minor one), {@code 1.2.3} or {@code *}.
 *
 * @param text as it was written
 */
public record VersionRange(String text, List<Bound> bounds) {

    /**
     * One end of a range.
     *
     * @param below whether versions lie below it or above it
     */
    public record Bound(boolean below, boolean inclusive, Version version) {

        boolean allows(Version candidate) {
            int order = candidate.compareTo(version);
            return order == 0 ? inclusive : below ? order < 0 : order > 0;
        }
    }

    private static final Pattern CONDITION =
            Pattern.compile(
                    "(>=|<=|>|<|\\^|~|=?)(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9})(?:-([0-9A-Za-z.-]{1,60}))?)?");

    public VersionRange {
        bounds = List.copyOf(bounds);
    }

    /** The range a text says, or null when it says none. */
    public static @Nullable VersionRange parse(String text) {
        List<Bound> bounds = new ArrayList<>();
        for (String condition : text.strip().split("\\s+", -1)) {
            Matcher match = CONDITION.matcher(condition);
            if (match.matches()) {
                addBounds(match, bounds);
            } else if (!condition.equals("*")) {
                return null;
            }
        }
        return new VersionRange(text, bounds);
    }

    private static void addBounds(Matcher match, List<Bound> bounds) {
        String preRelease = match.group(5);
        Version low =
                new Version(
                        number(match.group(2)),
                        number(match.group(3)),
                        number(match.group(4)),
                        preRelease == null ? "" : preRelease);
        switch (match.group(1)) {
            case ">=" -> bounds.add(new Bound(false, true, low));
            case ">" -> bounds.add(new Bound(false, false, low));
            case "<" -> bounds.add(new Bound(true, false, low));
            case "<=" -> bounds.add(new Bound(true, true, low));
            case "^" -> between(low, afterCaret(low), bounds);
            case "~" -> between(low, Version.of(low.major(), low.minor() + 1, 0), bounds);
            default -> {
                bounds.add(new Bound(false, true, low));
                bounds.add(new Bound(true, true, low));
            }
        }
    }

    private static Version afterCaret(Version low) {
        if (low.major() > 0) {
            return Version.of(low.major() + 1, 0, 0);
        }
        return low.minor() > 0
                ? Version.of(0, low.minor() + 1, 0)
                : Version.of(0, 0, low.patch() + 1);
    }

    private static void between(Version low, Version high, List<Bound> bounds) {
        bounds.add(new Bound(false, true, low));
        bounds.add(new Bound(true, false, high));
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    /** Whether a version lies in the range. */
    public boolean contains(Version version) {
        return bounds.stream().allMatch(bound -> bound.allows(version));
    }

    @Override
    public String toString() {
        return text;
    }
}
