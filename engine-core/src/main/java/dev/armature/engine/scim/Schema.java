package dev.armature.engine.scim;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two kinds of resources, with the attributes that the platform has a place for. Others are
 * taken and not kept, as RFC 7644, 3.3 has it.
 *
 * @param core what all of the kind have
 * @param extension what the enterprise extension adds; empty where there is none
 * @param from the rows that the columns are of, which name the tenant in their first condition
 */
record Schema(
        String endpoint,
        String name,
        String urn,
        List<Attribute> core,
        List<Attribute> extension,
        String from) {

    static final String USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /** The part of the extension that is kept as lists of values, which conditions may ask. */
    static final List<String> LISTS =
            List.of("employeeNumber", "costCenter", "organization", "division", "department");

    /** The same of the core. */
    static final List<String> CORE_LISTS = List.of("title", "userType");

    /** Columns that an index finds. */
    static final String ID = "u.id::text";

    static final String EXTERNAL_ID = "p.external_id";
    static final String USER_NAME = "coalesce(p.user_name, u.email)";
    static final String EMAIL = "u.email";

    static final Schema USER =
            new Schema(
                    "Users",
                    "User",
                    USER_URN,
                    userAttributes(),
                    enterpriseAttributes(),
                    "user_account u left join provisioned_user p on p.tenant_id = u.tenant_id and p.user_id = u.id");

    static final Schema GROUP =
            new Schema(
                    "Groups",
                    "Group",
                    GROUP_URN,
                    groupAttributes(),
                    List.of(),
                    "user_group u left join provisioned_group p on p.tenant_id = u.tenant_id and p.group_id = u.id");

    Schema {
        core = List.copyOf(core);
        extension = List.copyOf(extension);
    }

    private static Attribute id() {
        return Attribute.text("id", ID, "The platform's name for it").exact().readOnly();
    }

    private static Attribute externalId() {
        return Attribute.text("externalId", EXTERNAL_ID, "The identity provider's name for it")
                .exact();
    }

    private static Attribute meta(String type) {
        return Attribute.complex(
                        "meta",
                        "When it was made and changed",
                        List.of(
                                Attribute.text("resourceType", "'" + type + "'", "What it is")
                                        .exact()
                                        .readOnly(),
                                Attribute.of(
                                                "created",
                                                Attribute.Type.DATE_TIME,
                                                "u.created_at",
                                                "When it was made")
                                        .readOnly(),
                                Attribute.of(
                                                "lastModified",
                                                Attribute.Type.DATE_TIME,
                                                "u.updated_at",
                                                "When it was changed last")
                                        .readOnly()))
                .readOnly();
    }

    private static Attribute partOfName(String name) {
        return Attribute.text(name, "p.kept #>> '{name," + name + "}'", "A part of the name");
    }

    private static Attribute list(String name, String description) {
        return Attribute.text(name, "u.attributes #>> '{" + name + ",0}'", description);
    }

    private static List<Attribute> userAttributes() {
        return List.of(
                id(),
                externalId(),
                meta("User"),
                Attribute.text(
                                "userName",
                                USER_NAME,
                                "What they are called at the identity provider")
                        .key(),
                Attribute.complex(
                        "name",
                        "The name in parts",
                        List.of(
                                Attribute.text("formatted", "u.name", "The whole name"),
                                partOfName("familyName"),
                                partOfName("givenName"),
                                partOfName("middleName"),
                                partOfName("honorificPrefix"),
                                partOfName("honorificSuffix"))),
                Attribute.text("displayName", "u.name", "The name as it is shown"),
                list("title", "What they do; an attribute of the user, for conditions"),
                list("userType", "What they are; an attribute of the user, for conditions"),
                Attribute.text("preferredLanguage", "u.locale", "The language they read"),
                Attribute.of(
                        "active", Attribute.Type.BOOLEAN, "u.active", "Whether they may sign in"),
                Attribute.several(
                        "emails",
                        null,
                        "The one address that a user has here: of several the primary one, or that for work",
                        List.of(
                                Attribute.text("value", EMAIL, "The address"),
                                Attribute.text("type", "'work'", "What it is for"),
                                Attribute.of("primary", Attribute.Type.BOOLEAN, "true", "Always"))),
                Attribute.several(
                                "groups",
                                "group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id where m.tenant_id = u.tenant_id and m.user_id = u.id",
                                "The groups that they are in",
                                List.of(
                                        Attribute.text("value", "g.id::text", "The group's id")
                                                .exact()
                                                .readOnly(),
                                        Attribute.text("display", "g.label", "Its name").readOnly(),
                                        reference()))
                        .readOnly());
    }

    private static Attribute reference() {
        return Attribute.of("$ref", Attribute.Type.REFERENCE, "null::text", "Its address")
                .exact()
                .readOnly();
    }

    private static List<Attribute> enterpriseAttributes() {
        return Stream.concat(
                        LISTS.stream()
                                .map(name ->
                                        list(name, "An attribute of the user, for conditions")),
                        Stream.of(
                                Attribute.complex(
                                        "manager",
                                        "Whom they report to",
                                        List.of(
                                                Attribute.text(
                                                                "value",
                                                                "u.manager_id::text",
                                                                "The manager's id")
                                                        .exact(),
                                                reference(),
                                                Attribute.text(
                                                                "displayName",
                                                                "(select b.name from user_account b where b.tenant_id = u.tenant_id and b.id = u.manager_id)",
                                                                "The manager's name")
                                                        .readOnly()))))
                .toList();
    }

    private static List<Attribute> groupAttributes() {
        return List.of(
                id(),
                externalId(),
                meta("Group"),
                Attribute.text("displayName", "u.label", "What the group is called").key(),
                Attribute.several(
                        "members",
                        "group_member m join user_account w on w.tenant_id = m.tenant_id and w.id = m.user_id where m.tenant_id = u.tenant_id and m.group_id = u.id",
                        "Its users",
                        List.of(
                                Attribute.text("value", "w.id::text", "The user's id").exact(),
                                Attribute.text("display", "w.name", "The user's name").readOnly(),
                                Attribute.text("type", "'User'", "Always a user").readOnly(),
                                reference())));
    }

    /** Whether something is what the extension is called. */
    static boolean ofExtension(@Nullable String text) {
        return ENTERPRISE.equalsIgnoreCase(text);
    }

    /** An attribute in its place. */
    record Place(boolean extension, Attribute attribute, @Nullable Attribute sub) {

        /** The innermost of it. */
        Attribute leaf() {
            return sub == null ? attribute : sub;
        }
    }

    /** What a path leads to; null for what the platform has no place for. */
    @Nullable Place place(AttributePath path) {
        boolean extended = ofExtension(path.schema());
        if (path.schema() != null && !extended && !urn.equalsIgnoreCase(path.schema())) {
            return null;
        }
        Attribute attribute = Attribute.find(extended ? extension : core, path.name());
        if (attribute == null) {
            return null;
        }
        if (path.sub() == null) {
            return new Place(extended, attribute, null);
        }
        Attribute sub = attribute.sub(path.sub());
        return sub == null ? null : new Place(extended, attribute, sub);
    }
}
