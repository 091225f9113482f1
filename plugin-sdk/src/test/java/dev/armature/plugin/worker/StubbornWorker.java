package dev.armature.plugin.worker;

import dev.armature.plugin.script.InterruptibleOrNot;

/** A worker in which a script can do what cannot be interrupted. */
public final class StubbornWorker {

    private StubbornWorker() {}

    public static void main(String[] arguments) throws Exception {
        WorkerMain.run(InterruptibleOrNot.withBigIntegers());
    }
}
