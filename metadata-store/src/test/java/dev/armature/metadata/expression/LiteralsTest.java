package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** What is read by hand is what the published pattern says. */
class LiteralsTest {

    private static final Pattern ID = Pattern.compile(Literals.ID_PATTERN);

    @Property
    void anIdIsReadInEitherCase(@ForAll long most, @ForAll long least) {
        UUID id = new UUID(most, least);

        assertThat(Literals.id(id.toString())).isEqualTo(id);
        assertThat(Literals.id(id.toString().toUpperCase(Locale.ROOT))).isEqualTo(id);
    }

    @Property
    void anIdWithAnotherCharacterIsOneIfThePatternSaysSo(
            @ForAll @IntRange(max = 35) int place, @ForAll @CharRange(to = '\u00ff') char other) {
        StringBuilder written = new StringBuilder("0190a5f0-7c3e-7a1b-8f00-0123456789ab");
        written.setCharAt(place, other);

        assertThat(Literals.id(written.toString()) != null)
                .isEqualTo(ID.matcher(written).matches());
    }

    @Property
    void whatHasTheLettersOfAnIdIsNoneUnlessItHasItsForm(
            @ForAll @StringLength(min = 34, max = 38) @Chars({'0', 'a', 'F', '-', 'g', '\n'})
                    String written) {
        assertThat(Literals.id(written) != null).isEqualTo(ID.matcher(written).matches());
    }
}
