package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The audits by which servers are held against the specification of GraphQL over HTTP. */
class GraphOverHttpTest {

    private static final String AUDIT =
            """
            const [audits, url, token] = process.argv.slice(-3);
            const { auditServer } = await import(audits);
            const signedIn = (input, init = {}) => {
                const headers = new Headers(init.headers);
                headers.set('authorization', `Bearer ${token}`);
                return fetch(input, { ...init, headers });
            };
            const results = await auditServer({ url, fetchFn: signedIn });
            for (const { status, id, name, reason } of results) {
                if (status !== 'ok') console.log(`${status} ${id} ${name}: ${reason}`);
            }
            console.log(`${results.filter(({ status }) => status === 'ok').length} of ${results.length} passed`);
            """;

    @Test
    void theServerPassesEveryAudit() throws Exception {
        TestPlatform platform = TestPlatform.shared();
        String audits =
                Path.of("../ui-schema-renderer/web/node_modules/graphql-http/lib/audits/index.mjs")
                        .toRealPath()
                        .toUri()
                        .toString();
        Process process =
                new ProcessBuilder(
                                "node",
                                "--input-type=module",
                                "-e",
                                AUDIT,
                                "--",
                                audits,
                                platform.url() + "/graphql",
                                platform.newTenant().token())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).matches("(?s)(\\d\\d+) of \\1 passed\\s*");
    }
}
