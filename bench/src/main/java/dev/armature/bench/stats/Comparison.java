package dev.armature.bench.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * Two services at the same work, in turns: a block is first, second, second, first, so that what
 * changes slowly on the machine hits both alike.
 */
public final class Comparison {

    private final List<Round> first = new ArrayList<>();
    private final List<Round> second = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();

    /** Adds what each service did in one block. */
    public void add(List<Round> firstRounds, List<Round> secondRounds) {
        first.addAll(firstRounds);
        second.addAll(secondRounds);
        ratios.add(Round.join(firstRounds).perSecond() / Round.join(secondRounds).perSecond());
    }

    public Round first() {
        return Round.join(first);
    }

    public Round second() {
        return Round.join(second);
    }

    /** The first service's requests a second as a part of the second's, by block. */
    public Spread ratio() {
        return Spread.of(ratios);
    }

    /** The processor time that a request costs, services and database together, first to second. */
    public double cpuRatio() {
        Round a = first();
        Round b = second();
        return (a.serviceMicros() + a.databaseMicros()) / (b.serviceMicros() + b.databaseMicros());
    }
}
