package dev.armature.engine.identity;

import dev.armature.metadata.json.Attributes;
import java.time.ZoneId;
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a tenant says of itself, in the same way when it is made and when it is changed. Null
 * stands for what is not said, and for what is refused.
 */
public final class TenantAttributes {

    private static final int MAX_NAME = 200;
    private static final int MAX_LOCALE = 20;
    private static final int MAX_ZONE = 60;
    private static final String NOT_IN_DATABASE = "SystemV/";

    private TenantAttributes() {}

    /** The name, which has to be there. */
    public static String name(Attributes attributes) {
        return attributes.text("name", MAX_NAME);
    }

    /** A language tag of BCP 47. */
    public static @Nullable String locale(Attributes attributes) {
        String written = attributes.optionalText("locale", MAX_LOCALE);
        if (written == null) {
            return null;
        }
        try {
            Locale locale = new Locale.Builder().setLanguageTag(written).build();
            if (!locale.getLanguage().isEmpty()) {
                return locale.toLanguageTag();
            }
        } catch (IllformedLocaleException e) {
            // It is refused below.
        }
        refuse(attributes, "locale", "A language such as en or pt-BR is expected");
        return null;
    }

    /**
     * A zone by its name: the database reads an offset with its sign turned round, and some old
     * names not at all.
     */
    public static @Nullable ZoneId zone(Attributes attributes) {
        String written = attributes.optionalText("timeZone", MAX_ZONE);
        if (written == null) {
            return null;
        }
        if (ZoneId.getAvailableZoneIds().contains(written)
                && !written.startsWith(NOT_IN_DATABASE)) {
            return ZoneId.of(written);
        }
        refuse(attributes, "timeZone", "A zone such as Europe/Berlin is expected");
        return null;
    }

    /** A currency of ISO 4217. */
    public static @Nullable String currency(Attributes attributes) {
        String written = attributes.optionalText("currency", 3);
        if (written == null) {
            return null;
        }
        try {
            return Currency.getInstance(written).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            refuse(attributes, "currency", "A currency of ISO 4217 such as EUR is expected");
            return null;
        }
    }

    private static void refuse(Attributes attributes, String name, String message) {
        attributes.problems().add(attributes.pointer(name), "unknown_option", message);
    }
}
