package dev.armature.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.metadata.json.Json;
import io.micronaut.context.annotation.Prototype;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenant that a first start makes, so that there is something to see. */
@Prototype
final class Demo {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String SLUG = "demo";
    private static final String EMAIL = "admin@demo.example";

    // No secret: it is printed at every start, and the demo tenant is for looking around.
    private static final String PASSWORD = "armature-demo";

    private final TenantDirectory tenants;
    private final SignUp signUp;

    Demo(TenantDirectory tenants, SignUp signUp) {
        this.tenants = tenants;
        this.signUp = signUp;
    }

    /** Makes the tenant if it is not there. */
    Demo prepare() {
        if (tenants.find(SLUG).isEmpty()) {
            signUp.create(body());
            LOG.info("Made the demo tenant");
        }
        return this;
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

    String signInText() {
        return "Sign in with tenant \""
                + SLUG
                + "\", e-mail \""
                + EMAIL
                + "\", password \""
                + PASSWORD
                + "\"\n";
    }
}
