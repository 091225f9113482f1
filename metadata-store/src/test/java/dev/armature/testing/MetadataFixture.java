package dev.armature.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.database.RoutedSource;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** A metadata store on a database of its own, with two tenants. */
public final class MetadataFixture implements AutoCloseable {

    /** The one that the tenants live in. */
    public final TestPostgres.Database database;

    public final HomeAddresses homes;
    public final HomePools pools;
    public final HikariDataSource pool;
    private final HikariDataSource common;
    public final ApplicationContext context;
    public final TenantTransactions transactions;
    public final MetadataStore store;
    public final TenantModels models;
    public final MetadataPublisher publisher;
    public final MetadataService service;
    public final TenantId acme;
    public final TenantId globex;

    public MetadataFixture(PublishListener... listeners) {
        this(TestPostgres.create(), listeners);
    }

    /** One whose tenants live in a database of somebody's own. */
    public MetadataFixture(TestPostgres.Database theirs, PublishListener... listeners) {
        database = TestHome.KIND == TestHome.SCHEMA ? TestPostgres.schemaOf(theirs) : theirs;
        homes = HomeAddresses.common(database.owner(), database.application());
        TestPostgres.Database directory =
                TestHome.KIND == TestHome.DATABASE ? TestPostgres.create() : theirs;
        common = Databases.open(directory.application(), 10);
        pool =
                TestHome.KIND == TestHome.COMMON
                        ? common
                        : Databases.open(database.application(), 10);
        pools = new FixedHomes(new HomePool(Home.COMMON, common), pool);
        context =
                ApplicationContext.builder()
                        .properties(Map.of("datasources.default.dialect", "POSTGRES"))
                        .singletons(Clock.systemUTC())
                        .build()
                        .registerSingleton(
                                DataSource.class,
                                new RoutedSource(common),
                                Qualifiers.byName("default"))
                        .registerSingleton(HomePools.class, pools)
                        .start();
        transactions = context.getBean(TenantTransactions.class);
        store = context.getBean(MetadataStore.class);
        models = new TenantModels(transactions, store);
        publisher =
                new MetadataPublisher(
                        transactions, store, models, List.of(listeners), (tenant, version) -> {});
        service = new MetadataService(publisher, Clock.systemUTC());
        acme = tenant("acme");
        globex = tenant("globex");
    }

    /** All tenants live in one home. */
    private record FixedHomes(HomePool common, HomePool theirs) implements HomePools {

        FixedHomes(HomePool common, DataSource theirs) {
            this(
                    common,
                    common.source().equals(theirs)
                            ? common
                            : new HomePool(Home.COMMON + 1, theirs));
        }

        @Override
        public HomePool of(TenantId tenant) {
            return theirs;
        }

        @Override
        public List<HomePool> reachable() {
            return common.equals(theirs) ? List.of(common) : List.of(common, theirs);
        }

        @Override
        public void lookAgain(TenantId tenant) {
            // Nobody moves.
        }

        @Override
        public void learn(TenantId tenant, int home) {
            // It is known.
        }

        @Override
        public void failed(HomePool home, RuntimeException cause) {
            throw cause;
        }
    }

    /** A new tenant. */
    public TenantId tenant(String slug) {
        TenantId id =
                transactions.runWithoutTenant(connection -> {
                    try (PreparedStatement next =
                                    connection.prepareStatement(
                                            "select nextval('tenant_tenant_id_seq')::int");
                            ResultSet result = next.executeQuery()) {
                        result.next();
                        return new TenantId(result.getInt(1));
                    } catch (SQLException e) {
                        throw new DatabaseException(e);
                    }
                });
        transactions.run(
                id,
                connection -> {
                    String sql =
                            """
                            insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency)
                            values (?, ?, ?, ?, 'en', 'UTC', 'EUR')
                            """;
                    try (PreparedStatement insert = connection.prepareStatement(sql)) {
                        insert.setInt(1, id.value());
                        insert.setObject(2, UUID.randomUUID());
                        insert.setString(3, slug);
                        insert.setString(4, slug);
                        return insert.executeUpdate();
                    } catch (SQLException e) {
                        throw new DatabaseException(e);
                    }
                });
        return id;
    }

    /** An editor who does not care which version they saw. */
    public static Editor editor(TenantId tenant) {
        return new Editor(tenant, null, null);
    }

    /** Creates an object from JSON that may use single quotes for double ones. */
    public TenantModel object(TenantId tenant, String json) {
        return service.createObject(editor(tenant), Json.read(json.replace('\'', '"')));
    }

    @Override
    public void close() {
        context.close();
        pool.close();
        common.close();
    }
}
