package dev.armature.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.problem.EngineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files from strangers. */
class FileNameTest {

    @ParameterizedTest
    @CsvSource({
        "a.txt, a.txt",
        "' a b.txt ', a b.txt",
        "/etc/passwd, passwd",
        "C:\\Users\\a.txt, a.txt",
        "../../a.txt, a.txt",
        "..., ...",
        "e\u0301.txt, \u00e9.txt"
    })
    void aNameIsTakenWithoutItsFolders(String given, String name) {
        assertThat(FileName.read(given)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "a/..",
                "a/",
                "a\r\nb",
                "a\u0000",
                "\u200b",
                "a\u2028b",
                "\ud800"
            })
    void whatIsNoneIsRefused(String given) {
        assertThatThrownBy(() -> FileName.read(given)).isInstanceOf(EngineException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.txt | attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt",
                "a\"; x=\"b | attachment; filename=\"a_; x=_b\"; filename*=UTF-8''a%22%3B%20x%3D%22b",
                "50%.txt | attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt",
                "ё.txt | attachment; filename=\"_.txt\"; filename*=UTF-8''%D1%91.txt",
                "😀 | attachment; filename=\"_\"; filename*=UTF-8''%F0%9F%98%80"
            })
    void noNameBreaksOutOfItsHeader(String name, String header) {
        assertThat(FileName.disposition(false, name)).isEqualTo(header);
    }
}
