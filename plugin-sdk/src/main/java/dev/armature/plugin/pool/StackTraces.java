package dev.armature.plugin.pool;

import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes stack traces point into the sources that a plugin's developer wrote. */
final class StackTraces {

    private static final Pattern PLACE =
            Pattern.compile("([^\\s()]+):(\\d{1,9}):(\\d{1,9})(\\)?)$");

    private StackTraces() {}

    static Threw mapped(Threw threw, PluginCode code) {
        SourceMap map = threw.stack().isEmpty() ? null : SourceMap.of(code.source());
        if (map == null) {
            return threw;
        }
        String stack =
                threw.stack()
                        .lines()
                        .map(line -> mapped(line, map))
                        .collect(Collectors.joining("\n"));
        return new Threw(threw.message(), stack, threw.code(), threw.field(), threw.log());
    }

    private static String mapped(String line, SourceMap map) {
        Matcher place = PLACE.matcher(line);
        if (!place.find()) {
            return line;
        }
        SourceMap.Place original =
                map.original(Integer.parseInt(place.group(2)), Integer.parseInt(place.group(3)));
        return original == null
                ? line
                : line.substring(0, place.start())
                        + original.source()
                        + ":"
                        + original.line()
                        + ":"
                        + original.column()
                        + place.group(4);
    }
}
