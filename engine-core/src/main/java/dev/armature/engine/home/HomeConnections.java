package dev.armature.engine.home;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.home.Home;
import javax.sql.DataSource;

/** How a node opens its connections to a home beside the common one. */
@FunctionalInterface
public interface HomeConnections {

    /** The most that a node has to one home. */
    int MOST = 20;

    /** As who serves requests, none of them while nobody needs one. */
    HomeConnections FEW =
            home -> {
                HikariDataSource pool = Databases.openFew(home.application(), MOST);
                return new Opened(pool, pool::close);
            };

    /**
     * Opened ones.
     *
     * @param closing what ends them all
     */
    record Opened(DataSource source, Runnable closing) {}

    Opened open(Home home);
}
