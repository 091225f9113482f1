package dev.armature.server;

import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.move.MoveFailed;
import dev.armature.engine.move.MoveProgress;
import dev.armature.engine.move.TenantMove;
import dev.armature.engine.move.Whereabouts;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.home.Home;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code tenant list}: in which home each tenant lives; {@code tenant move SLUG --to …} and {@code
 * tenant move SLUG --back}: has one live in another.
 *
 * @param slug the tenant, empty for the list
 * @param to where it is moved, empty for where it was before
 * @param url the database that it is moved to, or empty
 * @param others the arguments that say where the data is
 */
record TenantCommand(String slug, String to, String url, List<String> others) {

    private static final String LIST = "list";
    private static final String MOVE = "move";
    private static final String BACK = "--back";
    private static final String COMMON = "common";
    private static final String SCHEMA = "schema";
    private static final String DATABASE = "database";

    TenantCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static TenantCommand read(String[] arguments) {
        String what = arguments.length < 2 ? "" : arguments[1];
        if (what.equals(LIST)) {
            return new TenantCommand("", "", "", tail(arguments, 2));
        }
        if (!what.equals(MOVE) || arguments.length < 3 || arguments[2].startsWith("--")) {
            throw new StartupException(
                    "Say what to do: ./armature tenant list, or ./armature tenant move SLUG --to common, schema or database");
        }
        List<String> others = new ArrayList<>(tail(arguments, 3));
        String to = take(others, "--to");
        String url = take(others, "--database");
        boolean back = others.remove(BACK);
        if (back == !to.isEmpty()) {
            throw new StartupException(
                    "Say where: --to common, --to schema, --to database with --database URL, the number of a home after --to, or --back");
        }
        if (to.equals(DATABASE) == url.isEmpty()) {
            throw new StartupException(
                    "Say which database: --to database --database postgres://user:password@host:5432/name");
        }
        return new TenantCommand(arguments[2], to, url, others);
    }

    private static List<String> tail(String[] arguments, int from) {
        return Arrays.asList(arguments).subList(from, arguments.length);
    }

    private static String take(List<String> others, String option) {
        int at = others.indexOf(option);
        if (at < 0) {
            return "";
        }
        if (at + 1 == others.size()) {
            throw new StartupException("The option " + option + " needs a value");
        }
        String value = others.get(at + 1);
        others.subList(at, at + 2).clear();
        return value;
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    int run(HomeRegister register, PrintStream out) {
        Home common = register.find(Home.COMMON).orElseThrow();
        return slug.isEmpty() ? list(common, out) : move(common, register, out);
    }

    private static int list(Home common, PrintStream out) {
        for (Whereabouts one : Whereabouts.all(common)) {
            out.println("%s  %s".formatted(one.slug(), one.words()));
        }
        return 0;
    }

    private Whereabouts whereabouts(Home common) {
        return Whereabouts.find(common, slug)
                .orElseThrow(() -> new StartupException("There is no tenant " + slug));
    }

    private int move(Home common, HomeRegister register, PrintStream out) {
        Whereabouts now = whereabouts(common);
        Home from = find(register, now.home());
        Home target = target(common, register, now);
        boolean made = to.equals(SCHEMA) || to.equals(DATABASE);
        try {
            TenantMove.Report report =
                    new TenantMove(common, new Told(out)).move(now.tenant(), from, target);
            out.println(
                    "%s: %s; %d rows were copied and compared, and writes were paused for %d ms"
                            .formatted(
                                    slug,
                                    whereabouts(common).words(),
                                    report.rows(),
                                    report.paused().toMillis()));
            if (report.views()) {
                out.println("Its SQL views have to be made again: ./armature views " + slug);
            }
            return 0;
        } catch (MoveFailed e) {
            if (made) {
                register.remove(target.id());
            }
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }

    private Home target(Home common, HomeRegister register, Whereabouts now) {
        return switch (to) {
            case "" ->
                    find(
                            register,
                            now.before(common)
                                    .orElseThrow(() ->
                                            new StartupException(
                                                    "The tenant was never moved; say where with --to")));
            case COMMON -> common;
            case SCHEMA -> register.addSchema();
            case DATABASE -> register.addDatabase(DatabaseAddress.parse(url));
            default -> find(register, number());
        };
    }

    private int number() {
        try {
            return Integer.parseInt(to);
        } catch (NumberFormatException e) {
            throw new StartupException(
                    "There is no home "
                            + to
                            + "; say common, schema, database, or a number that ./armature tenant list tells",
                    e);
        }
    }

    private static Home find(HomeRegister register, int home) {
        return register.find(home)
                .orElseThrow(() -> new StartupException("There is no home " + home));
    }

    /** What is said while it goes on. */
    private record Told(PrintStream out) implements MoveProgress {

        private static final long WORTH_TELLING = 10_000;

        @Override
        public void step(Step step) {
            switch (step) {
                case NOTING -> out.println("Copying; what is written meanwhile is noted");
                case COPIED -> out.println("All is copied; bringing after what was written");
                case VERIFIED ->
                        out.println("Both homes have the same rows, by number and checksum");
                case DECIDED -> out.println("The new home counts; the old copy is being deleted");
                case CAUGHT_UP, HELD, ARRIVED, CLEARED -> {}
            }
        }

        @Override
        public void copied(String table, long rows) {
            if (rows >= WORTH_TELLING) {
                out.println("  %s: %d rows".formatted(table, rows));
            }
        }

        @Override
        public void caughtUp(long rows, Duration took) {
            if (rows >= WORTH_TELLING) {
                out.println("  %d rows were written meanwhile".formatted(rows));
            }
        }

        @Override
        public void letGo(String why) {
            out.println("The switch is put off: " + why);
        }
    }
}
