package dev.armature.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.Tenant;
import org.junit.jupiter.api.Test;

/** What the benchmarks measure without the web server is the engine as the server wires it. */
class NodeTest {

    @Test
    void anEmptyDatabaseIsMigratedAndServesTenants() {
        try (Workspace workspace = Workspace.open("node-test-work")) {
            DatabaseAddress owner = workspace.database("node_test");
            try (Node node = new Node(owner, workspace.folder().resolve("cache"), 2)) {
                Tenant made =
                        node.part(SignUp.class)
                                .create(
                                        Json.readObject(
                                                """
                                                {"name": "Acme", "slug": "acme",
                                                 "admin": {"name": "Ann", "email": "ann@acme.example",
                                                           "password": "a password of the benchmark"}}
                                                """))
                                .tenant();

                assertThat(node.part(TenantDirectory.class).find("acme"))
                        .map(Tenant::id)
                        .contains(made.id());
                assertThat(node.part(TenantModels.class).current(made.id()).objects()).isNotNull();
            }
        }
    }
}
