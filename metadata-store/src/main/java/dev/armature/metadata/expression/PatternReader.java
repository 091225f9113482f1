package dev.armature.metadata.expression;

import java.util.Map;

/** Reads a pattern and writes it in the form of {@link TextPattern}. Serves one pattern. */
final class PatternReader {

    private static final int END = -1;
    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final String SPECIAL_IN_SET = "\\^-[]";

    /** What a letter after a backslash stands for, as the inside of a set. */
    private static final Map<Integer, String> SETS =
            Map.of((int) 'd', "0-9", (int) 'w', "A-Za-z0-9_", (int) 's', " \t\n\r\f\u000b");

    private static final Map<Integer, Integer> CONTROLS =
            Map.of((int) 'n', (int) '\n', (int) 't', (int) '\t', (int) 'r', (int) '\r');

    private final int[] characters;
    private int position;

    /** How many branches the last group had; in the end that is all of it. */
    private int branches;

    /**
     * @param size how many characters it speaks of, repetitions written out
     * @param repeatable whether it stands for characters and not for a place
     */
    private record Piece(String text, int size, boolean repeatable) {}

    private PatternReader(String written) {
        this.characters = written.codePoints().toArray();
    }

    /**
     * A pattern in its one written form.
     *
     * @param single whether there is nothing to choose between but within brackets
     */
    record Read(String text, boolean single) {}

    static Read read(String written) {
        PatternReader reader = new PatternReader(written);
        if (reader.characters.length > TextPattern.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a pattern has at most " + TextPattern.MAX_LENGTH + " characters");
        }
        String read = reader.alternatives().text();
        if (reader.peek() != END) {
            throw reader.refused("\")\" without \"(\"; write \\) for the character");
        }
        return new Read(read, reader.branches == 1);
    }

    private Piece alternatives() {
        StringBuilder text = new StringBuilder("(?:");
        int size = 0;
        int count = 0;
        do {
            text.append(count++ == 0 ? "" : "|");
            while (peek() != '|' && peek() != ')' && peek() != END) {
                Piece piece = repeated();
                text.append(piece.text());
                size = limited(size + piece.size());
            }
        } while (takes('|'));
        branches = count;
        return new Piece(text.append(')').toString(), size, true);
    }

    private Piece repeated() {
        Piece piece = single();
        int next = peek();
        if (next != '*' && next != '+' && next != '?' && next != '{') {
            return piece;
        }
        if (!piece.repeatable()) {
            throw refused("^ and $ stand for a place, which cannot be repeated");
        }
        Piece repeated = next == '{' ? counted(piece) : simple(piece);
        next = peek();
        if (next == '*' || next == '+' || next == '?' || next == '{') {
            throw refused("a repetition cannot be repeated; put it in brackets");
        }
        return repeated;
    }

    private Piece simple(Piece piece) {
        String sign = Character.toString(next());
        return new Piece(piece.text() + sign, limited(piece.size() + 1), true);
    }

    private Piece counted(Piece piece) {
        next();
        int least = number();
        int most = least;
        String text = "{" + least;
        if (takes(',')) {
            boolean open = peek() == '}';
            most = open ? least + 1 : number();
            text += open ? "," : "," + most;
        }
        if (!takes('}') || most < least) {
            throw refused("a repetition is written {2}, {2,} or {2,5}");
        }
        return new Piece(
                piece.text() + text + "}", limited((long) piece.size() * Math.max(1, most)), true);
    }

    private int number() {
        int value = 0;
        int digits = 0;
        while (peek() >= '0' && peek() <= '9' && digits++ < 4) {
            value = value * 10 + (next() - '0');
        }
        if (digits == 0 || value > TextPattern.MAX_REPEATS) {
            throw refused("a part is repeated 0 to " + TextPattern.MAX_REPEATS + " times");
        }
        return value;
    }

    private Piece single() {
        int character = next();
        return switch (character) {
            case '(' -> group();
            case '[' -> new Piece(set(), 1, true);
            case '.' -> new Piece("[^\n]", 1, true);
            case '^', '$' -> new Piece(Character.toString(character), 1, false);
            case '\\' -> new Piece(escaped(), 1, true);
            case '*', '+', '?', '{' -> throw refused("there is nothing to repeat before it");
            case ']', '}' ->
                    throw refused(
                            "write \\" + Character.toString(character) + " for the character");
            default -> new Piece(Character.toString(character), 1, true);
        };
    }

    private Piece group() {
        if (takes('?') && !takes(':')) {
            throw refused("of groups with (? there is (?: alone");
        }
        Piece group = alternatives();
        if (!takes(')')) {
            throw refused("\")\" is missing");
        }
        return group;
    }

    private String escaped() {
        int letter = peek();
        String set = SETS.get(Character.toLowerCase(letter));
        if (set == null) {
            return quoted(escapedCharacter(), SPECIAL);
        }
        next();
        return (Character.isUpperCase(letter) ? "[^" : "[") + set + "]";
    }

    /** The one character that a backslash and what follows stand for. */
    private int escapedCharacter() {
        int character = next();
        Integer control = CONTROLS.get(character);
        if (control != null) {
            return control;
        }
        boolean sign = character > ' ' && character < 127 && !Character.isLetterOrDigit(character);
        if (!sign) {
            throw refused("after a backslash stand d, D, w, W, s, S, n, t, r or a sign");
        }
        return character;
    }

    private String set() {
        StringBuilder text = new StringBuilder(takes('^') ? "[^" : "[");
        boolean first = true;
        while (peek() != ']') {
            if (peek() == '\\'
                    && position + 1 < characters.length
                    && SETS.containsKey(characters[position + 1])) {
                next();
                text.append(SETS.get(next()));
            } else {
                range(text, first);
            }
            first = false;
        }
        if (first) {
            throw refused("a set holds a character at least; write \\] for the character");
        }
        next();
        return text.append(']').toString();
    }

    private void range(StringBuilder text, boolean first) {
        int from = inSet(first);
        text.append(quoted(from, SPECIAL_IN_SET));
        boolean range =
                peek() == '-'
                        && position + 1 < characters.length
                        && characters[position + 1] != ']';
        if (range) {
            next();
            int to = inSet(false);
            if (to < from) {
                throw refused("a range goes from the lower to the higher character");
            }
            text.append('-').append(quoted(to, SPECIAL_IN_SET));
        }
    }

    private int inSet(boolean first) {
        int character = next();
        if (character == '\\') {
            return escapedCharacter();
        }
        boolean lastDash = character == '-' && (first || peek() == ']');
        if (character == '[' || (character == '-' && !lastDash)) {
            throw refused("write \\" + Character.toString(character) + " for the character");
        }
        return character;
    }

    private static String quoted(int character, String special) {
        String text = Character.toString(character);
        return special.contains(text) ? "\\" + text : text;
    }

    private int limited(long size) {
        if (size > TextPattern.MAX_SIZE) {
            throw refused(
                    "with its repetitions written out it speaks of more than %d characters"
                            .formatted(TextPattern.MAX_SIZE));
        }
        return (int) size;
    }

    private int peek() {
        return position < characters.length ? characters[position] : END;
    }

    private int next() {
        if (position >= characters.length) {
            throw refused("it ends where more is expected");
        }
        return characters[position++];
    }

    private boolean takes(int character) {
        if (peek() != character) {
            return false;
        }
        position++;
        return true;
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(
                "the pattern is not understood at character " + Math.max(1, position) + ": " + why);
    }
}
