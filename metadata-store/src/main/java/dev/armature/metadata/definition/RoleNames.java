package dev.armature.metadata.definition;

import org.jspecify.annotations.Nullable;

/** How objects and fields, which a role knows by number, are written in its JSON. */
interface RoleNames {

    @Nullable Integer object(String name);

    @Nullable Integer field(int object, String name);

    @Nullable String objectName(int object);

    @Nullable String fieldName(int object, int field);

    /** By number, as roles are kept. */
    RoleNames NUMBERS =
            new RoleNames() {
                @Override
                public Integer object(String name) {
                    return Integer.valueOf(name);
                }

                @Override
                public Integer field(int object, String name) {
                    return Integer.valueOf(name);
                }

                @Override
                public String objectName(int object) {
                    return Integer.toString(object);
                }

                @Override
                public String fieldName(int object, int field) {
                    return Integer.toString(field);
                }
            };

    /** By the names that they have in some metadata. */
    static RoleNames of(TenantDefinition definition) {
        return new RoleNames() {
            @Override
            public @Nullable Integer object(String name) {
                ObjectDefinition object = definition.object(name);
                return object == null ? null : (Integer) object.id();
            }

            @Override
            public @Nullable Integer field(int object, String name) {
                ObjectDefinition owner = definition.object(object);
                FieldDefinition field = owner == null ? null : owner.field(name);
                return field == null ? null : (Integer) field.id();
            }

            @Override
            public @Nullable String objectName(int object) {
                ObjectDefinition named = definition.object(object);
                return named == null ? null : named.name();
            }

            @Override
            public @Nullable String fieldName(int object, int field) {
                ObjectDefinition owner = definition.object(object);
                return owner == null
                        ? null
                        : owner.fields().stream()
                                .filter(one -> one.id() == field)
                                .map(FieldDefinition::name)
                                .findFirst()
                                .orElse(null);
            }
        };
    }
}
