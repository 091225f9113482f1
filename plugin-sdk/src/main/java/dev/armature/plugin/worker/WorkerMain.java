package dev.armature.plugin.worker;

import dev.armature.plugin.script.ScriptEngine;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where a worker process begins. It ends when its standard input does. */
public final class WorkerMain {

    private static final int BUFFER = 1 << 16;
    private static final int GRACE_SECONDS = 30;

    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(ScriptEngine.start());
    }

    static void run(ScriptEngine engine) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        // The standard streams are the protocol's alone; what a library prints goes to the log.
        System.setIn(InputStream.nullInputStream());
        System.setOut(System.err);
        CountDownLatch ended = new CountDownLatch(1);
        outlastSignals(ended);
        try {
            new Worker(engine, in, out).run();
        } finally {
            ended.countDown();
        }
    }

    /**
     * A signal to the whole process group, such as Ctrl-C, reaches workers too. They go on until
     * the platform, which is finishing its requests, closes their input.
     */
    private static void outlastSignals(CountDownLatch ended) {
        Thread hook = new Thread(() -> awaitAtMost(ended), "outlast-signals");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void awaitAtMost(CountDownLatch ended) {
        try {
            ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
