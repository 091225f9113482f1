package dev.armature.plugin.worker;

import dev.armature.plugin.script.ScriptEngine;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Where a worker process begins. It ends when its standard input does. */
public final class WorkerMain {

    private static final int BUFFER = 1 << 16;

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
        new Worker(engine, in, out).run();
    }
}
