package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** A text stays the same in another encoding, in whatever pieces it comes. */
class TranscodedInputTest {

    private static final String WIDE = "я🙂a";

    /** Gives no more at once than it is told to. */
    private static final class Dripping extends ByteArrayInputStream {
        private final int most;

        Dripping(byte[] bytes, int most) {
            super(bytes);
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(most, length));
        }
    }

    private static String read(byte[] bytes, String encoding, int most) throws IOException {
        try (InputStream in =
                new TranscodedInput(new Dripping(bytes, most), Charset.forName(encoding))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Property(tries = 200)
    void russianOfWindowsStaysWhatItIs(
            @ForAll @StringLength(max = 300) @CharRange(from = 'А', to = 'я') String text,
            @ForAll @IntRange(min = 1, max = 7) int most)
            throws IOException {
        assertThat(read(text.getBytes(Charset.forName("windows-1251")), "windows-1251", most))
                .isEqualTo(text);
    }

    @Property(tries = 100)
    void lettersOfTwoHalvesStayWhole(
            @ForAll @IntRange(max = 9_000) int count, @ForAll @IntRange(min = 1, max = 7) int most)
            throws IOException {
        String text = WIDE.repeat(count);
        assertThat(read(text.getBytes(StandardCharsets.UTF_16LE), "UTF-16LE", most * 1_000 + 1))
                .isEqualTo(text);
        assertThat(read(text.getBytes(StandardCharsets.UTF_16BE), "UTF-16BE", 8_192))
                .isEqualTo(text);
    }

    @Example
    void whatIsNothingInTheEncodingIsNothingInUtf8() throws IOException {
        byte[] bytes = {'a', (byte) 0x98, 'b', '\n', 'c'};
        try (InputStream in =
                new TranscodedInput(
                        new ByteArrayInputStream(bytes), Charset.forName("windows-1251"))) {
            assertThat(in.readAllBytes()).containsExactly('a', 0xFF, 'b', '\n', 'c');
        }
    }

    @Example
    void aFileThatEndsWithinALetterIsBrokenThere() throws IOException {
        byte[] bytes = {'a', 0, 'b'};
        try (InputStream in =
                new TranscodedInput(new ByteArrayInputStream(bytes), StandardCharsets.UTF_16LE)) {
            assertThat(in.readAllBytes()).containsExactly('a', 0xFF);
        }
    }
}
