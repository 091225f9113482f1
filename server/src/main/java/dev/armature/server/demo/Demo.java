package dev.armature.server.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.identity.User;
import dev.armature.engine.plugin.PluginInstaller;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import io.micronaut.context.annotation.Prototype;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenant that a first start makes, so that there is something to see. */
@Prototype
public final class Demo {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String SLUG = "demo";
    private static final String EMAIL = "admin@demo.example";

    // No secret: it is printed at every start, and the demo tenant is for looking around.
    private static final String PASSWORD = "armature-demo";

    /** The plugins that come with the platform. They are installed like anybody's. */
    private static final List<String> PLUGINS = List.of("crm", "erp", "lms", "messaging");

    /** How long a plugin waits for a worker; each try waits some seconds by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TenantDirectory tenants;
    private final SignUp signUp;
    private final PluginInstaller installer;
    private final DemoRecords records;

    Demo(
            TenantDirectory tenants,
            SignUp signUp,
            PluginInstaller installer,
            RecordWriter writer,
            Clock clock) {
        this.tenants = tenants;
        this.signUp = signUp;
        this.installer = installer;
        this.records = new DemoRecords(writer, clock);
    }

    /** Makes the tenant if it is not there. */
    public Demo prepare() {
        if (tenants.find(SLUG).isEmpty()) {
            SignUp.SignedUp made = signUp.create(body());
            Caller administrator = administrator(made.tenant(), made.administrator());
            PLUGINS.forEach(plugin -> install(administrator, archive(plugin)));
            records.create(administrator);
            LOG.info("Made the demo tenant");
        }
        return this;
    }

    // The first workers are started at this moment; a slow machine takes its time.
    private void install(Caller administrator, byte[] archive) {
        Instant patience = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                installer.install(administrator, archive);
                return;
            } catch (EngineException e) {
                if (e.code() != ErrorCode.OVERLOADED || Instant.now().isAfter(patience)) {
                    throw e;
                }
                LOG.info("The plugins' workers are not ready yet: {}", e.getMessage());
            }
        }
    }

    private static ObjectNode body() {
        ObjectNode body =
                Json.object().put("name", "Demo Company").put("slug", SLUG).put("currency", "EUR");
        body.putObject("admin")
                .put("name", "Alex Demo")
                .put("email", EMAIL)
                .put("password", PASSWORD);
        return body;
    }

    private static Caller administrator(Tenant tenant, User user) {
        return new Caller(
                tenant, user.id(), user.email(), user.name(), user.roles(), tenant.locale());
    }

    private static byte[] archive(String plugin) {
        try (InputStream in = Demo.class.getResourceAsStream("/plugins/" + plugin + ".zip")) {
            if (in == null) {
                throw new IllegalStateException("the plugin " + plugin + " was not built");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How to sign in, for the person who started the platform. */
    public String signInText() {
        return "Sign in with tenant \""
                + SLUG
                + "\", e-mail \""
                + EMAIL
                + "\", password \""
                + PASSWORD
                + "\"\n";
    }
}
