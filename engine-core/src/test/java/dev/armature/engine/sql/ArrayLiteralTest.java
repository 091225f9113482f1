package dev.armature.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.field.ColumnType;
import dev.armature.testing.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is bound as an array arrives as it was, whatever characters it has. */
class ArrayLiteralTest {

    private static Connection connection;

    private static Connection connection() throws SQLException {
        if (connection == null) {
            connection = TestPostgres.create().connect();
        }
        return connection;
    }

    private static List<?> returned(Collection<?> elements, ColumnType type) throws SQLException {
        Sql sql = Sql.of("select ", Sql.array(elements, type));
        try (PreparedStatement statement = connection().prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Arrays.asList((Object[]) row.getArray(1).getArray());
            }
        }
    }

    @Property(tries = 300)
    void anyTextArrives(@ForAll @Size(max = 8) List<String> elements) throws SQLException {
        // PostgreSQL has no text with a zero character or half a surrogate pair; input is refused
        // for them before.
        List<String> storable =
                elements.stream().map(text -> text.replaceAll("[\\x00\\p{Cs}]", "·")).toList();

        assertThat(returned(storable, ColumnType.TEXT)).isEqualTo(storable);
    }

    @Test
    void whatLooksLikeSyntaxArrives() throws SQLException {
        List<String> hard =
                Arrays.asList(
                        "", "NULL", null, "{", "}", ",", "\"", "\\", "\\\"", "a b", " ", "'", "?",
                        "$1", "\n");

        assertThat(returned(hard, ColumnType.TEXT)).isEqualTo(hard);
        assertThat(returned(List.of(), ColumnType.TEXT)).isEmpty();
    }

    @Test
    void otherTypesArrive() throws SQLException {
        UUID id = UUID.randomUUID();
        assertThat(returned(Arrays.asList(id, null), ColumnType.UUID))
                .isEqualTo(Arrays.asList(id, null));
        assertThat(
                        returned(
                                List.of(new BigDecimal("1E+3"), new BigDecimal("-0.10")),
                                ColumnType.NUMERIC))
                .isEqualTo(List.of(new BigDecimal("1000"), new BigDecimal("-0.10")));
        assertThat(returned(List.of(LocalDate.of(2026, 2, 28)), ColumnType.DATE).toString())
                .isEqualTo("[2026-02-28]");
        assertThat(
                        returned(
                                List.of(Instant.parse("2026-02-28T10:11:12.123456Z")),
                                ColumnType.TIMESTAMPTZ))
                .hasSize(1);
    }
}
