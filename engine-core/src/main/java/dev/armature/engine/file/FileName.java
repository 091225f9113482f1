package dev.armature.engine.file;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Names of files, which come from strangers and go to strangers. */
final class FileName {

    /** How long a name may be, in code points. */
    static final int MAX_LENGTH = 255;

    private static final String UNRESERVED = "!#$&+-.^_`|~";

    private FileName() {}

    /**
     * The name without the folders that some browsers put before it.
     *
     * @throws EngineException {@code malformed_request} if it is none
     */
    static String read(@Nullable String given) {
        String whole = given == null ? "" : Normalizer.normalize(given, Normalizer.Form.NFC);
        String name =
                whole.substring(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1)
                        .strip();
        boolean isWrong =
                name.isEmpty()
                        || name.equals(".")
                        || name.equals("..")
                        || name.codePointCount(0, name.length()) > MAX_LENGTH
                        || name.codePoints().anyMatch(FileName::isHidden);
        if (isWrong) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Say what the file is called: up to "
                            + MAX_LENGTH
                            + " characters that can be seen");
        }
        return name;
    }

    // Control and format characters, among them those that turn the direction of writing; halves
    // of surrogate pairs.
    private static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /** The header that tells a browser the name (RFC 6266), with a plain one for old clients. */
    static String disposition(boolean shown, String name) {
        StringBuilder plain = new StringBuilder();
        StringBuilder encoded = new StringBuilder();
        name.codePoints()
                .forEach(c ->
                        plain.appendCodePoint(
                                c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c));
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean stays =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED.indexOf(c) >= 0;
            encoded.append(stays ? Character.toString(c) : "%%%02X".formatted((int) c));
        }
        return (shown ? "inline" : "attachment")
                + "; filename=\""
                + plain
                + "\"; filename*=UTF-8''"
                + encoded;
    }
}
