package dev.armature.engine.query;

import com.fasterxml.jackson.core.SerializableString;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the members of a stored record's JSON, as PostgreSQL writes a jsonb object in UTF-8:
 * valid, keys without escapes and in the order of the fields' numbers. A value is handed on as the
 * bytes it has, which keeps every digit of a number and costs a copy. Belongs to one thread.
 */
final class StoredJson {

    private final byte[] text;
    private final Slice value = new Slice();
    private int at;
    private int field;

    /**
     * Stands before the first member.
     *
     * @param text the object; null for one without members
     */
    StoredJson(byte @Nullable [] text) {
        this.text = text == null ? new byte[] {'{', '}'} : text;
        this.at = 1;
    }

    /** Goes to the next member. */
    boolean next() {
        while (at < text.length && text[at] != '"') {
            at++;
        }
        if (at >= text.length) {
            return false;
        }
        field = 0;
        for (at++; text[at] != '"'; at++) {
            field = field * 10 + text[at] - '0';
        }
        at++;
        while (text[at] == ':' || text[at] == ' ') {
            at++;
        }
        value.from = at;
        skipValue();
        value.to = at;
        return true;
    }

    /** The number of the member's field. */
    int field() {
        return field;
    }

    /** The member's value; changes with {@link #next}. */
    SerializableString value() {
        return value;
    }

    private void skipValue() {
        int depth = 0;
        do {
            switch (text[at]) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> skipPlain(depth);
            }
        } while (depth > 0);
    }

    private void skipString() {
        for (at++; text[at] != '"'; at++) {
            if (text[at] == '\\') {
                at++;
            }
        }
        at++;
    }

    // A number, a word, or what stands between the members of something nested.
    private void skipPlain(int depth) {
        while (depth > 0
                ? text[at] != '"'
                        && text[at] != '{'
                        && text[at] != '['
                        && text[at] != '}'
                        && text[at] != ']'
                : text[at] != ',' && text[at] != '}') {
            at++;
        }
    }

    /** A part of the text, for a generator to copy. */
    private final class Slice implements SerializableString {
        private int from;
        private int to;

        @Override
        public int appendUnquotedUTF8(byte[] buffer, int offset) {
            int length = to - from;
            if (length > buffer.length - offset) {
                return -1;
            }
            System.arraycopy(text, from, buffer, offset, length);
            return length;
        }

        @Override
        public byte[] asUnquotedUTF8() {
            return Arrays.copyOfRange(text, from, to);
        }

        private UnsupportedOperationException onlyUnquoted() {
            return new UnsupportedOperationException("stored JSON is copied as it is");
        }

        @Override
        public String getValue() {
            throw onlyUnquoted();
        }

        @Override
        public int charLength() {
            throw onlyUnquoted();
        }

        @Override
        public char[] asQuotedChars() {
            throw onlyUnquoted();
        }

        @Override
        public byte[] asQuotedUTF8() {
            throw onlyUnquoted();
        }

        @Override
        public int appendQuotedUTF8(byte[] buffer, int offset) {
            throw onlyUnquoted();
        }

        @Override
        public int appendQuoted(char[] buffer, int offset) {
            throw onlyUnquoted();
        }

        @Override
        public int appendUnquoted(char[] buffer, int offset) {
            throw onlyUnquoted();
        }

        @Override
        public int writeQuotedUTF8(OutputStream out) {
            throw onlyUnquoted();
        }

        @Override
        public int writeUnquotedUTF8(OutputStream out) {
            throw onlyUnquoted();
        }

        @Override
        public int putQuotedUTF8(ByteBuffer buffer) {
            throw onlyUnquoted();
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer buffer) {
            throw onlyUnquoted();
        }
    }
}
