package dev.armature.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.Installation;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.LocalBodies;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.home.HomeConnections;
import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.housekeeping.Housekeeper;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.mail.Sender;
import dev.armature.engine.mail.SmtpServer;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.RoutedSource;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.json.Json;
import dev.armature.testing.TestHome;
import dev.armature.testing.TestPostgres;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The whole platform on a database and a port of its own, in this process. */
final class TestPlatform implements AutoCloseable {

    /**
     * When it is set, every object has a table of its own before a test gets to write its records:
     * the same tests hold for both places.
     */
    static final boolean OWN_TABLES = Boolean.getBoolean("armature.ownTables");

    private static final AtomicInteger TENANTS = new AtomicInteger();

    /** The installation's own, where the directory of tenants is. */
    final TestPostgres.Database database;

    /** Where new tenants live. */
    final Home home;

    /** The database of that home: what belongs to a tenant is looked for there. */
    final TestPostgres.Database tenants;

    final ApplicationContext context;

    /** The folder that keeps the bodies of files. */
    final Path files = Path.of("target", "files", UUID.randomUUID().toString()).toAbsolutePath();

    /** Where it says that people reach it. */
    static final String URL = "https://armature.example";

    /** The folder that keeps the mail that no server takes. */
    final Mailbox mail;

    private static TestPlatform shared;

    private final HomeConnections.Opened common;
    private final EmbeddedServer server;

    /**
     * The platform that classes share whose tests keep to tenants of their own: starting one takes
     * longer than most of them. It ends with the process, whoever closes it.
     */
    static synchronized TestPlatform shared() {
        if (shared == null) {
            shared = new TestPlatform();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::stop));
        }
        return shared;
    }

    TestPlatform() {
        this(OWN_TABLES ? StorageOptions.withThreshold(0) : StorageOptions.defaults());
    }

    TestPlatform(TestPostgres.Database database) {
        this(database, OWN_TABLES ? StorageOptions.withThreshold(0) : StorageOptions.defaults());
    }

    TestPlatform(StorageOptions storage) {
        this(TestPostgres.create(), storage);
    }

    private TestPlatform(TestPostgres.Database database, StorageOptions storage) {
        this(database, TestPlatform::connections, storage, null);
    }

    /** A platform that gives its mail to a server. */
    TestPlatform(SmtpServer smtp) {
        this(TestPostgres.create(), smtp);
    }

    /** The same on a database of one's choice. */
    TestPlatform(TestPostgres.Database database, SmtpServer smtp) {
        this(database, TestPlatform::connections, StorageOptions.defaults(), smtp);
    }

    /**
     * A platform that reaches the common home and others through other connections, for tests that
     * look or interfere there.
     */
    TestPlatform(HomeConnections connections) {
        this(
                TestPostgres.create(),
                connections,
                OWN_TABLES ? StorageOptions.withThreshold(0) : StorageOptions.defaults(),
                null);
    }

    /** A platform with something set that others leave as it is. */
    TestPlatform(Clock clock, Map<String, Object> properties) {
        this(TestPostgres.create(), clock, properties);
    }

    /** The same on a database that another platform may be on as well. */
    TestPlatform(TestPostgres.Database database, Clock clock, Map<String, Object> properties) {
        this(
                database,
                TestPlatform::connections,
                OWN_TABLES ? StorageOptions.withThreshold(0) : StorageOptions.defaults(),
                null,
                clock,
                properties,
                URL,
                null);
    }

    private TestPlatform(
            TestPostgres.Database database,
            HomeConnections connections,
            StorageOptions storage,
            SmtpServer smtp) {
        this(database, connections, storage, smtp, Clock.systemUTC(), Map.of(), URL, null);
    }

    /**
     * A platform that calls itself by the address at which it is, so that programs find it there.
     */
    static TestPlatform underItsOwnAddress() {
        return underItsOwnAddress(Clock.systemUTC(), Map.of());
    }

    static TestPlatform underItsOwnAddress(Clock clock, Map<String, Object> properties) {
        return calledAndStoringIn(clock, properties, "http://localhost:0", null);
    }

    /** A platform that keeps the bodies of files elsewhere than in a folder of its own. */
    static TestPlatform storingIn(FileBodies bodies) {
        return calledAndStoringIn(Clock.systemUTC(), Map.of(), URL, bodies);
    }

    private static TestPlatform calledAndStoringIn(
            Clock clock, Map<String, Object> properties, String url, FileBodies bodies) {
        TestPostgres.Database database = TestPostgres.create();
        return new TestPlatform(
                database,
                TestPlatform::connections,
                StorageOptions.defaults(),
                null,
                clock,
                properties,
                url,
                bodies);
    }

    private TestPlatform(
            TestPostgres.Database database,
            HomeConnections connections,
            StorageOptions storage,
            SmtpServer smtp,
            Clock clock,
            Map<String, Object> properties,
            String url,
            FileBodies bodies) {
        this.database = database;
        this.mail =
                new Mailbox(
                        Path.of("target", "mail", UUID.randomUUID().toString()).toAbsolutePath());
        Installation installation =
                new Installation(
                        database.owner(),
                        database.application(),
                        null,
                        new MasterKey(new byte[MasterKey.LENGTH]),
                        true,
                        Path.of("target", "cache").toAbsolutePath(),
                        2,
                        storage,
                        bodies == null ? new LocalBodies(files) : bodies,
                        new MailOptions(
                                smtp,
                                Sender.parse("Armature <mail@armature.example>"),
                                mail.folder()),
                        url);
        Home own = Home.common(database.owner(), database.application());
        common = connections.open(own);
        home = home(own, new SecretBox(installation.masterKey()::derive));
        tenants = new TestPostgres.Database(home.owner(), home.application());
        context =
                ApplicationContext.builder()
                        .properties(Map.of("armature.homes.new-tenants", home.id()))
                        .properties(properties)
                        .properties(Map.of("micronaut.server.port", -1))
                        .singletons(clock, installation)
                        .banner(false)
                        .build();
        context.registerSingleton(
                DataSource.class, new RoutedSource(common.source()), Qualifiers.byName("default"));
        context.registerSingleton(HomeConnections.class, connections);
        context.start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    /** Connections to homes as an installation has them. */
    private static HomeConnections.Opened connections(Home home) {
        if (!home.isCommon()) {
            return HomeConnections.FEW.open(home);
        }
        HikariDataSource pool = Databases.open(home.application(), 20);
        return new HomeConnections.Opened(pool, pool::close);
    }

    /** The home of an installation that tenants live in here, made if there is none. */
    static Home home(Home common, SecretBox box) {
        HomeRegister register = new HomeRegister(common, box);
        if (TestHome.KIND == TestHome.COMMON) {
            return common;
        }
        return register.find(Home.COMMON + 1)
                .orElseGet(() ->
                        TestHome.KIND == TestHome.SCHEMA
                                ? register.addSchema()
                                : register.addDatabase(TestPostgres.empty()));
    }

    String url() {
        return "http://localhost:" + server.getPort();
    }

    /** A client that nobody has signed in with. */
    ApiClient stranger() {
        return new ApiClient(url(), null);
    }

    /** A new tenant, seen by its administrator. */
    ApiClient newTenant() {
        return newTenant("tenant" + TENANTS.incrementAndGet());
    }

    ApiClient newTenant(String slug) {
        ApiClient.Answer made = stranger().post("/api/v1/tenants", tenant(slug));
        if (made.status() != 201) {
            throw new AssertionError(made);
        }
        return signIn(slug);
    }

    /** A tenant that nobody signed up for, as the demo is: its administrator is sent no letter. */
    ApiClient tenantWithoutLetters(String slug) {
        context.getBean(SignUp.class).create(Json.readObject(tenant(slug).replace('\'', '"')));
        return signIn(slug);
    }

    private static String tenant(String slug) {
        return "{'name': '%s', 'slug': '%s', 'admin': {'name': 'Ann Admin', 'email': 'ann@%s.example', 'password': 'a long password'}}"
                .formatted(slug, slug, slug);
    }

    /** A new session of a tenant's administrator. */
    ApiClient signIn(String slug) {
        return signIn(slug, "ann@" + slug + ".example", "a long password");
    }

    ApiClient signIn(String slug, String email, String password) {
        ApiClient.Answer answer =
                stranger()
                        .post(
                                "/api/v1/auth/login",
                                "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                        .formatted(slug, email, password));
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return stranger().withTokens(answer.json());
    }

    /** The first column of what a query finds where tenants live, as the owner sees it. */
    List<String> rows(String query) {
        return tenants.rows(query);
    }

    /**
     * How many rows a tenant has.
     *
     * @param of a table, perhaps with a condition
     */
    int count(String slug, String of) {
        return Integer.parseInt(
                rows("select count(*) from "
                                + of
                                + (of.contains(" where ") ? " and " : " where ")
                                + "tenant_id = (select tenant_id from tenant where slug = '"
                                + slug
                                + "')")
                        .getFirst());
    }

    /** How many rows a statement changes that is run where tenants live, as the owner. */
    int update(String sql) {
        return tenants.update(sql);
    }

    @Override
    public void close() {
        if (this != shared) {
            stop();
        }
    }

    private void stop() {
        context.getBean(LiveChanges.class).close();
        server.stop();
        context.close();
        common.closing().run();
    }

    /** Does what housekeeping does, as if it were later. */
    void sweepIn(Duration later) {
        try (Housekeeper housekeeper =
                new Housekeeper(
                        context.getBean(TenantDatabase.class),
                        context.getBean(TenantTransactions.class),
                        context.getBean(TenantModels.class),
                        context.getBean(MetadataStore.class),
                        context.getBean(TenantDirectory.class),
                        context.getBean(RecordWriter.class),
                        context.getBean(UploadedFiles.class),
                        context.getBean(Uploads.class),
                        context.getBean(TenantExports.class),
                        context.getBean(Stock.class),
                        Clock.offset(Clock.systemUTC(), later))) {
            housekeeper.sweep();
        }
    }
}
