package dev.armature.metadata.json;

/** JSON Pointers (RFC 6901), built piece by piece. */
public final class Pointers {

    private Pointers() {}

    /** {@code parent} and one more step, escaped. */
    public static String at(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public static String at(String parent, int index) {
        return parent + "/" + index;
    }
}
