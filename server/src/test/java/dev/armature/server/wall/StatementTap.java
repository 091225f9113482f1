package dev.armature.server.wall;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.home.HomeConnections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** A data source that sees every statement before it is prepared, and may rewrite it. */
public final class StatementTap {

    private final Set<String> statements = ConcurrentHashMap.newKeySet();
    private final UnaryOperator<String> rewrite;

    public StatementTap(UnaryOperator<String> rewrite) {
        this.rewrite = rewrite;
    }

    /** Every statement that was prepared, as it was written. */
    public Set<String> statements() {
        return statements;
    }

    /** Connections to a home with the tap on them. */
    public HomeConnections.Opened tap(HikariDataSource pool) {
        return new HomeConnections.Opened(tapped(pool), pool::close);
    }

    private DataSource tapped(DataSource source) {
        return (DataSource)
                Proxy.newProxyInstance(
                        StatementTap.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, arguments) -> {
                            Object result = invoke(method, source, arguments);
                            return result instanceof Connection connection
                                    ? tap(connection)
                                    : result;
                        });
    }

    private Connection tap(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        StatementTap.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("prepareStatement")) {
                                String sql = (String) arguments[0];
                                statements.add(sql);
                                arguments[0] = rewrite.apply(sql);
                            }
                            return invoke(method, connection, arguments);
                        });
    }

    private static Object invoke(Method method, Object target, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
