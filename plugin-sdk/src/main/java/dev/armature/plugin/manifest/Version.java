package dev.armature.plugin.manifest;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version after Semantic Versioning, without build metadata.
 *
 * @param preRelease what follows the dash, or empty; a version with it comes before the one without
 */
public record Version(int major, int minor, int patch, String preRelease)
        implements Comparable<Version> {

    private static final Pattern FULL =
            Pattern.compile(
                    "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(?:-([0-9A-Za-z.-]{1,60}))?");

    // "rc.10" comes after "rc.9", which texts would have the other way round; releases come last.
    private static final Comparator<Version> ORDER =
            Comparator.comparingInt(Version::major)
                    .thenComparingInt(Version::minor)
                    .thenComparingInt(Version::patch)
                    .thenComparing(version -> version.preRelease().isEmpty())
                    .thenComparing(Version::preRelease, Version::comparePreReleases);

    /** A release. */
    public static Version of(int major, int minor, int patch) {
        return new Version(major, minor, patch, "");
    }

    /** The version a text says, or null when it says none. */
    public static @Nullable Version parse(String text) {
        Matcher match = FULL.matcher(text);
        if (!match.matches()) {
            return null;
        }
        String preRelease = match.group(4);
        return new Version(
                Integer.parseInt(match.group(1)),
                Integer.parseInt(match.group(2)),
                Integer.parseInt(match.group(3)),
                preRelease == null ? "" : preRelease);
    }

    private static int comparePreReleases(String a, String b) {
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = compareIdentifiers(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private static int compareIdentifiers(String a, String b) {
        boolean aNumber = a.matches("\\d{1,18}");
        boolean bNumber = b.matches("\\d{1,18}");
        if (aNumber && bNumber) {
            return Long.compare(Long.parseLong(a), Long.parseLong(b));
        }
        return aNumber == bNumber ? a.compareTo(b) : aNumber ? -1 : 1;
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String release = major + "." + minor + "." + patch;
        return preRelease.isEmpty() ? release : release + "-" + preRelease;
    }
}
