package dev.armature.engine.transfer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** Days and times as spreadsheets count them: in days since the end of 1899. */
final class SheetDates {

    /** Before it, spreadsheets count a 29 February 1900 that never was. */
    private static final LocalDate FIRST = LocalDate.of(1900, 3, 1);

    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final LocalDate EPOCH = LocalDate.of(1899, 12, 30);
    private static final LocalDate EPOCH_1904 = LocalDate.of(1904, 1, 1);
    private static final long MOST_DAYS = ChronoUnit.DAYS.between(EPOCH, LAST);
    private static final BigDecimal DAY = BigDecimal.valueOf(LocalTime.MAX.toNanoOfDay() + 1);
    private static final int SCALE = 10;

    private SheetDates() {}

    /** Whether a spreadsheet has the day. */
    static boolean has(LocalDateTime moment) {
        LocalDate day = moment.toLocalDate();
        return !day.isBefore(FIRST) && !day.isAfter(LAST);
    }

    static String of(LocalDateTime moment) {
        long days = ChronoUnit.DAYS.between(EPOCH, moment.toLocalDate());
        return written(BigDecimal.valueOf(days).add(part(moment.toLocalTime())));
    }

    static String of(LocalTime time) {
        return written(part(time));
    }

    /** The day of a spreadsheet's number. */
    static LocalDate day(BigDecimal days, boolean since1904) {
        return moment(days, since1904).toLocalDate();
    }

    /**
     * The moment of a spreadsheet's number, to the millisecond: its digits are not good for more.
     * What is out of range becomes the first or the last day that there is.
     */
    static LocalDateTime moment(BigDecimal days, boolean since1904) {
        BigDecimal within = days.max(BigDecimal.ZERO).min(BigDecimal.valueOf(MOST_DAYS));
        long whole = within.longValue();
        BigDecimal nanos = within.subtract(BigDecimal.valueOf(whole)).multiply(DAY);
        long millis = nanos.movePointLeft(6).setScale(0, RoundingMode.HALF_UP).longValue();
        LocalDate first = since1904 ? EPOCH_1904 : EPOCH;
        return first.plusDays(whole).atStartOfDay().plus(millis, ChronoUnit.MILLIS);
    }

    private static BigDecimal part(LocalTime time) {
        return BigDecimal.valueOf(time.toNanoOfDay()).divide(DAY, SCALE, RoundingMode.HALF_UP);
    }

    private static String written(BigDecimal days) {
        return days.signum() == 0 ? "0" : days.stripTrailingZeros().toPlainString();
    }
}
