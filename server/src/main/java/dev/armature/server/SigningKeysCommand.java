package dev.armature.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.StartupException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code signing-keys list}, {@code signing-keys rotate} and {@code signing-keys revoke ID}: the
 * keys that sign tokens. Nodes that run on the database hear of it within two seconds.
 *
 * @param what what to do
 * @param id the key that is revoked, empty for the others
 * @param others the arguments that say where the data is
 */
record SigningKeysCommand(String what, String id, List<String> others) {

    static final String COMMAND = "signing-keys";

    SigningKeysCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static SigningKeysCommand read(String[] arguments) {
        String what = arguments.length < 2 ? "" : arguments[1];
        int own =
                switch (what) {
                    case "list", "rotate" -> 2;
                    case "revoke" -> 3;
                    default ->
                            throw new StartupException(
                                    "Say what to do: ./armature signing-keys list, rotate or revoke ID");
                };
        if (arguments.length < own || arguments[own - 1].startsWith("--")) {
            throw new StartupException("Say which: ./armature signing-keys revoke ID");
        }
        return new SigningKeysCommand(
                what,
                own == 3 ? arguments[2] : "",
                Arrays.asList(arguments).subList(own, arguments.length));
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    /** Does it, and tells which keys there are then. */
    void run(Options options, PrintStream out) {
        try (InstalledDatabase database = InstalledDatabase.openExisting(options);
                HikariDataSource pool = Databases.open(database.application(), 1)) {
            SigningKeys keys =
                    new SigningKeys(
                            new TenantDatabase(pool),
                            MasterKeys.find(options.masterKey(), options.data()),
                            Clock.systemUTC(),
                            Duration.ofDays(options.signingKeyDays()));
            change(keys);
            keys.list()
                    .forEach(key ->
                            out.println(
                                    "%s  %s%s"
                                            .formatted(
                                                    key.id(),
                                                    key.signsAt(),
                                                    key.signing() ? "  (signs)" : "")));
        }
    }

    private void change(SigningKeys keys) {
        if (what.equals("rotate")) {
            keys.rotate(SigningKeys.Note.NONE);
        }
        if (what.equals("revoke") && !keys.revoke(id, SigningKeys.Note.NONE)) {
            throw new StartupException(
                    "There is no signing key "
                            + id
                            + "; ./armature signing-keys list tells which there are");
        }
    }
}
