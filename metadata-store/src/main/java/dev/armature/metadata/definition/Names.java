package dev.armature.metadata.definition;

import dev.armature.metadata.json.Attributes;
import java.util.Set;
import java.util.regex.Pattern;

/** What objects, fields and their parts may be called. */
public final class Names {

    /** The longest label, in UTF-16 code units. */
    public static final int MAX_LABEL = 120;

    /** The form of every API name. */
    public static final String PATTERN = "[a-z][A-Za-z0-9]{0,62}";

    /** How long a name may be. */
    public static final int MAX_LENGTH = 63;

    private static final Pattern NAME = Pattern.compile(PATTERN);

    // CEL's own words, the roots of expressions, and the members that every record or answer has.
    private static final Set<String> RESERVED =
            Set.of(
                    "true",
                    "false",
                    "null",
                    "in",
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "return",
                    "var",
                    "void",
                    "while",
                    "old",
                    "user",
                    "tenant",
                    "record",
                    "id",
                    "createdAt",
                    "createdBy",
                    "updatedAt",
                    "updatedBy",
                    "owner",
                    "version");

    private Names() {}

    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    /** Reads a {@code name} attribute, recording a problem when it is not one. */
    public static String read(Attributes attributes) {
        String name = readForm(attributes);
        if (RESERVED.contains(name)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("name"),
                            "reserved_name",
                            "\"" + name + "\" is a reserved word");
        }
        return name;
    }

    /** The same for what is named beside objects and fields, and so may have a reserved word. */
    static String readForm(Attributes attributes) {
        String name = attributes.text("name", 200);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("name"),
                            "invalid_name",
                            "A name begins with a small letter and has at most 63 letters and digits");
        }
        return name;
    }

    /** Reads a {@code label} attribute; who gives none gets one made of the name. */
    public static String readLabel(Attributes attributes, String name) {
        String label = attributes.optionalText("label", MAX_LABEL);
        return label == null ? toLabel(name) : label;
    }

    /** "closeDate" as "Close date". */
    private static String toLabel(String name) {
        if (name.isEmpty()) {
            return name;
        }
        String spaced = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        StringBuilder label = new StringBuilder(spaced.length());
        label.append(Character.toUpperCase(spaced.charAt(0)));
        for (int i = 1; i < spaced.length(); i++) {
            boolean single =
                    spaced.charAt(i - 1) == ' '
                            && (i + 1 == spaced.length()
                                    || !Character.isUpperCase(spaced.charAt(i + 1)));
            label.append(single ? Character.toLowerCase(spaced.charAt(i)) : spaced.charAt(i));
        }
        return label.toString();
    }
}
