package dev.armature.server;

import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.file.ClamdScanner;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.S3Options;
import dev.armature.engine.file.UploadOptions;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.limit.Charge;
import dev.armature.engine.limit.RateLimitOptions;
import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.outbound.OutboundHosts;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.home.Home;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the platform is started: options of the command line, then the environment, then what works
 * without either.
 *
 * @param data the folder of everything that is kept on disk
 * @param databaseUrl a PostgreSQL to use, or null for the embedded one
 * @param redisUrl a Redis to use, or null for none
 * @param masterKey the master key in Base64, or null for one that is kept in the data folder
 * @param storage when objects get tables of their own
 * @param proxies how many proxies of the operator's own stand before the platform
 * @param url where people reach the platform
 * @param limits how many requests a minute may be made
 * @param quotas how much every tenant may have
 * @param signingKeyDays how long a key signs tokens before another follows
 * @param erasureDays how long administrators can take back that their tenant is erased
 * @param streams how many streams of changes may be open, as far as it is said
 * @param outboundHosts hosts that tenants may have called wherever they are, or null for none
 * @param uploads which files may come in pieces
 * @param store an object store that keeps the bodies of files, or null for the data folder
 * @param clamd the virus scanner that looks at files, or null for none
 * @param newTenantsIn the number of the home that new tenants live in; 0 for the installation's own
 */
record Options(
        int port,
        String host,
        Path data,
        boolean demo,
        boolean signUpOpen,
        @Nullable String databaseUrl,
        @Nullable String redisUrl,
        @Nullable String masterKey,
        StorageOptions storage,
        int proxies,
        MailOptions mail,
        String url,
        RateLimitOptions limits,
        QuotaOptions quotas,
        int signingKeyDays,
        int erasureDays,
        Map<String, Integer> streams,
        @Nullable String outboundHosts,
        UploadOptions uploads,
        @Nullable S3Options store,
        @Nullable String clamd,
        int newTenantsIn) {

    private static final int DEFAULT_PORT = 8080;
    private static final String TABLE_THRESHOLD = "ARMATURE_TABLE_THRESHOLD";
    private static final String PROXIES = "ARMATURE_PROXIES";
    private static final int MAX_PROXIES = 10;
    private static final String SIGNING_KEY_DAYS = "ARMATURE_SIGNING_KEY_DAYS";
    private static final int MAX_SIGNING_KEY_DAYS = 1_000;
    private static final String ERASURE_DAYS = "ARMATURE_ERASURE_DAYS";
    private static final int MOST_STREAMS = 1_000_000;
    private static final String CLAMD = "ARMATURE_CLAMD";
    private static final String MAX_UPLOAD = "ARMATURE_MAX_UPLOAD";
    private static final String NEW_TENANTS_IN = "ARMATURE_NEW_TENANTS_IN";
    private static final String OUTBOUND_HOSTS = "ARMATURE_OUTBOUND_HOSTS";

    /** Reads the arguments and the environment. */
    static Options read(String[] arguments, Map<String, String> environment) {
        int port = DEFAULT_PORT;
        String host = "127.0.0.1";
        Path data = Path.of(".armature");
        boolean demo = true;
        int newTenantsIn = newTenantsIn(text(environment, NEW_TENANTS_IN), NEW_TENANTS_IN);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--port" -> port = port(value(arguments, ++i));
                case "--host" -> host = value(arguments, ++i);
                case "--data" -> data = Path.of(value(arguments, ++i));
                case "--no-demo" -> demo = false;
                case "--new-tenants-in" ->
                        newTenantsIn = newTenantsIn(value(arguments, ++i), "--new-tenants-in");
                default ->
                        throw new StartupException(
                                "The option "
                                        + arguments[i]
                                        + " is not known; see ./armature help");
            }
        }
        return new Options(
                port,
                host,
                data.toAbsolutePath().normalize(),
                demo,
                !"closed".equals(environment.get("ARMATURE_SIGN_UP")),
                text(environment, "DATABASE_URL"),
                text(environment, "REDIS_URL"),
                text(environment, "ARMATURE_MASTER_KEY"),
                storage(text(environment, TABLE_THRESHOLD)),
                proxies(text(environment, PROXIES)),
                MailSettings.read(environment, data),
                MailSettings.url(environment, port),
                limits(environment),
                quotas(environment),
                signingKeyDays(text(environment, SIGNING_KEY_DAYS)),
                erasureDays(text(environment, ERASURE_DAYS)),
                streams(environment),
                outboundHosts(text(environment, OUTBOUND_HOSTS)),
                uploads(text(environment, MAX_UPLOAD)),
                StoreSettings.read(environment),
                clamd(text(environment, CLAMD)),
                newTenantsIn);
    }

    private static Map<String, Integer> streams(Map<String, String> environment) {
        Map<String, Integer> streams = new HashMap<>();
        for (String whose : List.of("node", "tenant", "user")) {
            String name = "ARMATURE_STREAMS_" + whose.toUpperCase(Locale.ROOT);
            String written = text(environment, name);
            if (written != null) {
                streams.put("armature.streams." + whose, number(name, written, MOST_STREAMS));
            }
        }
        return streams;
    }

    private static RateLimitOptions limits(Map<String, String> environment) {
        RateLimitOptions defaults = RateLimitOptions.defaults();
        return new RateLimitOptions(
                limit(environment, "TENANT", defaults.tenant()),
                limit(environment, "USER", defaults.user()),
                limit(environment, "KEY", defaults.key()),
                limit(environment, "ADDRESS", defaults.address()));
    }

    private static int limit(Map<String, String> environment, String whose, int otherwise) {
        String name = "ARMATURE_LIMIT_" + whose;
        String written = text(environment, name);
        return written == null ? otherwise : number(name, written, Charge.MOST);
    }

    private static QuotaOptions quotas(Map<String, String> environment) {
        return new QuotaOptions(
                quota(environment, "ARMATURE_QUOTA_RECORDS"),
                quota(environment, "ARMATURE_QUOTA_FILE_BYTES"),
                quota(environment, "ARMATURE_QUOTA_PLUGIN_CPU_MILLIS"));
    }

    private static long quota(Map<String, String> environment, String name) {
        String written = text(environment, name);
        return written == null ? 0 : number(name, written, QuotaOptions.MOST);
    }

    private static @Nullable String clamd(@Nullable String written) {
        if (written != null) {
            try {
                ClamdScanner.at(written);
            } catch (IllegalArgumentException e) {
                throw new StartupException(
                        CLAMD + " is not an address such as 127.0.0.1:3310: " + written);
            }
        }
        return written;
    }

    private static UploadOptions uploads(@Nullable String written) {
        long most =
                written == null
                        ? UploadOptions.DEFAULT_MAX_SIZE
                        : number(MAX_UPLOAD, written, FileRules.LARGEST);
        if (most == 0) {
            throw new StartupException(MAX_UPLOAD + " is at least 1");
        }
        return new UploadOptions(most);
    }

    /** The folder that keeps the bodies of files. */
    Path files() {
        return data.resolve("files");
    }

    /**
     * The place that keeps the bodies of files.
     *
     * @throws StartupException if it cannot be had
     */
    FileBodies bodies() {
        return StoreSettings.reached(() -> FileBodies.open(files(), store));
    }

    private static StorageOptions storage(@Nullable String written) {
        return written == null
                ? StorageOptions.defaults()
                : StorageOptions.withThreshold(
                        number(TABLE_THRESHOLD, written, StorageOptions.MAX_THRESHOLD));
    }

    private static int newTenantsIn(@Nullable String written, String name) {
        return written == null ? Home.COMMON : number(name, written, Integer.MAX_VALUE);
    }

    private static int proxies(@Nullable String written) {
        return written == null ? 0 : number(PROXIES, written, MAX_PROXIES);
    }

    private static int erasureDays(@Nullable String written) {
        int days =
                written == null
                        ? Math.toIntExact(ErasureRequests.GRACE.toDays())
                        : number(ERASURE_DAYS, written, ErasureRequests.MAX_DAYS);
        if (days < 1) {
            throw new StartupException(ERASURE_DAYS + " is at least 1");
        }
        return days;
    }

    private static int signingKeyDays(@Nullable String written) {
        int days =
                written == null
                        ? Math.toIntExact(SigningKeys.SIGNING.toDays())
                        : number(SIGNING_KEY_DAYS, written, MAX_SIGNING_KEY_DAYS);
        if (days == 0) {
            throw new StartupException(SIGNING_KEY_DAYS + " is at least 1");
        }
        return days;
    }

    private static @Nullable String outboundHosts(@Nullable String written) {
        if (written != null) {
            try {
                OutboundHosts.parse(written);
            } catch (IllegalArgumentException e) {
                throw new StartupException(OUTBOUND_HOSTS + " is not valid: " + e.getMessage());
            }
        }
        return written;
    }

    private static int number(String name, String written, int max) {
        return Math.toIntExact(number(name, written, (long) max));
    }

    private static long number(String name, String written, long max) {
        try {
            long number = Long.parseLong(written);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the message
        }
        throw new StartupException(name + " is not a number from 0 to " + max + ": " + written);
    }

    static @Nullable String text(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new StartupException(
                    "The option " + arguments[index - 1] + " needs a value; see ./armature help");
        }
        return arguments[index];
    }

    private static int port(String written) {
        try {
            int port = Integer.parseInt(written);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // falls through to the message
        }
        throw new StartupException("The port " + written + " is not a number from 0 to 65535");
    }
}
