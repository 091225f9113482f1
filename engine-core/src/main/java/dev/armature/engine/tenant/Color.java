package dev.armature.engine.tenant;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A colour, and how well white letters are read on it, by WCAG 2.2.
 *
 * @param rgb one byte for each of red, green and blue
 */
record Color(int rgb) {

    /** What letters of ordinary size need. */
    static final double READABLE = 4.5;

    private static final Pattern WRITTEN = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final int HEXADECIMAL = 16;
    private static final int BYTE = 0xFF;
    private static final double WHITE = 1.05;
    private static final int STEPS = 100;

    /** The colour that is written as {@code #rrggbb}; null when none is. */
    static @Nullable Color parse(String text) {
        return WRITTEN.matcher(text).matches()
                ? new Color(Integer.parseInt(text.substring(1), HEXADECIMAL))
                : null;
    }

    /** From 1, where nothing is seen, to 21. */
    double contrastWithWhite() {
        double luminance =
                0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
        return WHITE / (luminance + 0.05);
    }

    private static double linear(int channel) {
        double value = (channel & BYTE) / (double) BYTE;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    boolean isReadable() {
        return contrastWithWhite() >= READABLE;
    }

    /** The lightest shade of it on which white letters are read. */
    Color readable() {
        for (int percent = STEPS; percent > 0; percent--) {
            Color shade = shade(percent);
            if (shade.isReadable()) {
                return shade;
            }
        }
        return new Color(0);
    }

    private Color shade(int percent) {
        int shade = 0;
        for (int place = 16; place >= 0; place -= 8) {
            shade |= ((rgb >> place & BYTE) * percent / STEPS) << place;
        }
        return new Color(shade);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}
