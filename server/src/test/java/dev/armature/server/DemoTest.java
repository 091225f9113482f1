package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.server.demo.Demo;
import org.junit.jupiter.api.Test;

/** What a first start shows. */
class DemoTest {

    @Test
    void theDemoTenantHasItsPluginsAndRecordsOnce() {
        try (TestPlatform platform = new TestPlatform()) {
            platform.context.createBean(Demo.class).prepare();
            platform.context.createBean(Demo.class).prepare();

            ApiClient alex = platform.signIn("demo", "admin@demo.example", "armature-demo");
            assertThat(alex.get("/api/v1/plugins").json().get("data"))
                    .extracting(plugin -> plugin.get("id").textValue())
                    .containsExactlyInAnyOrder("crm", "erp", "lms", "messaging");
            assertThat(alex.get("/api/v1/records/deal").json().get("data")).hasSize(12);
            assertThat(
                            alex.get(
                                            "/api/v1/records/deal?filter="
                                                    + encode(
                                                            "stage.type == \"won\" && probability == 100 && has(closedAt)"))
                                    .json()
                                    .get("data"))
                    .hasSize(2);
            // A rule of the CRM makes a task of each deal that was won.
            ApiClient.await(() -> alex.get("/api/v1/records/task").json().get("data").size() == 6);
        }
    }
}
