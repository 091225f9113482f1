package dev.armature.engine.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.mail.MailQueue;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.TestPostgres;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two tenants, one in the common home and one elsewhere, as nodes know them. */
class HomesTest {

    private static final TenantId HERE = new TenantId(1);
    private static final TenantId THERE = new TenantId(2);

    private final TestPostgres.Database common = TestPostgres.create();
    private final Home commonHome = Home.common(common.owner(), common.application());
    private final HomeRegister register = register(new byte[MasterKey.LENGTH]);
    private final HikariDataSource pool = Databases.open(common.application(), 5);
    private final Homes homes = new Homes(commonHome, pool, register, HomeConnections.FEW);
    private final TenantDatabase database = new TenantDatabase(homes);

    private HomeRegister register(byte[] key) {
        return new HomeRegister(commonHome, new SecretBox(new MasterKey(key)::derive));
    }

    @AfterEach
    void close() {
        homes.close();
        pool.close();
    }

    private static void tenant(DatabaseAddress owner, TenantId tenant, int home, boolean away) {
        String uid = new UUID(0, tenant.value()).toString();
        Databases.execute(
                owner,
                "insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency, home_id, away) values (%d, '%s', 'slug%d', 'Name %d', 'en', 'UTC', 'EUR', %d, %s)"
                        .formatted(tenant.value(), uid, tenant.value(), home, home, away));
    }

    /** Tenants are where they are by the time that the directory says so. */
    private void settle(Home home) {
        tenant(common.owner(), HERE, Home.COMMON, false);
        tenant(home.owner(), THERE, Home.COMMON, false);
        tenant(common.owner(), THERE, home.id(), true);
        awaitHome(homes, THERE, home.id());
    }

    private static void awaitHome(Homes node, TenantId tenant, int home) {
        await(() -> node.of(tenant).home() == home);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void rename(TenantId tenant, String name) {
        database.transaction(tenant, Sql.raw("update tenant set name = '" + name + "'")::execute);
    }

    private static List<String> names(Home home) {
        return TenantDirectory.all(home.owner()).stream().map(Tenant::name).toList();
    }

    @Test
    void workOfATenantIsDoneAtItsHome() {
        Home home = register.addSchema();
        settle(home);

        rename(THERE, "There");
        rename(HERE, "Here");

        assertThat(names(commonHome)).containsExactly("Here");
        assertThat(names(home)).containsExactly("There");
    }

    @Test
    void anotherDatabaseIsAHomeLikeASchema() {
        Home home = register.addDatabase(TestPostgres.empty());
        settle(home);

        rename(THERE, "There");

        assertThat(names(home)).containsExactly("There");
        assertThat(home.application().user()).isNotEqualTo(common.application().user());
    }

    @Test
    void theDirectoryKnowsTenantsOfAllHomesByAnyName() {
        settle(register.addSchema());
        TenantDirectory directory = new TenantDirectory(database);

        assertThat(directory.find("slug2").orElseThrow().name()).isEqualTo("Name 0");
        assertThat(directory.find(new UUID(0, 2)).orElseThrow().id()).isEqualTo(THERE);
        assertThat(directory.find(THERE).orElseThrow().slug()).isEqualTo("slug2");
        assertThat(directory.find("slug3")).isEmpty();
        assertThat(TenantDirectory.all(homes)).extracting(Tenant::id).containsExactly(HERE, THERE);
    }

    @Test
    void aWriteThatTheHomeRefusesWhichTheTenantHasLeftIsDoneAtTheNewOne() {
        Home home = register.addSchema();
        settle(home);
        Home next = register.addSchema();
        tenant(next.owner(), THERE, Home.COMMON, false);
        // The node is not told: the triggers that tell it are not there.
        Databases.execute(common.owner(), "drop trigger moved on tenant");
        Databases.execute(
                common.owner(),
                "update tenant set home_id = %d where tenant_id = 2".formatted(next.id()));
        refuseWrites(home);
        assertThat(homes.of(THERE).home()).isEqualTo(home.id());

        rename(THERE, "Moved");

        assertThat(names(next)).containsExactly("Moved");
        assertThat(homes.of(THERE).home()).isEqualTo(next.id());
    }

    private static void refuseWrites(Home home) {
        Databases.execute(
                home.owner(),
                "create function left_home() returns trigger language plpgsql as $$ begin raise exception 'moved' using errcode = 'X0006'; end $$");
        Databases.execute(
                home.owner(),
                "create trigger left_home before update on tenant for each row execute function left_home()");
    }

    @Test
    void aHomeThatIsOutOfReachStopsNobodyElseAndIsUsedAgain() {
        DatabaseAddress owner = TestPostgres.empty();
        Home home = register.addDatabase(owner);
        settle(home);
        rename(THERE, "Before");
        down(owner, true);

        assertThatThrownBy(() -> rename(THERE, "Down")).isInstanceOf(DatabaseException.class);
        assertThat(inEachHome()).containsExactly(Home.COMMON);
        assertThat(database.homes()).hasSize(1);
        rename(HERE, "Here");

        down(owner, false);
        await(() -> database.homes().size() == 2);
        rename(THERE, "After");
        assertThat(names(home)).containsExactly("After");
    }

    private List<Integer> inEachHome() {
        return database.inEachHome(home ->
                database.in(
                        home,
                        connection ->
                                Sql.raw("select 1")
                                        .first(connection, row -> home.home())
                                        .orElseThrow()));
    }

    private void down(DatabaseAddress owner, boolean down) {
        Databases.execute(
                common.owner(),
                "alter database %s allow_connections %s".formatted(owner.database(), !down));
        if (down) {
            Databases.execute(
                    common.owner(),
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                            .formatted(owner.database()));
        }
    }

    @Test
    void aNodeThatStartsWhileAHomeIsDownUsesItLater() {
        DatabaseAddress owner = TestPostgres.empty();
        Home home = register.addDatabase(owner);
        settle(home);
        down(owner, true);

        try (Homes node = new Homes(commonHome, pool, register, HomeConnections.FEW)) {
            assertThat(node.of(THERE).home()).isEqualTo(home.id());
            assertThatThrownBy(() -> node.homeOf(THERE)).isInstanceOf(DatabaseException.class);

            down(owner, false);
            await(() -> node.reachable().size() == 2);
            assertThat(node.homeOf(THERE)).isEqualTo(home);
        }
    }

    @Test
    void theAddressOfAnotherDatabaseIsSealed() {
        DatabaseAddress owner = TestPostgres.empty();
        Home home = register.addDatabase(owner);

        List<String> sealed =
                database.inDirectory(connection ->
                        Sql.raw("select sealed_owner from home")
                                .all(connection, row -> row.getString(1)));
        assertThat(sealed).hasSize(1).noneMatch(text -> text.contains(owner.database()));
        assertThat(register.find(home.id())).contains(home);
        byte[] other = new byte[MasterKey.LENGTH];
        other[0] = 1;
        assertThatThrownBy(() -> register(other).find(home.id()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("another master key");
    }

    @Test
    void anotherMasterKeySealsAddressesAndSecretsOfAllHomesAnew() throws GeneralSecurityException {
        Home schema = register.addSchema();
        Home other = register.addDatabase(TestPostgres.empty());
        byte[] bytes = new byte[MasterKey.LENGTH];
        bytes[0] = 1;
        MasterKey old = new MasterKey(new byte[MasterKey.LENGTH]);
        MasterKey fresh = new MasterKey(bytes);
        mail(schema, HERE, old);
        // Sealed anew already, by a run that was cut off before it was all done.
        mail(other, THERE, fresh);
        close();
        await(() -> connections(common.application()) + connections(other.application()) == 0);

        int count = new KeyRotation(old, fresh).run(common.owner(), common.application().user());

        assertThat(count).isEqualTo(2);
        assertThat(register(bytes).find(other.id())).contains(other);
        assertThat(letter(schema, HERE, fresh)).isEqualTo("Dear all");
        assertThat(letter(other, THERE, fresh)).isEqualTo("Dear all");
    }

    // The server takes its time to notice that somebody has left.
    private int connections(DatabaseAddress application) {
        try (HikariDataSource owner = Databases.pool(common.owner(), 1);
                Connection connection = owner.getConnection()) {
            return Sql.of(
                            "select count(*)::int from pg_stat_activity where usename = ",
                            Sql.value(application.user(), ColumnType.TEXT))
                    .first(connection, row -> row.getInt(1))
                    .orElseThrow();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static SecretPlace letterPlace(TenantId tenant) {
        return MailQueue.place(tenant.value(), new UUID(0, 5));
    }

    private static void mail(Home home, TenantId tenant, MasterKey key) {
        tenant(home.owner(), tenant, Home.COMMON, false);
        String sealed = new SecretBox(key::derive).seal(letterPlace(tenant), "Dear all");
        Databases.execute(
                home.owner(),
                "set app.tenant = '%d'; insert into outgoing_mail (tenant_id, id, kind, sealed, useful_until) values (%d, '%s', 'test', '%s', now() + interval '1 day')"
                        .formatted(tenant.value(), tenant.value(), new UUID(0, 5), sealed));
    }

    private static String letter(Home home, TenantId tenant, MasterKey key)
            throws GeneralSecurityException {
        try (HikariDataSource pool = Databases.open(home.application(), 1)) {
            String sealed =
                    new TenantDatabase(pool)
                            .transaction(
                                    tenant,
                                    connection ->
                                            Sql.raw("select sealed from outgoing_mail")
                                                    .first(connection, row -> row.getString(1))
                                                    .orElseThrow());
            return new SecretBox(key::derive).open(letterPlace(tenant), sealed);
        }
    }

    @Test
    void aDatabaseThatIsSomebodysAlreadyIsRefused() {
        assertThatThrownBy(() -> register.addDatabase(common.owner()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("own database");
        DatabaseAddress owner = TestPostgres.empty();
        Databases.prepare(owner);
        tenant(owner, HERE, Home.COMMON, false);
        assertThatThrownBy(() -> register.addDatabase(owner))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("has tenants already");
        assertThat(register.find(1)).isEmpty();
    }
}
