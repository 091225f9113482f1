package dev.armature.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.testing.MetadataFixture;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a database that is not there: always the same kind of exception. */
class TenantTransactionsTest {

    private static final String LOST = "08006";

    private MetadataFixture fixture;

    @BeforeEach
    void open() {
        fixture = new MetadataFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void noConnectionIsToBeHad() {
        fixture.pool.close();

        assertThatThrownBy(() -> fixture.transactions.run(fixture.acme, connection -> 1))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.state()).isEqualTo(LOST));
    }

    @Test
    void theConnectionIsLostOnTheWay() {
        assertThatThrownBy(() ->
                        fixture.transactions.run(
                                fixture.acme,
                                connection -> {
                                    try (Statement statement = connection.createStatement()) {
                                        return statement.execute(
                                                "select pg_terminate_backend(pg_backend_pid())");
                                    } catch (SQLException e) {
                                        throw new DatabaseException(e);
                                    }
                                }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.state()).isIn("57P01", LOST));
    }

    @Test
    void whatTheWorkRefusesIsLeftAsItIs() {
        IllegalStateException refusal = new IllegalStateException("not now");

        assertThatThrownBy(() ->
                        fixture.transactions.run(
                                fixture.acme,
                                connection -> {
                                    throw refusal;
                                }))
                .isSameAs(refusal);
    }
}
