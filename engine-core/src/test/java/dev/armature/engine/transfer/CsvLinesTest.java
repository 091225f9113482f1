package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every sound line is read as it was meant, and a broken one takes no other with it. */
class CsvLinesTest {

    private static final String HEADER = "a,b,c\n";

    /** How a file is written, which makes no difference to what is read. */
    record Style(char delimiter, String lineEnd, boolean mark, boolean quoteAll) {

        String write(List<List<String>> lines) {
            return (mark ? "\uFEFF" : "")
                    + lines.stream()
                            .map(line ->
                                    line.stream()
                                            .map(this::cell)
                                            .collect(Collectors.joining("" + delimiter)))
                            .collect(Collectors.joining(lineEnd));
        }

        private String cell(String text) {
            boolean quoted =
                    quoteAll
                            || text.isEmpty()
                            || text.indexOf(delimiter) >= 0
                            || text.matches("(?s).*[\"\r\n].*")
                            || text.isBlank();
            return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
        }
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(
            @ForAll("lines") List<List<String>> lines, @ForAll("styles") Style style) {
        List<List<String>> file = new ArrayList<>();
        file.add(List.of("a", "b", "c"));
        file.addAll(lines);

        List<CellLine> read = read(style.write(file));

        assertThat(read).allSatisfy(line -> assertThat(line.problem()).isNull());
        assertThat(read).extracting(CellLine::cells).isEqualTo(file);
    }

    @Property(tries = 300)
    void aBrokenLineLeavesTheOthersAlone(
            @ForAll("lines") List<List<String>> before,
            @ForAll("broken") String broken,
            @ForAll("plainLines") List<List<String>> after) {
        Style style = new Style(',', "\n", false, false);
        String end = before.isEmpty() ? "" : "\n";
        String file = HEADER + style.write(before) + end + broken + "\n" + style.write(after);

        List<CellLine> read = read(file);

        assertThat(read).filteredOn(line -> line.problem() != null).hasSize(1);
        List<List<String>> sound = new ArrayList<>();
        sound.add(List.of("a", "b", "c"));
        sound.addAll(before);
        sound.addAll(after);
        assertThat(read)
                .filteredOn(line -> line.problem() == null)
                .extracting(CellLine::cells)
                .isEqualTo(sound);
    }

    @Property(tries = 500)
    void anyBytesAtAllAreReadToTheirEnd(@ForAll byte[] bytes) {
        long lineEnds = 0;
        for (byte b : bytes) {
            lineEnds += b == '\n' ? 1 : 0;
        }

        List<CellLine> read = read(bytes);

        assertThat(read).hasSizeLessThanOrEqualTo((int) lineEnds + 1);
        assertThat(read).extracting(CellLine::number).isSorted().doesNotHaveDuplicates();
    }

    @Example
    void aLineIsNumberedByWhereItBeginsInTheFile() {
        List<CellLine> read = read(HEADER + "1,\"x\ny\",3\n\n4,5,6\n");

        assertThat(read).extracting(CellLine::number).containsExactly(1L, 2L, 5L);
    }

    @Example
    void bytesThatAreNotUtf8BreakTheirLineAlone() {
        byte[] file = (HEADER + "1,?,3\n4,5,6").getBytes(StandardCharsets.UTF_8);
        file[HEADER.length() + 2] = (byte) 0xC3;

        assertThat(read(file))
                .extracting(CellLine::problem)
                .containsExactly(null, "invalid_encoding", null);
    }

    @Example
    void delimitersWithinQuotesDoNotCount() {
        assertThat(read("\"a,b,c\";d\n1;2"))
                .extracting(CellLine::cells)
                .containsExactly(List.of("a,b,c", "d"), List.of("1", "2"));
    }

    @Example
    void aLineThatIsTooLongBreaksAlone() {
        String file = HEADER + "x".repeat(TextLines.MAX_LINE_BYTES + 1) + ",2,3\n4,5,6";

        assertThat(read(file))
                .extracting(CellLine::problem)
                .containsExactly(null, "line_too_long", null);
    }

    @Example
    void anEmptyFileHasNoLines() {
        assertThat(read("")).isEmpty();
    }

    private static List<CellLine> read(String file) {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static List<CellLine> read(byte[] file) {
        try (CsvLines lines = new CsvLines(new ByteArrayInputStream(file))) {
            List<CellLine> read = new ArrayList<>();
            for (CellLine line = lines.next(); line != null; line = lines.next()) {
                read.add(line);
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<List<List<String>>> lines() {
        // Characters that mean something to somebody come often. Line breaks are LF, the form in
        // which a cell that spans lines is read.
        Arbitrary<String> cell =
                Arbitraries.strings()
                        .withChars("\"\",;\t\n'= ab")
                        .withChars("äß€ёж漢\uFFFD")
                        .ofMaxLength(12);
        return cell.list().ofSize(3).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<List<String>>> plainLines() {
        return Arbitraries.strings()
                .withChars("ab äж")
                .ofMinLength(1)
                .ofMaxLength(6)
                .filter(cell -> !cell.isBlank())
                .list()
                .ofSize(3)
                .list()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> broken() {
        return Arbitraries.of("\"never closed,2,3", "1,\"", "\"a\"b,2,3", "1,2,\"x\" ");
    }

    @Provide
    Arbitrary<Style> styles() {
        return Combinators.combine(
                        Arbitraries.of(',', ';', '\t'),
                        Arbitraries.of("\n", "\r\n"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Style::new);
    }
}
