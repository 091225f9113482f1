package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.StoredFile;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files a field takes.
 *
 * @param maxSize in bytes
 * @param accept media types, of which the part after the slash may be {@code *}; empty for any
 * @param image whether it takes images alone, whose width and height are known
 */
public record FileRules(long maxSize, List<String> accept, boolean image) {

    /** The largest file that comes at once, and that a field takes which says nothing else. */
    public static final int MAX_SIZE = 100 * 1024 * 1024;

    /** The largest file there may be, in bytes: it comes in pieces. */
    public static final long LARGEST = 5L * 1024 * 1024 * 1024;

    /** How many media types a field may name. */
    public static final int MAX_ACCEPT = 50;

    /** What the platform can show, and make thumbnails of. */
    public static final List<String> IMAGES =
            List.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private static final int MAX_MEDIA_TYPE = 100;
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9.+-]*/(?:\\*|[a-z0-9][a-z0-9.+-]*)");

    public FileRules {
        accept = List.copyOf(accept);
    }

    static FileRules read(Attributes field, boolean image) {
        Long maxSize = field.optionalLong("maxSize", 1, LARGEST);
        List<String> accept =
                field.list(
                        "accept",
                        (node, at) -> {
                            if (node.isTextual()
                                    && isMediaType(node.textValue())
                                    && (!image || IMAGES.contains(node.textValue()))) {
                                return node.textValue();
                            }
                            field.problems()
                                    .add(
                                            at,
                                            "invalid_media_type",
                                            image
                                                    ? "One of " + String.join(", ", IMAGES)
                                                    : "A media type such as application/pdf or image/* is expected");
                            return null;
                        });
        if (accept.size() > MAX_ACCEPT) {
            field.problems()
                    .add(
                            field.pointer("accept"),
                            "limit_exceeded",
                            "At most " + MAX_ACCEPT + " media types are allowed");
        }
        for (int i = 0; i < accept.size(); i++) {
            if (accept.indexOf(accept.get(i)) < i) {
                field.problems()
                        .add(
                                Pointers.at(field.pointer("accept"), i),
                                "not_unique",
                                "\"" + accept.get(i) + "\" is there twice");
            }
        }
        return new FileRules(maxSize == null ? MAX_SIZE : maxSize, accept, image);
    }

    private static boolean isMediaType(String text) {
        return text.length() <= MAX_MEDIA_TYPE && MEDIA_TYPE.matcher(text).matches();
    }

    void describe(ObjectNode field) {
        field.put("maxSize", maxSize);
        if (!accept.isEmpty()) {
            ArrayNode list = field.putArray("accept");
            accept.forEach(list::add);
        }
    }

    /** The media types that are taken; empty for any. */
    List<String> mediaTypes() {
        return accept.isEmpty() && image ? IMAGES : accept;
    }

    /** Whether a file is one that the field takes; else it is refused. */
    public boolean check(StoredFile file, FieldType.Refusal refusal) {
        if (image && (file.width() == null || file.height() == null)) {
            refusal.refuse(
                    "media_type_not_accepted",
                    "\""
                            + file.name()
                            + "\" is no image that can be shown: PNG, JPEG and GIF of bounded size can");
            return false;
        }
        return checkMediaType(file.mediaType(), refusal)
                && checkSize(BigDecimal.valueOf(file.size()), refusal);
    }

    boolean checkMediaType(String mediaType, FieldType.Refusal refusal) {
        if (mediaTypes().isEmpty()
                || mediaTypes().stream().anyMatch(one -> covers(one, mediaType))) {
            return true;
        }
        refusal.refuse(
                "media_type_not_accepted",
                "Files of the type "
                        + mediaType
                        + " are not taken here; "
                        + String.join(", ", mediaTypes())
                        + " are");
        return false;
    }

    boolean checkSize(BigDecimal size, FieldType.Refusal refusal) {
        if (size.compareTo(BigDecimal.valueOf(maxSize)) <= 0) {
            return true;
        }
        refusal.refuse("too_large", "A file here has at most " + maxSize + " bytes");
        return false;
    }

    private static boolean covers(String accepted, String mediaType) {
        return accepted.endsWith("/*")
                ? mediaType.startsWith(accepted.substring(0, accepted.length() - 1))
                : accepted.equals(mediaType);
    }

    /** What JSON Schema says of a media type that is taken. */
    void mediaTypeSchema(ObjectNode schema) {
        schema.put("type", "string");
        if (!mediaTypes().isEmpty()) {
            schema.put(
                    "pattern",
                    "^(?:"
                            + String.join(
                                    "|", mediaTypes().stream().map(FileRules::pattern).toList())
                            + ")");
        }
    }

    // Anchored at the end unless anything may follow. Dots and pluses are all that has a meaning.
    private static String pattern(String accepted) {
        boolean any = accepted.endsWith("/*");
        String literal = any ? accepted.substring(0, accepted.length() - 1) : accepted;
        return literal.replace(".", "[.]").replace("+", "[+]") + (any ? "" : "$");
    }
}
