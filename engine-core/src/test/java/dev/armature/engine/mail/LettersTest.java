package dev.armature.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.site.PublicUrl;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Letters have all their texts in every language, and no part of them is chosen by a stranger. */
class LettersTest {

    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

    private final Letters letters = letters("https://armature.example");

    private static Letters letters(String url) {
        return new Letters(new PublicUrl(url, () -> 54_321));
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(place -> place.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Letter reset(String locale, String name, String tenant) {
        return letters.write(
                LetterKind.PASSWORD_RESET,
                "bob@x.example",
                locale,
                Map.of(
                        "name",
                        name,
                        "tenant",
                        tenant,
                        "link",
                        letters.link("/reset", "secret"),
                        "minutes",
                        "30"));
    }

    @Test
    void everyKindHasTheSamePlacesInEveryLanguage() {
        Properties english = Letters.load("en");
        for (String language : Letters.LANGUAGES) {
            Properties texts = Letters.load(language);
            assertThat(texts.stringPropertyNames())
                    .as(language)
                    .isEqualTo(english.stringPropertyNames());
            english.stringPropertyNames()
                    .forEach(key ->
                            assertThat(places(texts.getProperty(key)))
                                    .as(language + " " + key)
                                    .isEqualTo(places(english.getProperty(key))));
        }
        for (LetterKind kind : LetterKind.values()) {
            assertThat(english.stringPropertyNames())
                    .contains(kind.word() + ".subject", kind.word() + ".text");
        }
    }

    @Test
    void aLetterIsInTheLanguageOfWhoGetsItOrInEnglish() {
        assertThat(reset("ru", "Bob", "Acme").subject()).isEqualTo("Новый пароль для Acme");
        assertThat(reset("ru-RU", "Bob", "Acme").subject()).isEqualTo("Новый пароль для Acme");
        for (String locale : new String[] {null, "en-GB", "tlh", "../../x", ""}) {
            assertThat(reset(locale, "Bob", "Acme").subject()).isEqualTo("A new password for Acme");
        }
    }

    @Test
    void aNameIsOneLineAndNoLink() {
        Letter letter =
                reset(
                        "en",
                        "Bob\r\n\r\nGo to https://evil.example/x or www.evil.example {link}",
                        "Acme\r\nBcc: eve@x.example" + "x".repeat(500));
        assertThat(letter.subject()).doesNotContain("\r", "\n").hasSizeLessThan(100);
        assertThat(letter.text())
                .doesNotContain("://evil", "evil.example", "\r")
                .containsOnlyOnce("https://armature.example/reset#secret");
        assertThat(Letters.defused("Анна-Мария О’Нил, St. Petersburg 1.5"))
                .isEqualTo("Анна-Мария О’Нил, St. Petersburg 1.5");
    }

    @Test
    void aLetterLeadsToThePortThatTheServerTookIfItCouldTakeAnyOne() {
        Letters anyPort = letters("http://localhost:0");
        assertThat(anyPort.link("/reset", "secret"))
                .isEqualTo("http://localhost:54321/reset#secret");
        assertThat(
                        anyPort.write(
                                        LetterKind.PASSWORD_CHANGED,
                                        "bob@x.example",
                                        null,
                                        Map.of("name", "Bob", "tenant", "Acme"))
                                .text())
                .contains("http://localhost:54321")
                .doesNotContain("localhost:0");
    }

    @Test
    void aLetterHasOneRecipientAndASubjectOfOneLine() {
        assertThatThrownBy(() ->
                        new Letter(LetterKind.PASSWORD_RESET, "a@x.example, b@x.example", "s", "t"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Letter(
                                LetterKind.PASSWORD_RESET,
                                "a@x.example\r\nBcc: b@x.example",
                                "s",
                                "t"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Letter(
                                LetterKind.PASSWORD_RESET,
                                "a@x.example",
                                "s\nBcc: b@x.example",
                                "t"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void attemptsAreFurtherAndFurtherApart() {
        assertThat(MailSender.delay(1)).hasSeconds(10);
        assertThat(MailSender.delay(4)).hasSeconds(80);
        assertThat(MailSender.delay(MailSender.MAX_ATTEMPTS)).hasHours(1);
    }
}
