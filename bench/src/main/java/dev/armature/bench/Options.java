package dev.armature.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured.
 *
 * @param records how many records there are before the HTTP and field benchmarks begin, or null for
 *     what each has by itself
 */
record Options(Set<Part> parts, boolean quick, boolean help, @Nullable Integer records) {

    /** What can be measured by itself. */
    enum Part {
        MICRO,
        HTTP,
        FIELDS,
        FORMULAS,
        IMPORT,
        LIVE,
        SCALE,
        SEARCH,
        TENANTS
    }

    static final String USAGE =
            """
            Usage: ./armature bench [micro | http | fields | formulas | import | live | scale | search | tenants | all] [--quick] [--records N]

              micro     The engine's parts with JMH: a write, CEL to SQL, rules, a plugin's hook.
              http      The HTTP API against a hand-written service on a plain table, in turns, with ratios.
              fields    A field added, renamed, deleted and restored in a large object while others write to it.
              formulas  Lists by formulas over other records, with a column and computed; what that costs writes.
              import    Files of deals: rows a second, and the memory that a file of 1,000 MiB takes.
              live      Ten thousand streams of changes on one node: delays, losses, one who is cut off, one who loses a right.
              scale     A million records beside a native table: plans, lists, deep pages, a mix of queries.
              search    Words of every kind in a million records and in small tenants, as a user who sees a part.
              tenants   Models of large tenants; thousands of tenants in one process, ten thousand in one database.
              all       All of these, the default; about an hour on two cores, 12 minutes without scale.

              --quick      Less of everything, some 10 minutes; good to see that it works, not to quote.
              --records N  Records before the measuring begins (http, fields, formulas 100,000, import 200,000, scale and search
                           1,000,000; with --quick 2,000, 10,000, 20,000, 10,000, 50,000, 20,000).
              --help       This text.

            Results are printed and written to bench/target/results, as Markdown and as JSON. Ctrl-C stops
            and removes what was made.
            """;

    /**
     * Reads the command line.
     *
     * @throws BenchException if it is not understood
     */
    static Options read(String... arguments) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        boolean quick = false;
        boolean help = false;
        Integer records = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                case "--records" -> {
                    i++;
                    records = number(i < arguments.length ? arguments[i] : "");
                }
                case "all" -> parts.addAll(EnumSet.allOf(Part.class));
                default -> parts.add(part(arguments[i]));
            }
        }
        return new Options(
                parts.isEmpty() ? EnumSet.allOf(Part.class) : parts, quick, help, records);
    }

    private static Part part(String written) {
        for (Part part : Part.values()) {
            if (part.name().toLowerCase(Locale.ROOT).equals(written)) {
                return part;
            }
        }
        throw new BenchException("\"" + written + "\" is not known; see ./armature bench --help");
    }

    private static int number(String written) {
        try {
            int number = Integer.parseInt(written);
            if (number >= 100 && number <= 1_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the message
        }
        throw new BenchException("--records takes a number from 100 to 1000000");
    }
}
