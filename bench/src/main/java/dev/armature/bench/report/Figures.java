package dev.armature.bench.report;

import dev.armature.bench.stats.Spread;
import java.util.Locale;

/** Figures as people read them. */
public final class Figures {

    private Figures() {}

    /** With about three digits that count. */
    public static String of(double figure) {
        double size = Math.abs(figure);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, figure);
    }

    /** The middle, with the least and the greatest in brackets when there are several. */
    public static String of(Spread spread) {
        return spread.least() == spread.greatest()
                ? of(spread.median())
                : of(spread.median())
                        + " ("
                        + of(spread.least())
                        + "–"
                        + of(spread.greatest())
                        + ")";
    }

    /** For programs: without digits that mean nothing. */
    public static double rounded(double figure) {
        return Math.round(figure * 1_000) / 1_000.0;
    }
}
