package dev.armature.plugin.pool;

import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.PluginCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which modules a worker has, so that each is sent once; the least recently used go when they
 * become too many. What tenants have in common is held once. Not thread-safe.
 */
final class KeptModules {

    private static final long MAX_CHARACTERS = 32L << 20;

    private record Kept(int number, String source) {}

    private final Map<String, Kept> modules = new LinkedHashMap<>(16, 0.75f, true);
    private int lastNumber;
    private long characters;

    /** The number of a module, and the messages that make the worker know it. */
    record Prepared(int number, List<ToWorker> messages) {
        Prepared {
            messages = List.copyOf(messages);
        }
    }

    Prepared prepare(PluginCode code) {
        Kept kept = modules.get(code.checksum());
        // A checksum that two modules share would run one plugin's code for another.
        if (kept != null && kept.source().equals(code.source())) {
            return new Prepared(kept.number(), List.of());
        }
        List<ToWorker> messages = new ArrayList<>();
        if (kept != null) {
            forget(kept, messages);
        }
        Kept added = new Kept(++lastNumber, code.source());
        modules.put(code.checksum(), added);
        characters += added.source().length();
        String executable = SourceMap.removedFrom(code.source());
        messages.add(new ToWorker.KeepModule(added.number(), code.plugin(), executable));
        Iterator<Kept> oldest = modules.values().iterator();
        while (characters > MAX_CHARACTERS && modules.size() > 1) {
            Kept old = oldest.next();
            oldest.remove();
            forget(old, messages);
        }
        return new Prepared(added.number(), messages);
    }

    private void forget(Kept kept, List<ToWorker> messages) {
        characters -= kept.source().length();
        messages.add(new ToWorker.ForgetModule(kept.number()));
    }
}
