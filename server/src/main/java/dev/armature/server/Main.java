package dev.armature.server;

import dev.armature.metadata.database.StartupException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Starts the platform and keeps it running until it is told to stop. */
public final class Main {

    private Main() {}

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Main.class);

    // Kept, so that the level is not lost with a logger that nobody holds.
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    public static void main(String[] arguments) throws InterruptedException {
        // Liquibase tells every step by java.util.logging.
        LIQUIBASE.setLevel(Level.WARNING);
        try {
            if (Maintenance.isCommand(arguments)) {
                System.exit(Maintenance.run(arguments, System.getenv(), System.out));
            }
            if (arguments.length > 0 && arguments[0].equals(MetadataCommand.COMMAND)) {
                System.exit(MetadataCommand.read(arguments).run(System.getenv(), System.out));
            }
            if (arguments.length > 0 && arguments[0].equals(RotateKey.COMMAND)) {
                String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
                Map<String, String> environment = System.getenv();
                System.out.println(RotateKey.run(Options.read(options, environment), environment));
                return;
            }
            if (arguments.length > 0 && arguments[0].equals(SigningKeysCommand.COMMAND)) {
                SigningKeysCommand command = SigningKeysCommand.read(arguments);
                command.run(Options.read(command.rest(), System.getenv()), System.out);
                return;
            }
            Platform platform = Platform.start(Options.read(arguments, System.getenv()));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        platform.close();
                                        stopped.countDown();
                                    },
                                    "stop"));
            System.out.println(platform.greeting());
            stopped.await();
        } catch (StartupException e) {
            System.err.println("armature: " + e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            LOG.error("The platform could not be started", e);
            System.exit(1);
        }
    }
}
