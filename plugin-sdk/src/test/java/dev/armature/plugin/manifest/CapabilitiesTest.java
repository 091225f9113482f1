package dev.armature.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.manifest.Capabilities.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was granted is done, and nothing else. */
class CapabilitiesTest {

    private static final Capabilities GRANTED =
            read(
                    """
                    {'records': {'deal': ['read', 'update'], 'task': ['create', 'update']},
                     'http': ['https://api.example.com/v1/*', 'https://example.com:8443/exact'],
                     'secrets': ['apiKey'], 'files': ['read'], 'events': ['crm.deal.*', 'crm.ready']}
                    """);

    private static Capabilities read(String json) {
        Problems problems = new Problems();
        Capabilities read =
                CapabilitiesReader.read(Json.read(json.replace('\'', '"')), "", problems);
        assertThat(problems.list()).isEmpty();
        return read;
    }

    private static Decision decide(String function, String arguments) {
        return GRANTED.decide(function, Json.read(arguments.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "records.get | `{'object': 'deal', 'id': '1'}`",
                "records.query | `{'object': 'deal'}`",
                "records.aggregate | `{'object': 'deal'}`",
                "records.update | `{'object': 'deal'}`",
                "records.create | `{'object': 'task'}`",
                "records.upsert | `{'object': 'task'}`",
                "http.fetch | `{'url': 'https://api.example.com/v1/a?b=c'}`",
                "http.fetch | `{'url': 'https://API.example.com:443/v1/'}`",
                "http.fetch | `{'url': 'https://example.com:8443/exact'}`",
                "secrets.get | `{'name': 'apiKey'}`",
                "files.read | `{'id': '1'}`",
                "events.emit | `{'event': 'crm.deal.won'}`",
                "events.emit | `{'event': 'crm.ready'}`",
                "cache.get | `{'key': 'a'}`",
                "cache.set | `{'key': 'a'}`",
                "lock | `{'name': 'a'}`",
                "jobs.enqueue | `{'job': 'a'}`"
            })
    void isGranted(String function, String arguments) {
        assertThat(decide(function, arguments)).isEqualTo(new Decision.Granted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "records.get | `{'object': 'task'}` | records.task.read",
                "records.create | `{'object': 'deal'}` | records.deal.create",
                "records.delete | `{'object': 'deal'}` | records.deal.delete",
                "records.upsert | `{'object': 'deal'}` | records.deal.create",
                "records.get | `{'object': 'Deal'}` | records.Deal.read",
                "http.fetch | `{'url': 'https://example.com/'}` | `http https://example.com/`",
                "secrets.get | `{'name': 'other'}` | secrets.other",
                "files.write | `{}` | files.write",
                "email.send | `{}` | email",
                "events.emit | `{'event': 'crm.deal'}` | events.crm.deal",
                "events.emit | `{'event': 'crm.dealer.won'}` | events.crm.dealer.won",
                "events.emit | `{'event': 'erp.invoice.posted'}` | events.erp.invoice.posted"
            })
    void isMissing(String function, String arguments, String capability) {
        assertThat(decide(function, arguments)).isEqualTo(new Decision.Missing(capability));
        assertThat(new Decision.Missing(capability).message())
                .isEqualTo("The plugin was not granted " + capability);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "records.get | `{}`",
                "records.get | `{'object': ['deal']}`",
                "records.get | `[]`",
                "http.fetch | `{'url': {'href': 'https://api.example.com/v1/'}}`",
                "records.drop | `{'object': 'deal'}`",
                "constructor | `{}`"
            })
    void cannotBeDecided(String function, String arguments) {
        assertThat(decide(function, arguments)).isInstanceOf(Decision.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com/v1/a",
                "https://api.example.com.evil.net/v1/a",
                "https://evil.net/https://api.example.com/v1/",
                "https://api.example.com@evil.net/v1/a",
                "https://user:pass@api.example.com/v1/a",
                "https://api.example.com:444/v1/a",
                "https://api.example.com/v10/a",
                "https://api.example.com/v1",
                "https://api.example.com/v1/../admin",
                "https://api.example.com/v1/%2e%2e/admin",
                "https://api.example.com/v1/.%2E/admin",
                "https://api.example.com/v1/a%2f..%2fadmin",
                "https://api.example.com/v1//evil",
                "https://api.example.com/v1/a\\..\\admin",
                "https://api.example.com/v1/a#b",
                "https://api.example.com./v1/a",
                "https://[::1]/v1/a",
                "https://api.example.com/v1/ a",
                "https:api.example.com/v1/a",
                "//api.example.com/v1/a",
                "https://example.com:8443/exact/more",
                "https://example.com/exact",
                "file:///etc/passwd",
                ""
            })
    void anAddressThatIsNotThePatternsIsNotFetched(String url) {
        assertThat(GRANTED.decide("http.fetch", Json.object().put("url", url)))
                .isInstanceOf(Decision.Missing.class);
    }

    @Test
    void aNewVersionThatAsksForMoreSaysWhat() {
        Capabilities asked =
                read(
                        "{'records': {'deal': ['read', 'delete']}, 'email': true, 'secrets': ['apiKey']}");

        assertThat(asked.beyond(GRANTED).labels()).containsExactly("records.deal.delete", "email");
        assertThat(GRANTED.beyond(GRANTED)).isEqualTo(Capabilities.NONE);
    }

    @Test
    void everyHostFunctionIsDecided() {
        for (HostFunction function : HostFunction.values()) {
            assertThat(Capabilities.NONE.decide(function.spelling(), Json.object())).isNotNull();
            assertThat(HostFunction.named(function.spelling())).isEqualTo(function);
        }
    }
}
