package dev.armature.engine.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user as mail to them needs them. */
record Addressee(UUID id, String email, String name, @Nullable String locale) {

    static final String SELECT = "select id, email, name, locale from user_account";

    static Addressee of(User user) {
        return new Addressee(user.id(), user.email(), user.name(), user.locale());
    }

    static Addressee read(ResultSet row) throws SQLException {
        return new Addressee(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                row.getString("locale"));
    }
}
