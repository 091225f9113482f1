package dev.armature.metadata.expression;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A day or a moment as it is written, read character by character: each row of an import passes
 * here, and the runtime's own parser takes five times as long. Belongs to one thread, read once.
 */
final class WrittenMoment {

    private static final int NANOS_OF_MICRO = 1_000;
    private static final int MOST_FRACTION = 9;

    private final String text;
    private int at;
    private boolean wrong;

    WrittenMoment(String text) {
        this.text = text;
    }

    /** As {@link Literals#DATE_PATTERN} says; null if it is none, or no day of the calendar. */
    @Nullable LocalDate readDate() {
        try {
            LocalDate date = date();
            return isRead() ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** As {@link Literals#DATE_TIME_PATTERN} says, cut to microseconds; null if it is none. */
    @Nullable Instant readDateTime() {
        try {
            LocalDate date = date();
            expect('T', 't');
            int hour = number(2);
            expect(':', ':');
            int minute = number(2);
            expect(':', ':');
            int second = number(2);
            int nano = next() == '.' ? fraction() : 0;
            ZoneOffset offset = offset();
            return isRead()
                    ? LocalDateTime.of(
                                    date.getYear(),
                                    date.getMonth(),
                                    date.getDayOfMonth(),
                                    hour,
                                    minute,
                                    second,
                                    nano)
                            .toInstant(offset)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private boolean isRead() {
        return !wrong && at == text.length();
    }

    private LocalDate date() {
        int year = number(4);
        expect('-', '-');
        int month = number(2);
        expect('-', '-');
        return LocalDate.of(year, month, number(2));
    }

    private int fraction() {
        at++;
        int nano = 0;
        int digits = 0;
        for (; isDigit(next()) && digits < MOST_FRACTION; digits++) {
            nano = nano * 10 + text.charAt(at++) - '0';
        }
        wrong |= digits == 0;
        for (; digits < MOST_FRACTION; digits++) {
            nano *= 10;
        }
        return nano / NANOS_OF_MICRO * NANOS_OF_MICRO;
    }

    private ZoneOffset offset() {
        char c = next();
        at++;
        if (c == 'Z' || c == 'z') {
            return ZoneOffset.UTC;
        }
        wrong |= c != '+' && c != '-';
        int sign = c == '-' ? -1 : 1;
        int hours = number(2);
        expect(':', ':');
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * number(2));
    }

    private int number(int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            char c = next();
            wrong |= !isDigit(c);
            number = number * 10 + c - '0';
            at++;
        }
        return number;
    }

    private void expect(char one, char other) {
        char c = next();
        wrong |= c != one && c != other;
        at++;
    }

    /** The next character, or one that stands nowhere in a moment when there is none. */
    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
