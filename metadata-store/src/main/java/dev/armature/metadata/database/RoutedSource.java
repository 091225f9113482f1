package dev.armature.metadata.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The data source that repositories know: connections to the common home or, inside a transaction
 * of a tenant that lives elsewhere, to that tenant's home. Thread-safe.
 */
public final class RoutedSource extends PlainSource {

    private static final ScopedValue<DataSource> ELSEWHERE = ScopedValue.newInstance();

    private final DataSource common;

    public RoutedSource(DataSource common) {
        this.common = common;
    }

    /**
     * The connections to the common home behind a data source of an application.
     *
     * @throws IllegalStateException when it knows one home alone, so that work of tenants of others
     *     would go astray
     */
    public static DataSource common(DataSource source) {
        try {
            return source.unwrap(RoutedSource.class).common;
        } catch (SQLException e) {
            throw new IllegalStateException("the data source knows one home alone", e);
        }
    }

    /** Runs work whose transactions are begun in a home. */
    public static <T> T in(HomePool home, Supplier<T> work) {
        return home.isCommon() && !ELSEWHERE.isBound()
                ? work.get()
                : ScopedValue.where(ELSEWHERE, home.source()).call(work::get);
    }

    private DataSource here() {
        return ELSEWHERE.isBound() ? ELSEWHERE.get() : common;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return here().getConnection();
    }
}
