package dev.armature.engine.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out the encoding of a text from its beginning. What has a byte order mark, or is UTF-8 but
 * for a few bytes, is that. Else it is that one of the encodings that spreadsheets and older
 * programs write in which the text looks most like words: letters of one alphabet beside each
 * other, small ones after capitals and not before them.
 */
final class TextEncoding {

    /** How many bytes are looked at. */
    static final int SAMPLE_BYTES = 64 * 1024;

    private static final int FIRST_OF_OTHERS = 0x80;

    /**
     * For each broken byte UTF-8 has more sound letters than this: by chance there are hardly any.
     */
    private static final int FEW = 8;

    /** Where two fit as well, the first is taken. */
    private static final List<Charset> OTHERS =
            List.of(
                    Charset.forName("windows-1252"),
                    Charset.forName("windows-1251"),
                    Charset.forName("windows-1250"),
                    Charset.forName("KOI8-R"),
                    Charset.forName("IBM866"));

    private TextEncoding() {}

    static Charset of(byte[] file) {
        if (begins(file, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (begins(file, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        byte[] sample = file.length <= SAMPLE_BYTES ? file : Arrays.copyOf(file, SAMPLE_BYTES);
        if (isUtf8(sample)) {
            return StandardCharsets.UTF_8;
        }
        Charset best = StandardCharsets.UTF_8;
        long most = Long.MIN_VALUE;
        for (Charset charset : OTHERS) {
            long likeness = likeness(new String(sample, charset));
            if (likeness > most) {
                most = likeness;
                best = charset;
            }
        }
        return best;
    }

    private static boolean begins(byte[] file, int first, int second) {
        return file.length >= 2 && (file[0] & 0xFF) == first && (file[1] & 0xFF) == second;
    }

    /**
     * A few bytes may be broken in a file that is UTF-8, and the sample may end within a letter.
     */
    private static boolean isUtf8(byte[] sample) {
        ByteBuffer bytes = ByteBuffer.wrap(sample);
        CharBuffer letters = CharBuffer.allocate(sample.length + 1);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        int broken = 0;
        for (CoderResult result = decoder.decode(bytes, letters, false);
                result.isError();
                result = decoder.decode(bytes, letters, false)) {
            broken++;
            bytes.position(bytes.position() + result.length());
        }
        long sound = letters.flip().chars().filter(letter -> letter >= FIRST_OF_OTHERS).count();
        return broken == 0 || sound > (long) FEW * broken;
    }

    private static long likeness(String text) {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= FIRST_OF_OTHERS) {
                sum += alone(letter);
                sum += i == 0 ? 0 : beside(text.charAt(i - 1), letter);
                sum += i + 1 == text.length() ? 0 : beside(letter, text.charAt(i + 1));
            }
        }
        return sum;
    }

    private static int alone(char letter) {
        if (Character.isLetter(letter)) {
            return 1;
        }
        // Dashes, quotes and the like are no surprise; what draws boxes is, and what is nothing.
        return switch (Character.getType(letter)) {
            case Character.DASH_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.CURRENCY_SYMBOL,
                    Character.SPACE_SEPARATOR ->
                    0;
            default -> -3;
        };
    }

    private static int beside(char before, char after) {
        if (!Character.isLetter(before) || !Character.isLetter(after)) {
            return 0;
        }
        boolean cyrillic = isCyrillic(before);
        if (cyrillic != isCyrillic(after)) {
            return -4;
        }
        if (Character.isLowerCase(before) && Character.isUpperCase(after)) {
            return -4;
        }
        boolean both = before >= FIRST_OF_OTHERS && after >= FIRST_OF_OTHERS;
        // A row of accented letters is Cyrillic that is read as Latin.
        return cyrillic ? 1 : both ? -2 : 1;
    }

    private static boolean isCyrillic(char letter) {
        return Character.UnicodeScript.of(letter) == Character.UnicodeScript.CYRILLIC;
    }
}
