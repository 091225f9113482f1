package dev.armature.engine.mail;

import dev.armature.engine.site.PublicUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes letters in the language of who gets them. Links lead to the address that the operator has
 * given, and never to one that a request named. Thread-safe.
 */
public final class Letters {

    /** The languages that there are texts in; the first is for everybody else. */
    static final List<String> LANGUAGES = List.of("en", "ru");

    /** How much is shown of a name that somebody has chosen. */
    static final int MAX_NAME = 60;

    /** The name of the place of a proof, and of that of its hash: they are taken as they are. */
    public static final String PROOF = "proof";

    public static final String HASH = "hash";

    private static final Set<String> AS_THEY_ARE = Set.of("link", PROOF, HASH);
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    private final PublicUrl url;
    private final Map<String, Properties> texts = new HashMap<>();

    public Letters(PublicUrl url) {
        this.url = url;
        LANGUAGES.forEach(language -> texts.put(language, load(language)));
    }

    static Properties load(String language) {
        Properties properties = new Properties();
        try (InputStream in = Letters.class.getResourceAsStream(language + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("there are no letters in " + language);
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /**
     * A link into the web application. The secret stands after the hash: browsers send that to
     * nobody, so it is in no log of a proxy and in no referrer.
     */
    public String link(String path, String secret) {
        return url.of(path) + "#" + secret;
    }

    /**
     * Writes a letter.
     *
     * @param locale the language of who gets it, such as {@code ru} or {@code de-AT}
     * @param values what stands in the text; names that people have chosen are cut and defused, a
     *     {@code link}, a {@code proof} and its {@code hash} are taken as they are
     */
    public Letter write(
            LetterKind kind, String to, @Nullable String locale, Map<String, String> values) {
        Properties language = texts.get(language(locale));
        return new Letter(
                kind,
                to,
                fill(text(language, kind, "subject"), values),
                fill(text(language, kind, "text"), values)
                        + "\n\n-- \n"
                        + text(language, "footer").replace("{url}", url.text())
                        + "\n");
    }

    private static String language(@Nullable String locale) {
        String language = locale == null ? "" : Locale.forLanguageTag(locale).getLanguage();
        return LANGUAGES.contains(language) ? language : LANGUAGES.getFirst();
    }

    private static String text(@Nullable Properties language, LetterKind kind, String part) {
        return text(language, kind.word() + "." + part);
    }

    private static String text(@Nullable Properties language, String key) {
        String text = language == null ? null : language.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("there is no text " + key);
        }
        return text;
    }

    private static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> {
                    String name = place.group(1);
                    String value = values.get(name);
                    if (value == null) {
                        throw new IllegalArgumentException("nothing is given for {" + name + "}");
                    }
                    return Matcher.quoteReplacement(
                            AS_THEY_ARE.contains(name) ? value : defused(value));
                });
    }

    /**
     * A text that somebody else has chosen, in a letter of ours: one line, not long, and nothing
     * that a mail program would make a link of.
     */
    static String defused(String value) {
        String line =
                value.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]+", " ")
                        .replaceAll(":?[/\\\\]{2,}", " ")
                        .replaceAll("(?<=\\S)[./](?=\\p{L}{2})", " ")
                        .replaceAll("[<>]", " ")
                        .strip();
        return line.codePointCount(0, line.length()) <= MAX_NAME
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_NAME - 1)) + "…";
    }
}
