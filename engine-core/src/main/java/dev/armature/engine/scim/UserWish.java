package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.ProvisionedUser;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a provider wants a user to be.
 *
 * @param patch what is to be another than it is, as a merge patch of users has it
 */
record UserWish(ObjectNode patch, ProvisionedUser provisioned) {

    private static final List<String> PARTS =
            List.of("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix");

    /**
     * @param form a resource in its one form
     * @param current what the user is, or null for one to be made
     */
    static UserWish of(ObjectNode form, @Nullable UserForm current) {
        String userName = text(form, "userName");
        if (userName == null) {
            throw new ScimRefusal(ScimType.INVALID_VALUE, "\"userName\" is missing");
        }
        ObjectNode patch = Json.object();
        ObjectNode kept = kept(form, current);
        differs(patch, "email", email(form, userName, current), email(current));
        differs(
                patch,
                "name",
                name(kept, userName, current),
                current == null ? null : current.name());
        JsonNode active = form.get("active");
        if (active != null && (current == null || active.booleanValue() != current.active())) {
            patch.set("active", active);
        }
        String language = text(form, "preferredLanguage");
        if (language != null) {
            differs(patch, "locale", language, current == null ? null : current.locale());
        }
        putManager(patch, form, current);
        putLists(patch, form, current);
        return new UserWish(patch, new ProvisionedUser(text(form, "externalId"), userName, kept));
    }

    private static @Nullable String email(@Nullable UserForm current) {
        return current == null ? null : current.email();
    }

    private static void differs(
            ObjectNode patch, String name, String wanted, @Nullable String there) {
        if (!wanted.equals(there)) {
            patch.put(name, wanted);
        }
    }

    private static @Nullable String text(JsonNode form, String name) {
        return form.path(name).textValue();
    }

    // The last that is called the primary one, since it was added; or that for work; or the first.
    private static String email(ObjectNode form, String userName, @Nullable UserForm current) {
        String primary = null;
        String work = null;
        String first = null;
        for (JsonNode email : form.path(UserForm.EMAILS)) {
            String value = text(email, UserForm.VALUE);
            if (value != null) {
                first = Objects.requireNonNullElse(first, value);
                boolean isWork = "work".equalsIgnoreCase(text(email, "type"));
                work = work == null && isWork ? value : work;
                primary = email.path("primary").booleanValue() ? value : primary;
            }
        }
        String chosen =
                Stream.of(primary, work, first).filter(Objects::nonNull).findFirst().orElse(null);
        if (chosen == null) {
            chosen = current == null || EmailType.isAddress(userName) ? userName : current.email();
        }
        if (!EmailType.isAddress(chosen.strip())) {
            throw new ScimRefusal(
                    ScimType.INVALID_VALUE,
                    "A user has an e-mail address: send \"emails\", or one as \"userName\"");
        }
        return chosen.strip();
    }

    private static ObjectNode kept(ObjectNode form, @Nullable UserForm current) {
        ObjectNode kept = Json.object();
        if (form.get(UserForm.NAME) instanceof ObjectNode parts) {
            kept.set(UserForm.NAME, parts.deepCopy());
        }
        String shown = text(form, UserForm.DISPLAY_NAME);
        if (shown != null
                && !isOurs(
                        shown,
                        current,
                        current != null && current.kept().has(UserForm.DISPLAY_NAME))) {
            kept.put(UserForm.DISPLAY_NAME, shown);
        }
        String formatted = text(form.path(UserForm.NAME), UserForm.FORMATTED);
        if (formatted != null
                && isOurs(
                        formatted,
                        current,
                        current != null
                                && current.kept().path(UserForm.NAME).has(UserForm.FORMATTED))) {
            kept.withObjectProperty(UserForm.NAME).remove(UserForm.FORMATTED);
        }
        return kept;
    }

    // Okta sends back what it was answered: a whole name that was made of the parts is no wish.
    private static boolean isOurs(String name, @Nullable UserForm current, boolean sentBefore) {
        return current != null
                && current.provisioned()
                && !sentBefore
                && name.equals(current.name());
    }

    private static String name(ObjectNode kept, String userName, @Nullable UserForm current) {
        String shown = text(kept, UserForm.DISPLAY_NAME);
        JsonNode parts = kept.path(UserForm.NAME);
        String whole = shown == null ? text(parts, UserForm.FORMATTED) : shown;
        if (whole != null) {
            return whole;
        }
        String joined =
                PARTS.stream()
                        .map(part -> text(parts, part))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" "));
        return !joined.isEmpty() ? joined : current == null ? userName : current.name();
    }

    private static void putManager(ObjectNode patch, ObjectNode form, @Nullable UserForm current) {
        String wanted = text(form.path(Schema.ENTERPRISE).path(UserForm.MANAGER), UserForm.VALUE);
        String there = current == null ? null : current.manager();
        if (!Objects.equals(wanted, there)) {
            patch.put("manager", wanted);
        }
    }

    private static void putLists(ObjectNode patch, ObjectNode form, @Nullable UserForm current) {
        ObjectNode lists = Json.object();
        Schema.CORE_LISTS.forEach(name -> putList(lists, name, text(form, name), current));
        Schema.LISTS.forEach(
                name -> putList(lists, name, text(form.path(Schema.ENTERPRISE), name), current));
        if (!lists.isEmpty()) {
            patch.set("attributes", lists);
        }
    }

    private static void putList(
            ObjectNode lists, String name, @Nullable String wanted, @Nullable UserForm current) {
        String there = current == null ? null : current.first(name);
        if (Objects.equals(wanted, there)) {
            return;
        }
        if (wanted == null) {
            lists.putNull(name);
        } else {
            lists.putArray(name).add(wanted);
        }
    }

    /** Whether anything is to be another than it is. */
    boolean changes(UserForm current) {
        return !patch.isEmpty()
                || !current.provisioned()
                || !Objects.equals(provisioned.externalId(), current.externalId())
                || !provisioned.userName().equals(current.userName())
                || !provisioned.kept().equals(current.kept());
    }
}
