package dev.armature.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.manifest.PluginManifest.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest may say. What the published schema refuses, the platform refuses too. */
class ManifestTest {

    private static final Schema SCHEMA = schema();

    private static final String FULL =
            """
            {'id': 'crm', 'version': '1.2.0', 'name': 'CRM', 'description': 'Sales',
             'engine': '>=1.0 <2', 'requires': {'messaging': '^1.0'},
             'capabilities': {
               'records': {'deal': ['read', 'create', 'update'], 'invoice': ['create']},
               'http': ['https://api.example.com/v1/*'], 'secrets': ['apiKey'], 'email': true,
               'files': ['read'], 'events': ['crm.*'], 'runAs': 'plugin'},
             'settings': {'type': 'object', 'properties': {'currency': {'type': 'string', 'default': 'EUR'}}},
             'hooks': [{'object': 'deal', 'on': ['beforeCreate', 'beforeUpdate'], 'handler': 'deal.beforeSave', 'when': 'amount > 0'}],
             'subscriptions': [{'event': 'crm.deal.won', 'handler': 'deal.onWon'}],
             'endpoints': [{'method': 'POST', 'path': '/deals/{id}/quote', 'handler': 'quote.create', 'access': 'deal:update'},
                           {'method': 'GET', 'path': '/health', 'handler': 'health', 'access': 'signedIn'}],
             'actions': [{'name': 'createQuote', 'input': {'type': 'object'}, 'handler': 'quote.action'}],
             'jobs': [{'name': 'nightly', 'cron': '0 3 * * *', 'handler': 'jobs.nightly'}],
             'ui': [{'slot': 'record.panel', 'object': 'deal', 'entry': 'ui/forecast.html'}]}
            """;

    private static Schema schema() {
        try (InputStream in = PluginManifest.class.getResourceAsStream("plugin.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"'));
    }

    private static List<Problem> problems(JsonNode manifest) {
        Problems problems = new Problems();
        PluginManifest.read(manifest, "", problems);
        return problems.list();
    }

    @Test
    void aFullManifestIsRead() {
        Problems problems = new Problems();

        PluginManifest manifest = PluginManifest.read(json(FULL), "", problems);

        assertThat(problems.list()).isEmpty();
        assertThat(SCHEMA.validate(json(FULL))).isEmpty();
        assertThat(manifest.version()).isEqualTo(Version.of(1, 2, 0));
        assertThat(manifest.requires().get("messaging").contains(Version.of(1, 9, 0))).isTrue();
        assertThat(manifest.handlers())
                .containsExactly(
                        "deal.beforeSave",
                        "deal.onWon",
                        "quote.create",
                        "health",
                        "quote.action",
                        "jobs.nightly");
        assertThat(manifest.hooksOn("deal", Moment.BEFORE_UPDATE)).hasSize(1);
        assertThat(manifest.hooksOn("deal", Moment.BEFORE_DELETE)).isEmpty();
        assertThat(manifest.endpoints().getFirst().access())
                .isEqualTo(new Capability.Records("deal", Capability.Operation.UPDATE));
        assertThat(manifest.endpoints().getLast().access()).isNull();
        assertThat(manifest.capabilities().labels())
                .containsExactlyInAnyOrder(
                        "records.deal.read",
                        "records.deal.create",
                        "records.deal.update",
                        "records.invoice.create",
                        "http https://api.example.com/v1/*",
                        "secrets.apiKey",
                        "email",
                        "files.read",
                        "events.crm.*",
                        "runAs.plugin");
    }

    @Test
    void aSmallManifestIsEnough() {
        ObjectNode small =
                json("{'id': 'tiny', 'version': '0.1.0', 'name': 'Tiny', 'engine': '*'}");

        assertThat(problems(small)).isEmpty();
        assertThat(SCHEMA.validate(small)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/id | `'CRM'` | /id",
                "/id | `'a'` | /id",
                "/id | `1` | /id",
                "/version | `'1.2'` | /version",
                "/version | `'01.2.3'` | /version",
                "/name | `' '` | /name",
                "/engine | `'1.x'` | /engine",
                "/engine | `null` | /engine",
                "/unknown | `1` | /unknown",
                "/requires | `{'Messaging': '*'}` | /requires/Messaging",
                "/requires | `{'messaging': 'new'}` | /requires/messaging",
                "/requires | `[]` | /requires",
                "/capabilities | `{'records': {'deal': ['write']}}` | /capabilities/records/deal/0",
                "/capabilities | `{'records': {'Deal': ['read']}}` | /capabilities/records/Deal",
                "/capabilities | `{'http': ['http://example.com/*']}` | /capabilities/http/0",
                "/capabilities | `{'http': ['https://*/*']}` | /capabilities/http/0",
                "/capabilities | `{'secrets': ['API_KEY']}` | /capabilities/secrets/0",
                "/capabilities | `{'email': 'yes'}` | /capabilities/email",
                "/capabilities | `{'files': ['delete']}` | /capabilities/files/0",
                "/capabilities | `{'events': ['*']}` | /capabilities/events/0",
                "/capabilities | `{'runAs': 'admin'}` | /capabilities/runAs",
                "/capabilities | `{'sudo': true}` | /capabilities/sudo",
                "/settings | `{'type': 'string'}` | /settings/type",
                "/settings | `{}` | /settings/type",
                "/settings | `true` | /settings",
                "/hooks | `[{'object': 'deal', 'on': [], 'handler': 'a'}]` | /hooks/0/on",
                "/hooks | `[{'object': 'deal', 'on': ['afterCreate'], 'handler': 'a'}]` | /hooks/0/on",
                "/hooks | `[{'object': 'deal', 'on': ['beforeCreate', 'beforeCreate'], 'handler': 'a'}]` | /hooks/0/on",
                "/hooks | `[{'object': 'deal', 'on': ['beforeCreate'], 'handler': 'a b'}]` | /hooks/0/handler",
                "/hooks | `[{'object': 'deal', 'on': ['beforeCreate']}]` | /hooks/0/handler",
                "/hooks | `[{'on': ['beforeCreate'], 'handler': 'a'}]` | /hooks/0/object",
                "/hooks | `[1]` | /hooks/0",
                "/subscriptions | `[{'event': '*', 'handler': 'a'}]` | /subscriptions/0/event",
                "/endpoints | `[{'method': 'TRACE', 'path': '/a', 'handler': 'a', 'access': 'signedIn'}]` | /endpoints/0/method",
                "/endpoints | `[{'method': 'GET', 'path': 'a', 'handler': 'a', 'access': 'signedIn'}]` | /endpoints/0/path",
                "/endpoints | `[{'method': 'GET', 'path': '/a', 'handler': 'a', 'access': 'public'}]` | /endpoints/0/access",
                "/endpoints | `[{'method': 'GET', 'path': '/a', 'handler': 'a'}]` | /endpoints/0/access",
                "/actions | `[{'name': 'A', 'handler': 'a'}]` | /actions/0/name",
                "/actions | `[{'name': 'a', 'handler': 'a', 'input': []}]` | /actions/0/input",
                "/jobs | `[{'name': 'a', 'handler': 'a', 'cron': 'daily'}]` | /jobs/0/cron",
                "/ui | `[{'slot': 'record.panel', 'entry': '../panel.html'}]` | /ui/0/entry",
                "/ui | `[{'slot': '/', 'entry': 'ui/panel.html'}]` | /ui/0/slot"
            })
    void isRefusedByThePlatformAndByTheSchema(String place, String value, String pointer) {
        ObjectNode manifest = json(FULL);
        manifest.set(place.substring(1), Json.read(value.replace('\'', '"')));

        assertThat(problems(manifest)).extracting(Problem::pointer).contains(pointer);
        assertThat(SCHEMA.validate(manifest)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'requires': {'crm': '*'}` | /requires/crm | invalid_name",
                "`'actions': [{'name': 'a', 'handler': 'a'}, {'name': 'a', 'handler': 'b'}]` | /actions/1 | not_unique",
                "`'jobs': [{'name': 'user', 'handler': 'a'}]` | /jobs/0/name | reserved_name",
                "`'endpoints': [{'method': 'GET', 'path': '/a/{b}', 'handler': 'a', 'access': 'signedIn'}, {'method': 'GET', 'path': '/a/{c}', 'handler': 'b', 'access': 'signedIn'}]` | /endpoints/1 | not_unique",
                "`'settings': {'type': 'object', 'properties': {'a': {'type': 'tex'}}}` | /settings/properties/a/type | invalid_schema",
                "`'settings': {'type': 'object', 'properties': {'a': {'$ref': 'https://example.com/a.json'}}}` | /settings/properties/a/$ref | invalid_schema",
                "`'capabilities': {'http': ['https://example.com/a/../b']}` | /capabilities/http/0 | unknown_option"
            })
    void isRefusedByThePlatform(String attribute, String pointer, String code) {
        ObjectNode manifest = json(FULL);
        manifest.setAll(json("{" + attribute + "}"));

        assertThat(problems(manifest))
                .anySatisfy(problem -> {
                    assertThat(problem.pointer()).isEqualTo(pointer);
                    assertThat(problem.code()).isEqualTo(code);
                });
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThat(problems(json("{'id': 'C', 'hooks': [{}], 'x': 1}")))
                .extracting(Problem::pointer)
                .contains(
                        "/id",
                        "/version",
                        "/name",
                        "/engine",
                        "/hooks/0/object",
                        "/hooks/0/on",
                        "/hooks/0/handler",
                        "/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "'text'"})
    void whatIsNoObjectIsNoManifest(String text) {
        assertThat(problems(Json.read(text.replace('\'', '"'))))
                .extracting(Problem::code)
                .contains("wrong_type");
    }

    @Test
    void capabilitiesSurviveBeingStored() {
        Problems problems = new Problems();
        Capabilities capabilities = PluginManifest.read(json(FULL), "", problems).capabilities();

        assertThat(CapabilitiesReader.read(capabilities.toJson(), "", problems))
                .isEqualTo(capabilities);
        assertThat(problems.list()).isEmpty();
    }
}
