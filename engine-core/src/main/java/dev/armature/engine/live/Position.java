package dev.armature.engine.live;

import dev.armature.metadata.home.Home;

/**
 * A place in the outbox of a home, which is read in the order of transactions and, within one, of
 * numbers. Places of different homes have no order.
 *
 * @param home the number of the home
 * @param id 0 for the place before all that a transaction has written
 */
public record Position(int home, long transaction, long id) implements Comparable<Position> {

    /** One in the common home. */
    public Position(long transaction, long id) {
        this(Home.COMMON, transaction, id);
    }

    /** The same place, said of a home. */
    Position in(int otherHome) {
        return new Position(otherHome, transaction, id);
    }

    @Override
    public int compareTo(Position other) {
        int compared = Long.compareUnsigned(transaction, other.transaction);
        return compared == 0 ? Long.compare(id, other.id) : compared;
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }
}
