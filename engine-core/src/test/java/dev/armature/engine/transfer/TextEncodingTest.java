package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are read as whoever wrote them saw them. */
class TextEncodingTest {

    private static final String RUSSIAN =
            "Наименование;Сумма;Город\nООО «Ромашка»;10,5;Санкт-Петербург\nИП Щёкин — ЮГ;1;Йошкар-Ола\n";
    private static final String GERMAN = "Straße;Größe\nKöln – „Süd“;3 €\nMünchen;4\n";
    private static final String POLISH = "Łódź;zażółć gęślą jaźń\nKraków;Śródmieście\n";

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "KOI8-R", "IBM866", "UTF-8"})
    void russianIsFoundInWhateverItIsWritten(String name) {
        Charset charset = Charset.forName(name);
        String text =
                name.equals("IBM866") || name.equals("KOI8-R")
                        ? RUSSIAN.replaceAll("[«»—]", "-")
                        : RUSSIAN;

        assertThat(TextEncoding.of(text.getBytes(charset))).isEqualTo(charset);
    }

    @Test
    void germanAndPolishAreTold() {
        assertThat(TextEncoding.of(GERMAN.getBytes(Charset.forName("windows-1252"))))
                .isEqualTo(Charset.forName("windows-1252"));
        assertThat(TextEncoding.of(POLISH.getBytes(Charset.forName("windows-1250"))))
                .isEqualTo(Charset.forName("windows-1250"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkTells(String name) {
        Charset charset = Charset.forName(name);
        assertThat(TextEncoding.of(("\uFEFF" + RUSSIAN).getBytes(charset))).isEqualTo(charset);
    }

    @Test
    void aSampleThatEndsWithinALetterIsUtf8() {
        byte[] whole = "я".repeat(TextEncoding.SAMPLE_BYTES).getBytes(StandardCharsets.UTF_8);
        assertThat(TextEncoding.of(Arrays.copyOf(whole, 101))).isEqualTo(StandardCharsets.UTF_8);
        byte[] odd = ("a" + "я".repeat(TextEncoding.SAMPLE_BYTES)).getBytes(StandardCharsets.UTF_8);
        assertThat(TextEncoding.of(odd)).isEqualTo(StandardCharsets.UTF_8);
    }

    @Test
    void aBrokenByteDoesNotMakeAnotherEncodingOfAFile() {
        byte[] file = RUSSIAN.getBytes(StandardCharsets.UTF_8);
        file[3] = (byte) 0xFF;
        assertThat(TextEncoding.of(file)).isEqualTo(StandardCharsets.UTF_8);
    }

    @Property(tries = 200)
    void utf8IsNeverTakenForAnythingElse(
            @ForAll
                    @StringLength(max = 200)
                    @CharRange(from = 'а', to = 'я')
                    @CharRange(from = 'a', to = 'z')
                    @CharRange(from = '一', to = '三')
                    String text) {
        assertThat(TextEncoding.of(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(StandardCharsets.UTF_8);
    }
}
