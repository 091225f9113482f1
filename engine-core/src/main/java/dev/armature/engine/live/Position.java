package dev.armature.engine.live;

/**
 * A place in the outbox, which is read in the order of transactions and, within one, of numbers.
 *
 * @param id 0 for the place before all that a transaction has written
 */
public record Position(long transaction, long id) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
        int compared = Long.compareUnsigned(transaction, other.transaction);
        return compared == 0 ? Long.compare(id, other.id) : compared;
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }
}
