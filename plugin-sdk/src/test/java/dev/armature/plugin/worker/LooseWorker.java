package dev.armature.plugin.worker;

import dev.armature.plugin.script.LooseEngine;

/** A worker whose guards do not suffice. */
public final class LooseWorker {

    private LooseWorker() {}

    public static void main(String[] arguments) throws Exception {
        WorkerMain.run(LooseEngine.start());
    }
}
