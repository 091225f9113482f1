package dev.armature.engine.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.access.Caller;
import dev.armature.engine.move.MoveProgress.Step;
import dev.armature.engine.record.Command;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.CommonHomeOnly;
import dev.armature.testing.MetadataFixture;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tenant is moved from one home to another while it is at work: all that it has is there
 * afterwards, once, and nothing of it anywhere else; and whatever cuts a move off, the tenant is
 * whole in one of the two.
 */
@CommonHomeOnly("it moves tenants from the common home to others and back by itself")
class TenantMoveTest {

    private static final int RECORDS = 60;

    private MovableHomes homes;
    private Caller ann;
    private TenantId acme;

    @BeforeEach
    void open() {
        open(new EngineFixture());
    }

    /** With roles of its own, as an installation has them. */
    private void openInstalled() {
        homes.close();
        open(new EngineFixture(new MetadataFixture(TestPostgres.installed())));
    }

    private void open(EngineFixture engine) {
        homes = new MovableHomes(engine);
        acme = homes.acme;
        ann = homes.engine.ann;
        furnish();
    }

    @AfterEach
    void close() {
        homes.close();
    }

    private void furnish() {
        EngineFixture engine = homes.engine;
        for (Caller caller : List.of(ann, engine.bob)) {
            engine.object(
                    caller,
                    "{'name': 'company', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'over', 'type': 'reference', 'target': 'company'}, {'name': 'number', 'type': 'autoNumber'}]}");
            engine.object(
                    caller, "{'name': 'visit', 'fields': [{'name': 'note', 'type': 'text'}]}");
            UUID first = engine.createId(caller, "company", "{'name': 'first'}");
            for (int i = 0; i < RECORDS; i++) {
                engine.create(
                        caller, "company", "{'name': 'c%d', 'over': '%s'}".formatted(i, first));
            }
            UUID gone = engine.createId(caller, "company", "{'name': 'gone'}");
            engine.update(caller, "company", gone, "{'name': 'nearly gone'}");
            engine.write(caller, new Command.Delete("company", gone, null));
        }
        homes.run(
                homes.common,
                """
                insert into user_account (tenant_id, id, roles, email, email_key, name, password_hash) values (%1$s, '%2$s', '{administrator}', 'a@x.example', 'a@x.example', 'Ann', '-');
                insert into user_account (tenant_id, id, roles, email, email_key, name, password_hash, manager_id) values (%1$s, gen_random_uuid(), '{}', 'b@x.example', 'b@x.example', 'Bob', '-', '%2$s');
                insert into recovery_code (tenant_id, user_id, code_hash) values (%1$s, '%2$s', '\\x00ff10');
                insert into record_share (tenant_id, object_id, id, record_id, user_id, created_by, writes) values (%1$s, 1, gen_random_uuid(), gen_random_uuid(), '%2$s', '%2$s', true);
                insert into webhook (tenant_id, id, maker, name, url, sealed, operations) values (%1$s, gen_random_uuid(), '%2$s', 'hook', 'https://x.example', '-', '{create}');
                insert into outgoing_mail (tenant_id, id, useful_until, kind) values (%1$s, gen_random_uuid(), now() + interval '1 day', 'reset');
                insert into job (tenant_id, id, created_by, kind, state, parameters) values (%1$s, gen_random_uuid(), '%2$s', 'import', 'queued', '{}');
                insert into audit_entry (tenant_id, kind, detail) values (%1$s, 'sign.in', '{"a":  1}');
                """
                        .formatted(acme, ann.userId()));
    }

    private Home target(String kind) {
        return kind.equals("schema") ? homes.schema(7) : homes.database(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "database"})
    void allThatATenantHasIsAtItsNewHomeAndNothingIsLeft(String kind) {
        Home to = target(kind);
        Map<String, List<String>> before = homes.all(homes.common, acme);
        Map<String, List<String>> others = homes.all(homes.common, homes.engine.metadata.globex);
        Queue<Step> steps = new ConcurrentLinkedQueue<>();

        TenantMove.Report report = homes.mover(at(steps::add)).move(acme, homes.common, to);

        assertThat(homes.home()).isEqualTo(to);
        assertThat(homes.all(to, acme)).isEqualTo(before);
        assertThat(homes.left(homes.common)).isEmpty();
        assertThat(homes.all(homes.common, homes.engine.metadata.globex)).isEqualTo(others);
        assertThat(homes.triggers(homes.common)).isEmpty();
        assertThat(report.rows()).isGreaterThan(RECORDS * 4L);
        assertThat(steps).containsExactly(Step.values());
    }

    @Test
    void theTenantsAuditLogTellsOfEachMoveAndWillHaveItInItsChain() {
        Home away = homes.database(7);

        homes.mover(MoveProgress.NONE).move(acme, homes.common, away);
        homes.mover(MoveProgress.NONE).move(acme, away, homes.common);

        assertThat(
                        homes.rows(
                                homes.common,
                                "select (e.detail::jsonb ->> 'from') || ' to ' || (e.detail::jsonb ->> 'to') from audit_entry e join audit_pending p on p.tenant_id = e.tenant_id and p.entry_id = e.id where e.kind = 'tenant.moved' and e.tenant_id = %s order by e.id"
                                        .formatted(acme)))
                .containsExactly("the common home to home 7", "home 7 to the common home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "database"})
    void itCanBeMovedBackWithWhatWasWrittenSince(String kind) {
        Home away = target(kind);
        homes.mover(MoveProgress.NONE).move(acme, homes.common, away);
        UUID since = homes.create(ann, "company", "{'name': 'since'}");
        Map<String, List<String>> before = homes.all(away, acme);

        homes.mover(MoveProgress.NONE).move(acme, away, homes.common);

        assertThat(homes.home()).isEqualTo(homes.common);
        assertThat(homes.all(homes.common, acme)).isEqualTo(before);
        assertThat(homes.left(away)).isEmpty();
        assertThat(homes.rows(homes.common, "select id::text from record"))
                .contains(since.toString());
        assertThat(homes.create(ann, "company", "{'name': 'after'}")).isNotNull();
    }

    @Test
    void oneGoesFromADatabaseToASchemaToAnotherDatabase() {
        Home first = homes.database(3);
        Home second = homes.schema(4);
        Home third = homes.database(5);
        TenantMove mover = homes.mover(MoveProgress.NONE);
        mover.move(acme, homes.common, first);
        mover.move(acme, first, second);
        homes.create(ann, "company", "{'name': 'on the way'}");
        Map<String, List<String>> before = homes.all(second, acme);

        mover.move(acme, second, third);

        assertThat(homes.all(third, acme)).isEqualTo(before);
        for (Home left : List.of(homes.common, first, second)) {
            assertThat(homes.left(left)).as(left.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"schema", "database"})
    void whatIsWrittenMeanwhileIsThereOnce(String kind) throws Exception {
        Home to = target(kind);
        AtomicBoolean stop = new AtomicBoolean();
        Queue<UUID> written = new ConcurrentLinkedQueue<>();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            int writer = w;
            writers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    for (int i = 0; !stop.get(); i++) {
                                        written.add(
                                                homes.create(
                                                        ann,
                                                        "company",
                                                        "{'name': 'w%d-%d'}".formatted(writer, i)));
                                    }
                                } catch (Throwable e) {
                                    failures.add(e);
                                }
                            }));
        }

        homes.mover(MoveProgress.NONE).move(acme, homes.common, to);
        int atTheSwitch = written.size();
        while (written.size() < atTheSwitch + 20 && failures.isEmpty()) {
            MovableHomes.pause();
        }
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).isEmpty();
        List<String> there =
                homes.rows(to, "select id::text from record where data::text like '%w%-%'");
        assertThat(there)
                .hasSameSizeAs(written)
                .containsAll(written.stream().map(UUID::toString).toList());
        assertThat(homes.left(homes.common)).isEmpty();
        assertThat(
                        homes.rows(
                                to,
                                "select (count(*) = count(distinct data ->> '3'))::text from record where object_id = (select id from object_definition where name = 'company')"))
                .as("no number was given twice")
                .containsExactly("true");
    }

    /** What a move is that a machine was switched off during: nothing is cleared away by it. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource
    void whereverItIsCutOffTheTenantIsWholeInOneHome(Step step) {
        for (Home to : List.of(homes.schema(7), homes.database(8))) {
            Home from = homes.home();
            Map<String, List<String>> before = homes.all(from, acme);
            assertThatThrownBy(() -> homes.mover(crashing(step)).move(acme, from, to))
                    .isInstanceOf(Crash.class);

            boolean decided = step == Step.DECIDED || step == Step.CLEARED;
            assertThat(homes.home()).isEqualTo(decided ? to : from);
            if (decided) {
                assertThat(homes.all(to, acme)).isEqualTo(before);
            }

            // The next who moves clears away what was left, and the tenant works wherever it is.
            Home other = decided ? from : to;
            Home here = homes.home();
            homes.mover(MoveProgress.NONE).move(acme, here, other);
            assertThat(homes.all(other, acme)).isEqualTo(before);
            assertThat(homes.left(here)).isEmpty();
            assertThat(homes.triggers(here)).isEmpty();
            UUID made = homes.create(ann, "visit", "{'note': '%s'}".formatted(step));
            assertThat(homes.rows(other, "select id::text from record")).contains(made.toString());
        }
    }

    private static MoveProgress crashing(Step last) {
        return at(step -> {
            if (step == last) {
                throw new Crash();
            }
        });
    }

    /** Somebody changes the copy once it was brought after, before it is compared. */
    private MoveProgress tamperingAtTheEnd(Home to, String statement) {
        return at(step -> {
            if (step == Step.CAUGHT_UP) {
                homes.run(to, statement);
            }
        });
    }

    private static MoveProgress at(Consumer<Step> listener) {
        return new MoveProgress() {
            @Override
            public void step(Step step) {
                listener.accept(step);
            }
        };
    }

    @Test
    void aMoveThatFailsLeavesEverythingAsItWas() {
        Home to = homes.database(7);
        Map<String, List<String>> before = homes.all(homes.common, acme);

        assertThatThrownBy(() ->
                        homes.mover(
                                        tamperingAtTheEnd(
                                                to,
                                                "update record set data = data || '{\"9\": 1}' where data::text like '%c17%'"))
                                .move(acme, homes.common, to))
                .isInstanceOf(MoveFailed.class)
                .hasMessageContaining("checksum");

        assertThat(homes.home()).isEqualTo(homes.common);
        assertThat(homes.all(homes.common, acme)).isEqualTo(before);
        assertThat(homes.left(to)).isEmpty();
        assertThat(homes.triggers(homes.common)).isEmpty();
        assertThat(homes.create(ann, "company", "{'name': 'goes on'}")).isNotNull();
    }

    @Test
    void aRowThatIsMissingAtTheNewHomeIsFound() {
        Home to = homes.schema(7);
        assertThatThrownBy(() ->
                        homes.mover(
                                        tamperingAtTheEnd(
                                                to, "delete from record_history where version = 2"))
                                .move(acme, homes.common, to))
                .isInstanceOf(MoveFailed.class)
                .hasMessageContaining("record_history")
                .hasMessageContaining("rows");
    }

    @Test
    void aTransactionThatTakesLongIsNotWaitedForWithWritersShutOut() throws Exception {
        Home to = homes.schema(7);
        Queue<String> reasons = new ConcurrentLinkedQueue<>();
        try (Connection writer = homes.owner(homes.common);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            MoveProgress progress =
                    new MoveProgress() {
                        @Override
                        public void step(Step step) {
                            if (step == Step.VERIFIED) {
                                write(statement);
                            }
                        }

                        @Override
                        public void letGo(String why) {
                            reasons.add(why);
                            end(writer);
                        }
                    };

            homes.mover(progress).move(acme, homes.common, to);
        }

        assertThat(reasons).contains("a transaction is under way that takes long");
        assertThat(homes.rows(to, "select name from user_account")).contains("Zoe");
    }

    private void write(Statement statement) {
        try {
            statement.execute("update user_account set name = 'Zoe' where name = 'Bob'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Connection writer) {
        try {
            writer.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesThatWereSwappedMeanwhileArriveSwapped() {
        Home to = homes.schema(7);
        homes.mover(
                        at(step -> {
                            if (step == Step.COPIED) {
                                homes.run(
                                        homes.common,
                                        """
                                        update user_account set email_key = 'c@x.example' where email_key = 'a@x.example';
                                        update user_account set email_key = 'a@x.example' where email_key = 'b@x.example';
                                        update user_account set email_key = 'b@x.example' where email_key = 'c@x.example';
                                        """);
                            }
                        }))
                .move(acme, homes.common, to);

        assertThat(homes.rows(to, "select name || ' ' || email_key from user_account"))
                .containsExactlyInAnyOrder("Ann b@x.example", "Bob a@x.example");
    }

    @Test
    void eventsAreReadOnceEachAndInOrder() {
        Home to = homes.database(7);
        List<String> all =
                homes.rows(
                        homes.common,
                        "select o.id::text from outbox o where tenant_id = %s order by o.id"
                                .formatted(acme));
        List<String> first = read(homes.common, 5);
        assertThat(first).hasSize(5);

        homes.mover(MoveProgress.NONE).move(acme, homes.common, to);

        List<String> together = new ArrayList<>(first);
        together.addAll(readAll(to));
        assertThat(together).isEqualTo(all.stream().map(id -> acme + " " + id).toList());
        assertThat(readAll(homes.common))
                .as("the other tenant's")
                .isNotEmpty()
                .noneMatch(event -> event.startsWith(acme + " "));
    }

    private List<String> readAll(Home home) {
        List<String> all = new ArrayList<>();
        List<String> next = read(home, 100);
        while (!next.isEmpty()) {
            all.addAll(next);
            next = read(home, 100);
        }
        return all;
    }

    /** Reads the next events as the router does. */
    private List<String> read(Home home, int most) {
        return homes.rows(
                home,
                """
                with next as materialized (select tenant_id, id, transaction_id from next_events(%d)),
                    said as materialized (select events_read(transaction_id, id)
                        from (select * from next order by transaction_id desc, id desc limit 1) l)
                select tenant_id || ' ' || id from next, (select count(*) from said) c order by transaction_id, id
                """
                        .formatted(most));
    }

    @Test
    void nothingIsBegunAtTheNewHomeBeforeTheTenantIsThere() {
        Home to = homes.schema(7);
        List<String> begun = new ArrayList<>();
        homes.mover(
                        at(step -> {
                            if (step == Step.COPIED || step == Step.VERIFIED) {
                                begun.addAll(loops(to));
                            }
                        }))
                .move(acme, homes.common, to);

        assertThat(begun).isEmpty();
        assertThat(loops(to)).contains("job", "mail", "audit", "events");
        assertThat(loops(homes.common)).isEmpty();
    }

    /** The loops over all tenants that find something to do. */
    private List<String> loops(Home home) {
        return homes.rows(
                home,
                """
                select 'job' from claim_job(interval '1 minute') where tenant_id = %1$s union all
                select 'mail' from claim_mail(10, interval '1 minute') where tenant_id = %1$s union all
                select 'audit' from audit_tenants() where tenant_id = %1$s union all
                select distinct 'events' from next_events(1000) where tenant_id = %1$s
                """
                        .formatted(acme));
    }

    @Test
    void tablesOfItsOwnGoAlongToAnotherDatabase() {
        openInstalled();
        Home to = homes.database(7);
        OwnTables.move(homes.engine, ann, "company");
        List<String> indexes = indexes(homes.common);
        Map<String, List<String>> before = homes.all(homes.common, acme);
        assertThat(before.keySet()).anyMatch(table -> table.startsWith("armature_t"));

        homes.mover(MoveProgress.NONE).move(acme, homes.common, to);

        assertThat(homes.all(to, acme)).isEqualTo(before);
        assertThat(indexes(to)).isEqualTo(indexes);
        assertThat(
                        homes.rows(
                                homes.common,
                                "select nspname from pg_namespace where nspname like 'armature\\_t%'"))
                .doesNotContain("armature_t" + acme);
        assertThat(
                        homes.rows(
                                to,
                                "select table_layout ->> 'role' from object_definition where table_layout is not null"))
                .containsExactly(to.application().user() + "_t" + acme);
    }

    private List<String> indexes(Home home) {
        return homes.rows(
                home,
                "select indexdef from pg_indexes where schemaname = 'armature_t%s' order by 1"
                        .formatted(acme));
    }

    @Test
    void tablesOfItsOwnStayWhereTheyAreWithinADatabase() {
        openInstalled();
        Home to = homes.schema(7);
        OwnTables.move(homes.engine, ann, "company");
        Map<String, List<String>> before = homes.all(homes.common, acme);

        homes.mover(MoveProgress.NONE).move(acme, homes.common, to);

        assertThat(homes.all(to, acme)).isEqualTo(before);
        UUID made = homes.create(ann, "company", "{'name': 'in its own table'}");
        assertThat(
                        homes.rows(
                                to,
                                "select id::text from armature_t%s.o%d"
                                        .formatted(acme, homes.engine.model(ann, "company").id())))
                .contains(made.toString());
    }

    @Test
    void whatCannotBeMovedIsRefused() {
        Home to = homes.schema(7);
        Home other = homes.database(8);
        TenantMove mover = homes.mover(MoveProgress.NONE);

        assertThatThrownBy(() -> mover.move(new TenantId(4711), homes.common, to))
                .hasMessageContaining("no such tenant");
        assertThatThrownBy(() -> mover.move(acme, homes.common, homes.common))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> mover.move(acme, to, other)).hasMessageContaining("not in");

        homes.run(
                other,
                "insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency) values (%s, gen_random_uuid(), 'else', 'Else', 'en', 'UTC', 'EUR')"
                        .formatted(acme));
        assertThatThrownBy(() -> mover.move(acme, homes.common, other))
                .hasMessageContaining("another installation");
        assertThat(homes.rows(other, "select slug from tenant")).containsExactly("else");

        homes.run(
                homes.common,
                "insert into record_table (tenant_id, object_id, state) values (%s, (select max(id) from object_definition where tenant_id = %s), 'filling')"
                        .formatted(acme, acme));
        assertThatThrownBy(() -> mover.move(acme, homes.common, to))
                .hasMessageContaining("on their way");
        homes.run(homes.common, "delete from record_table");
        homes.run(
                homes.common,
                "update tenant set active = false, erasure_begun_at = now() where tenant_id = "
                        + acme);
        assertThatThrownBy(() -> mover.move(acme, homes.common, to)).hasMessageContaining("erased");
        assertThat(homes.triggers(homes.common)).isEmpty();
        assertThat(homes.left(to)).isEmpty();
    }

    @Test
    void anOwnerWhoIsNoSuperuserNeedsOneRight() {
        String name = "mover_" + UUID.randomUUID().toString().substring(0, 8);
        homes.run(homes.common, "create role %s login createrole password 'p'".formatted(name));
        homes.run(homes.common, "create database %1$s_db owner %1$s".formatted(name));
        DatabaseAddress superuser = homes.common.owner().withDatabase(name + "_db");
        DatabaseAddress owner = superuser.as(name, "p");
        Home to = homes.keep(new Home(7, owner, Databases.prepare(owner), homes.common.schema()));
        Map<String, List<String>> before = homes.all(homes.common, acme);
        TenantMove mover = homes.mover(MoveProgress.NONE);

        assertThatThrownBy(() -> mover.move(acme, homes.common, to))
                .isInstanceOf(MoveFailed.class)
                .hasMessageContaining("grant set on parameter session_replication_role to " + name);

        Databases.execute(superuser, "grant set on parameter session_replication_role to " + name);
        mover.move(acme, homes.common, to);
        assertThat(homes.all(to, acme)).isEqualTo(before);
        mover.move(acme, to, homes.common);
        assertThat(homes.all(homes.common, acme)).isEqualTo(before);
        assertThat(homes.left(to)).isEmpty();
        Databases.execute(
                superuser, "revoke set on parameter session_replication_role from " + name);
    }

    @Test
    void twoDoNotMoveATenantAtOnce() {
        Home to = homes.schema(7);
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        homes.mover(
                        at(step -> {
                            if (step == Step.COPIED) {
                                try {
                                    homes.mover(MoveProgress.NONE).move(acme, homes.common, to);
                                } catch (MoveFailed e) {
                                    refusals.add(e.getMessage());
                                }
                            }
                        }))
                .move(acme, homes.common, to);

        assertThat(refusals).hasSize(1).allMatch(refusal -> refusal.contains("already"));
        assertThat(homes.home()).isEqualTo(to);
    }

    @Test
    void whoHasNotHeardIsRefusedAtTheOldHome() {
        Home to = homes.schema(7);
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        homes.mover(
                        at(step -> {
                            if (step == Step.DECIDED) {
                                try {
                                    homes.engine.create(ann, "company", "{'name': 'late'}");
                                } catch (RuntimeException e) {
                                    refusals.add(String.valueOf(e));
                                }
                            }
                        }))
                .move(acme, homes.common, to);

        assertThat(refusals).hasSize(1);
        assertThat(new TreeSet<>(homes.rows(to, "select data::text from record")))
                .noneMatch(data -> data.contains("late"));
    }

    @Test
    void newNumbersFollowThoseThatWereMoved() {
        Home to = homes.database(7);
        String highest = "select max(id)::text from outbox";
        long before = Long.parseLong(homes.rows(homes.common, highest).getFirst());

        homes.mover(MoveProgress.NONE).move(acme, homes.common, to);
        homes.create(ann, "company", "{'name': 'next'}");

        assertThat(Long.parseLong(homes.rows(to, highest).getFirst())).isGreaterThan(before);
    }

    @Test
    void thePauseIsTold() {
        TenantMove.Report report =
                homes.mover(MoveProgress.NONE).move(acme, homes.common, homes.schema(7));

        assertThat(report.paused()).isBetween(Duration.ZERO, Switchover.LONGEST.multipliedBy(100));
    }
}
