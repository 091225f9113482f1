package dev.armature.engine.home;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The homes of the installation and who lives in them, as this node knows it. It keeps in mind the
 * tenants that live elsewhere than in the common home, and reads them again when the directory has
 * changed: at once when it hears of it, within a second when it does not, and before that when a
 * home says that a tenant has left. Thread-safe.
 */
public final class Homes implements HomePools, HomeAddresses, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Homes.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final long UNREAD = -1;

    private final Home commonHome;
    private final HomePool common;
    private final HomeRegister register;
    private final HomeConnections connections;
    private final Map<Integer, Site> sites = new ConcurrentHashMap<>();
    private final Map<TenantId, Site> elsewhere = new ConcurrentHashMap<>();
    private final List<Consumer<Home>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<TenantId>> moves = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile List<HomePool> reachable;
    private volatile boolean closing;
    private long version = UNREAD;

    /**
     * Reads the directory and tries to reach all homes; those that are out of reach are tried again
     * and again.
     *
     * @param source connections to the common home
     * @param connections how those to others are opened
     */
    public Homes(
            Home common, DataSource source, HomeRegister register, HomeConnections connections) {
        this.commonHome = common;
        this.common = new HomePool(Home.COMMON, source);
        this.register = register;
        this.connections = connections;
        this.reachable = List.of(this.common);
        refresh();
        sites.values().forEach(this::reach);
        this.thread = Thread.ofVirtual().name("homes").start(this::loop);
    }

    @Override
    public HomePool of(TenantId tenant) {
        Site site = elsewhere.get(tenant);
        return site == null ? common : site.pool();
    }

    @Override
    public HomePool common() {
        return common;
    }

    @Override
    public List<HomePool> reachable() {
        return reachable;
    }

    @Override
    public Home homeOf(TenantId tenant) {
        Site site = elsewhere.get(tenant);
        return site == null ? commonHome : site.home();
    }

    @Override
    public List<Home> homes() {
        List<Home> homes = new ArrayList<>();
        homes.add(commonHome);
        sites.values().stream().filter(Site::isReachable).map(Site::home).forEach(homes::add);
        return homes;
    }

    /** Whether the directory has a home of that number. */
    public boolean knows(int home) {
        return home == Home.COMMON || sites.containsKey(home);
    }

    /** Has somebody told of every home beside the common one that is reached, now and later. */
    public void onReached(Consumer<Home> listener) {
        listeners.add(listener);
        homes().stream().filter(home -> !home.isCommon()).forEach(listener);
    }

    /**
     * Has somebody told of every tenant that is known to live elsewhere than before: what is known
     * of it may hold for its old home alone.
     */
    public void onMoved(Consumer<TenantId> listener) {
        moves.add(listener);
    }

    @Override
    public synchronized void lookAgain(TenantId tenant) {
        refresh();
        Sql sql = Sql.of("select home_id from find_tenant(", Sql.number(tenant.value()), "::int)");
        inDirectory(connection -> sql.first(connection, row -> row.getInt(1)))
                .ifPresent(home -> learn(tenant, home));
    }

    // Not while the directory is being read, so that what is older does not take its place.
    @Override
    public synchronized void learn(TenantId tenant, int home) {
        Site site = home == Home.COMMON ? null : site(home);
        Site before = site == null ? elsewhere.remove(tenant) : elsewhere.put(tenant, site);
        if (before != site) {
            moves.forEach(listener -> listener.accept(tenant));
        }
    }

    private Site site(int home) {
        Site known = sites.get(home);
        if (known == null) {
            refresh();
            known = sites.get(home);
        }
        if (known == null) {
            throw new IllegalStateException("the directory has no home " + home);
        }
        return known;
    }

    /** The directory has changed; do not wait for the next look. */
    public void wake() {
        wake.release();
    }

    private void loop() {
        while (!closing) {
            pause();
            try {
                refresh();
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.warn("The directory of homes could not be looked at: {}", e.toString());
                }
            }
            sites.values().stream()
                    .filter(site -> !site.isReachable())
                    .forEach(site -> Thread.ofVirtual().name("home").start(() -> reach(site)));
        }
    }

    private void pause() {
        try {
            if (wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    /** Reads the directory, if it has changed. */
    private synchronized void refresh() {
        long now =
                inDirectory(connection ->
                        Sql.raw("select version from home_version")
                                .first(connection, row -> row.getLong(1))
                                .orElseThrow());
        if (now != version) {
            inDirectory(connection -> {
                takeSites(HomeRegister.entries(connection));
                takeTenants(connection);
                return true;
            });
            version = now;
        }
    }

    private void takeSites(List<HomeRegister.Entry> entries) {
        entries.forEach(entry ->
                sites.computeIfAbsent(entry.id(), id -> new Site(entry, register, connections)));
        sites.values()
                .removeIf(site -> {
                    boolean gone = !entries.contains(site.entry());
                    if (gone) {
                        site.close();
                    }
                    return gone;
                });
        countReachable();
    }

    private record Resident(TenantId tenant, int home) {}

    private void takeTenants(Connection connection) {
        Map<TenantId, Site> read = new ConcurrentHashMap<>();
        Sql.raw("select tenant_id, home_id from tenants_elsewhere()")
                .all(connection, row -> new Resident(new TenantId(row.getInt(1)), row.getInt(2)))
                .forEach(resident -> {
                    Site site = sites.get(resident.home);
                    if (site != null) {
                        read.put(resident.tenant, site);
                    }
                });
        Set<TenantId> moved = new HashSet<>(elsewhere.keySet());
        moved.addAll(read.keySet());
        moved.removeIf(tenant -> elsewhere.get(tenant) == read.get(tenant));
        elsewhere.putAll(read);
        elsewhere.keySet().retainAll(read.keySet());
        moved.forEach(tenant -> moves.forEach(listener -> listener.accept(tenant)));
    }

    private <T> T inDirectory(Function<Connection, T> work) {
        try (Connection connection = common.source().getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private void reach(Site site) {
        try {
            site.reach();
            countReachable();
            listeners.forEach(listener -> listener.accept(site.home()));
        } catch (RuntimeException e) {
            if (!closing) {
                LOG.warn("{} is out of reach and tried again: {}", site.pool(), e.toString());
            }
        }
    }

    @Override
    public void failed(HomePool home, RuntimeException cause) {
        LOG.warn("Work in {} has failed, and will be done later: {}", home, cause.toString());
        Site site = sites.get(home.home());
        if (site != null && isLost(cause)) {
            site.isOutOfReach();
            countReachable();
        }
    }

    // Connections that are refused, broken or not to be had, or a server that goes down.
    private static boolean isLost(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql instanceof SQLTransientConnectionException
                            || String.valueOf(sql.getSQLState()).startsWith("08")
                            || String.valueOf(sql.getSQLState()).startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    private synchronized void countReachable() {
        List<HomePool> all = new ArrayList<>();
        all.add(common);
        sites.values().stream().filter(Site::isReachable).map(Site::pool).forEach(all::add);
        reachable = List.copyOf(all);
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            // It is not interrupted, as it may be on a connection that others use after it.
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sites.values().forEach(Site::close);
    }
}
