package dev.armature.server;

import dev.armature.engine.identity.MasterKey;
import dev.armature.metadata.database.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How a command of maintenance ended.
 *
 * @param status what the shell gets
 * @param output all that it said
 */
record CommandRun(int status, String output) {

    private static final String MASTER_KEY =
            Base64.getEncoder().encodeToString(new byte[MasterKey.LENGTH]);

    /** A data folder that has the bodies of a platform's files. */
    static Path folder(TestPlatform platform) throws IOException {
        Path folder = Path.of("target", "commands", UUID.randomUUID().toString()).toAbsolutePath();
        Files.createDirectories(folder);
        Files.createDirectories(platform.files);
        Files.createSymbolicLink(folder.resolve("files"), platform.files);
        return folder;
    }

    /** Runs one on the database of a platform, with a data folder. */
    static CommandRun of(TestPlatform platform, Path folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status =
                Maintenance.run(
                        all.toArray(String[]::new),
                        environment(platform),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        return new CommandRun(status, out.toString(StandardCharsets.UTF_8));
    }

    /** By what a command finds the database of a platform. */
    static Map<String, String> environment(TestPlatform platform) {
        DatabaseAddress owner = platform.database.owner();
        String url =
                "postgres://%s:%s@%s"
                        .formatted(
                                owner.user(),
                                owner.password(),
                                owner.jdbcUrl().replaceFirst("^jdbc:postgresql://([^?]*).*", "$1"));
        return Map.of("DATABASE_URL", url, "ARMATURE_MASTER_KEY", MASTER_KEY);
    }
}
