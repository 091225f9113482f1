package dev.armature.engine.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.TenantAttributes;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Tenant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A merge patch of a tenant's settings, checked by itself.
 *
 * @param brand what it says of the brand; null parts that it names take away what there was
 */
record TenantChange(
        @Nullable String name,
        @Nullable String locale,
        @Nullable ZoneId zone,
        @Nullable String currency,
        ObjectNode brand) {

    private static final int MAX_COLOR = 7;
    private static final int MAX_ID = 36;
    private static final List<String> FIXED = List.of("id", "slug");
    private static final List<String> KEPT = List.of("locale", "timeZone", "currency");

    static TenantChange read(ObjectNode patch) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        FIXED.forEach(name -> refuseFixed(attributes, name));
        KEPT.forEach(name -> refuseNull(attributes, patch, name));
        TenantChange change =
                new TenantChange(
                        patch.has("name") ? TenantAttributes.name(attributes) : null,
                        TenantAttributes.locale(attributes),
                        TenantAttributes.zone(attributes),
                        TenantAttributes.currency(attributes),
                        brand(attributes));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return change;
    }

    private static void refuseFixed(Attributes attributes, String name) {
        if (attributes.has(name)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(name),
                            "not_changeable",
                            "\"%s\" stays what it was at sign-up: addresses and sign-ins go by it"
                                    .formatted(name));
        }
    }

    private static void refuseNull(Attributes attributes, ObjectNode patch, String name) {
        if (patch.has(name) && patch.get(name).isNull()) {
            attributes
                    .problems()
                    .add(attributes.pointer(name), "required", "\"" + name + "\" is required");
        }
    }

    private static ObjectNode brand(Attributes attributes) {
        JsonNode node = attributes.node("brand");
        if (node == null) {
            return Json.object();
        }
        Attributes brand = Attributes.of(node, attributes.pointer("brand"), attributes.problems());
        ObjectNode read = Json.object();
        String accent = brand.optionalText("accent", MAX_COLOR);
        if (node.has("accent")) {
            read.put("accent", accent == null ? null : accent(brand, accent));
        }
        String logo = brand.optionalText("logo", MAX_ID);
        if (node.has("logo")) {
            read.put("logo", logo == null ? null : logo(brand, logo));
        }
        brand.finish();
        return read;
    }

    private static String accent(Attributes brand, String written) {
        Color color = Color.parse(written);
        if (color == null) {
            brand.problems()
                    .add(
                            brand.pointer("accent"),
                            "invalid_color",
                            "A colour such as #1d6f42 is expected");
            return "";
        }
        if (!color.isReadable()) {
            brand.problems()
                    .add(
                            brand.pointer("accent"),
                            "low_contrast",
                            "White letters on %s have a contrast of %.1f, and %.1f is needed to read them; %s has it"
                                    .formatted(
                                            color,
                                            color.contrastWithWhite(),
                                            Color.READABLE,
                                            color.readable()));
        }
        return color.toString();
    }

    private static String logo(Attributes brand, String written) {
        try {
            return UUID.fromString(written).toString();
        } catch (IllegalArgumentException e) {
            refuseLogo(brand.problems());
            return "";
        }
    }

    /** What is said of a logo that is none. */
    static void refuseLogo(Problems problems) {
        problems.add(
                "/brand/logo",
                "unknown_image",
                "The id of an uploaded image is expected: PNG, JPEG, GIF or WebP, of your own or one that you may read");
    }

    /** The logo that it gives; null when it gives none. */
    @Nullable UUID newLogo() {
        return brand.path("logo").isTextual()
                ? UUID.fromString(brand.get("logo").textValue())
                : null;
    }

    /** What a tenant is after it. */
    Tenant applied(Tenant before) {
        return new Tenant(
                before.id(),
                before.uid(),
                before.slug(),
                Objects.requireNonNullElse(name, before.name()),
                Objects.requireNonNullElse(locale, before.locale()),
                Objects.requireNonNullElse(zone, before.zone()),
                Objects.requireNonNullElse(currency, before.currency()),
                before.active(),
                before.quotas(),
                new Brand(
                        brand.has("accent")
                                ? brand.get("accent").textValue()
                                : before.brand().accent(),
                        brand.has("logo") ? newLogo() : before.brand().logo()),
                before.erasureDue());
    }
}
