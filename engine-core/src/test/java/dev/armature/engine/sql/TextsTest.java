package dev.armature.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of statements that are sent together. */
class TextsTest {

    @Test
    void theSameTextsAreTogetherTheSameString() {
        String first = Texts.together(List.of("select 1", new String("select 2")));

        assertThat(first).isEqualTo("select 1;\nselect 2");
        assertThat(Texts.together(List.of("select 1", "select 2"))).isSameAs(first);
        assertThat(Texts.together(List.of("select 2", "select 1")))
                .isEqualTo("select 2;\nselect 1");
    }

    @Test
    void longOnesAreNotKept() {
        String longest = "x".repeat(Texts.LONGEST - 2);

        assertThat(Texts.together(List.of(longest, "")))
                .isSameAs(Texts.together(List.of(longest, "")));
        assertThat(Texts.together(List.of(longest, "y")))
                .isEqualTo(longest + ";\ny")
                .isNotSameAs(Texts.together(List.of(longest, "y")));
    }

    @Test
    void noMoreAreKeptThanTheLimit() {
        for (int i = 0; i < 3 * Texts.MOST; i++) {
            assertThat(Texts.together(List.of("a" + i, "b"))).isEqualTo("a" + i + ";\nb");
            assertThat(Texts.known()).isLessThanOrEqualTo(Texts.MOST);
        }
    }
}
