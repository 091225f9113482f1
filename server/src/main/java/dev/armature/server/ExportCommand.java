package dev.armature.server;

import dev.armature.engine.archive.TenantArchive;
import dev.armature.engine.audit.AuditChain;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.Tenant;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * {@code export SLUG --to FILE}: writes all that a tenant has into one archive, which is there
 * whole or not at all.
 *
 * @param slug the tenant
 * @param to the file that is made
 * @param others the arguments that say where the data is
 */
record ExportCommand(String slug, Path to, List<String> others) {

    private static final String TO = "--to";
    private static final String PART = ".part";
    private static final int BUFFER = 64 * 1024;

    ExportCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static ExportCommand read(String[] arguments) {
        if (arguments.length < 2 || arguments[1].startsWith("--")) {
            throw new StartupException(
                    "Say which tenant, and the file to write: ./armature export SLUG --to FILE.zip");
        }
        List<String> others =
                new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
        int at = others.indexOf(TO);
        if (at < 0 || at + 1 == others.size() || others.get(at + 1).startsWith("--")) {
            throw new StartupException("Say which file to write: --to FILE.zip");
        }
        Path to = Path.of(others.get(at + 1)).toAbsolutePath().normalize();
        others.subList(at, at + 2).clear();
        return new ExportCommand(arguments[1], to, others);
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    int run(Maintenance.Tools tools, PrintStream out) {
        Tenant tenant = tools.tenant(slug);
        requireRoom();
        Path part = to.resolveSibling(to.getFileName() + PART);
        TenantDatabase database = new TenantDatabase(tools.homes());
        TenantArchive archive =
                new TenantArchive(
                        database,
                        tools.models(),
                        new PluginStore(database),
                        tools.bodies(),
                        Clock.systemUTC());
        note(database, tenant);
        // Whoever stops it wants nothing of it; a part of an archive is of no use to anybody.
        Thread stopped = new Thread(() -> delete(part), "stop");
        Runtime.getRuntime().addShutdownHook(stopped);
        try {
            delete(part);
            String hash = write(archive, tenant, part, out);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            out.println("sha256 " + hash + "  " + to);
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw new StartupException("The archive could not be written: " + e.getMessage(), e);
        } finally {
            delete(part);
            forget(stopped);
        }
    }

    private void requireRoom() {
        if (Files.exists(to)) {
            throw new StartupException(to + " is there already; name another file");
        }
        Path folder = to.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StartupException("There is no folder " + folder + " to write to");
        }
    }

    /** Whoever looks at the tenant's audit log finds that the operator took everything out. */
    private static void note(TenantDatabase database, Tenant tenant) {
        new AuditEvent(
                        AuditKind.TENANT_EXPORTED,
                        null,
                        null,
                        null,
                        Json.object().put("by", "operator"))
                .write(database, tenant.id());
        database.transaction(
                tenant.id(),
                connection -> {
                    AuditChain.sealAll(connection, tenant.id());
                    return true;
                });
    }

    // Everything is in it, so nobody but its owner reads it.
    private static String write(TenantArchive archive, Tenant tenant, Path part, PrintStream out)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        try (FileChannel channel =
                        FileChannel.open(
                                part,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
                OutputStream file =
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
            Told told = new Told(out, archive.about(tenant.id()));
            TenantArchive.Size size =
                    archive.write(tenant, new DigestOutputStream(file, digest), told);
            file.flush();
            channel.force(true);
            out.println("%d records and %d files".formatted(size.records(), size.files()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It has run: the process is ending.
        }
    }

    /** Says how far it is, now and then. */
    private static final class Told implements TenantArchive.Pulse {

        private static final Duration EVERY = Duration.ofSeconds(2);

        private final PrintStream out;
        private final long about;
        private long done;
        private long last = System.nanoTime();

        Told(PrintStream out, long about) {
            this.out = out;
            this.about = about;
        }

        @Override
        public void done() {
            done++;
            beat();
        }

        @Override
        public void beat() {
            if (System.nanoTime() - last >= EVERY.toNanos()) {
                last = System.nanoTime();
                out.println("  %d of about %d records and files".formatted(done, about));
            }
        }
    }
}
