package dev.armature.engine.move;

import dev.armature.metadata.tenant.TenantId;

/**
 * Clears away what a move has left: the copy in the home that does not count, and what noted writes
 * in the one that does. Which counts is what the directory says, so it can be done at any moment.
 */
final class Leftovers {

    private final Directory directory;
    private final TenantId tenant;

    Leftovers(Directory directory, TenantId tenant) {
        this.directory = directory;
        this.tenant = tenant;
    }

    /** The number of the home that counts. */
    int home() {
        return entry().home();
    }

    private Directory.Entry entry() {
        return directory
                .entry()
                .orElseThrow(() -> new MoveFailed("There is no such tenant in the directory"));
    }

    /** Clears away what is left in two homes. */
    void clear(Side one, Side other) {
        boolean apart = !one.home().owner().isSameDatabase(other.home().owner());
        clear(one, apart);
        clear(other, apart);
    }

    private void clear(Side side, boolean apart) {
        Directory.Entry entry = entry();
        if (entry.home() == side.home().id()) {
            new Capture(side, tenant).end();
            return;
        }
        OldCopy copy = new OldCopy(side, tenant);
        if (copy.isThere(entry.uid())) {
            copy.delete(apart);
        }
    }
}
