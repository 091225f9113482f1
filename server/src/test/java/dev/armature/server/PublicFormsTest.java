package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Forms that strangers fill in: what comes of them, and what does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicFormsTest {

    private static final String FORMS = "/api/v1/forms";
    private static final String LOOK = "/api/v1/public/forms/look";
    private static final String ANSWER = "/api/v1/public/forms/answer";
    private static final String FILES = "/api/v1/public/forms/files";
    private static final String LEADS = "/api/v1/records/lead";

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient admin;
    private ApiClient stranger;
    private final Map<String, String> products = new TreeMap<>();

    @BeforeAll
    void open() {
        platform = new TestPlatform(clock, Map.of());
        stranger = platform.stranger();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        // What strangers may do fills up again.
        clock.pass(Duration.ofHours(1));
        admin = platform.newTenant();
        admin.object(
                "{'name': 'product', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'cost', 'type': 'decimal'}]}");
        admin.object(
                """
                {'name': 'lead', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text', 'required': true, 'maxLength': 40},
                  {'name': 'email', 'type': 'email', 'unique': true},
                  {'name': 'size', 'type': 'integer'},
                  {'name': 'source', 'type': 'text'}, {'name': 'score', 'type': 'integer'}, {'name': 'note', 'type': 'text'},
                  {'name': 'secret', 'type': 'secret'}, {'name': 'keeper', 'type': 'user'},
                  {'name': 'kind', 'type': 'select', 'options': [{'value': 'a', 'label': 'Some'}, {'value': 'b', 'label': 'Many'}]},
                  {'name': 'product', 'type': 'reference', 'target': 'product'},
                  {'name': 'paper', 'type': 'file', 'maxSize': 1000, 'accept': ['text/plain']},
                  {'name': 'double', 'type': 'formula', 'returns': 'decimal', 'expression': 'size * 2'}],
                 'validations': [
                  {'name': 'small', 'expression': 'size == null || size < 1000', 'field': 'size', 'message': 'We serve small companies'},
                  {'name': 'scored', 'expression': 'score == null || score < 50', 'field': 'score', 'message': 'The inner score is too high'}],
                 'rules': [{'name': 'mark', 'moment': 'beforeSave', 'condition': 'source == \\"web\\"', 'actions': [{'type': 'setField', 'field': 'note', 'value': '\\"from the web\\"'}]}]}
                """);
        for (String name : List.of("Apple", "Pear")) {
            products.put(
                    name,
                    admin.create(
                            "/api/v1/records/product",
                            "{'name': '%s', 'cost': 12.5}".formatted(name)));
        }
    }

    private static final String FORM =
            """
            {'object': 'lead', 'title': 'Talk to us', 'intro': 'We answer within a day', 'thanks': 'Thank you',
             'redirect': 'https://www.example.com/thanks',
             'fields': [{'field': 'name', 'label': 'Your name'}, {'field': 'email', 'help': 'We write there'}, {'field': 'size'},
               {'field': 'kind', 'required': true}, {'field': 'product', 'choices': true}, {'field': 'paper'}],
             'fixed': {'source': 'web'}%s}
            """;

    private JsonNode publish(String more) {
        ApiClient.Answer made = admin.post(FORMS, FORM.formatted(more));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json();
    }

    private static String token(JsonNode form) {
        String address = form.get("address").textValue();
        assertThat(address).startsWith(TestPlatform.URL + "/f/");
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private ApiClient.Answer look(String token) {
        return stranger.post(LOOK, "{'token': '%s'}".formatted(token));
    }

    /** Opens the form, waits as people do, and sends it. */
    private ApiClient.Answer send(String token, String values) {
        String ticket = look(token).json().path("ticket").asText("none");
        clock.pass(Duration.ofSeconds(4));
        return sendWith(token, ticket, values, "");
    }

    private ApiClient.Answer sendWith(String token, String ticket, String values, String more) {
        return stranger.post(
                ANSWER,
                "{'token': '%s', 'ticket': '%s', 'values': %s%s}"
                        .formatted(token, ticket, values, more));
    }

    private List<JsonNode> leads() {
        List<JsonNode> leads = new ArrayList<>();
        admin.get(LEADS).json().get("data").forEach(leads::add);
        return leads;
    }

    @Test
    void aStrangerSeesWhatTheFormAsksForAndNothingElse() {
        ApiClient.Answer page = look(token(publish("")));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("X-Robots-Tag")).isEqualTo("noindex, nofollow");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        JsonNode json = page.json();
        assertThat(json.get("title").textValue()).isEqualTo("Talk to us");
        assertThat(json.get("fields")).hasSize(6);
        assertThat(json.at("/fields/0/label").textValue()).isEqualTo("Your name");
        assertThat(json.at("/fields/0/required").booleanValue()).isTrue();
        assertThat(json.at("/fields/3/options")).hasSize(2);
        assertThat(json.at("/fields/4/choices").toString())
                .contains("Apple", "Pear")
                .doesNotContain("12.5");
        assertThat(json.at("/tenant/name").textValue()).isNotBlank();
        assertThat(page.body()).doesNotContain("source", "web", "score", "secret", "keeper");
    }

    @Test
    void whatIsSentBecomesARecordWithWhatTheAdministratorFixed() {
        String owner =
                admin.create(
                        "/api/v1/users",
                        "{'name': 'Olga', 'email': 'olga@%s.example', 'password': 'a long password', 'roles': ['user']}"
                                .formatted(admin.me("/tenant/slug")));
        JsonNode form = publish(", 'owner': '%s'".formatted(owner));
        ApiClient.Answer answer =
                send(
                        token(form),
                        "{'name': 'Ann', 'email': 'ann@x.example', 'size': 12, 'kind': 'b', 'product': '%s'}"
                                .formatted(products.get("Pear")));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo(
                        "{\"thanks\":\"Thank you\",\"redirect\":\"https://www.example.com/thanks\"}");
        JsonNode lead = leads().getFirst();
        assertThat(lead.get("name").textValue()).isEqualTo("Ann");
        assertThat(lead.get("source").textValue()).isEqualTo("web");
        assertThat(lead.get("product").textValue()).isEqualTo(products.get("Pear"));
        assertThat(lead.get("owner").textValue()).isEqualTo(owner);
        assertThat(lead.get("createdBy").textValue()).isEqualTo(new UUID(0, 0).toString());
        // Rules have their say as with any write.
        assertThat(lead.get("note").textValue()).isEqualTo("from the web");
        String id = lead.get("id").textValue();
        JsonNode history = admin.get(LEADS + "/" + id + "/history").json().at("/data/0");
        assertThat(history.at("/cause/0/kind").textValue()).isEqualTo("form");
        assertThat(history.at("/cause/0/id").textValue()).isEqualTo(form.get("id").textValue());
        assertThat(history.at("/cause/0/title").textValue()).isEqualTo("Talk to us");
        JsonNode now = admin.get(FORMS + "/" + form.get("id").textValue()).json();
        assertThat(now.get("answers").intValue()).isEqualTo(1);
        assertThat(now.get("lastAnswerAt").isNull()).isFalse();
        JsonNode audit = admin.get("/api/v1/audit?kind=form").json().get("data");
        assertThat(audit.findValuesAsText("kind")).contains("form.created", "form.answered");
        assertThat(audit.toString()).contains(id);
        assertThat(admin.get("/api/v1/tenant/usage").json().at("/records/used").intValue())
                .isEqualTo(3);
    }

    @Test
    void historySaysByWhichFormARecordCameToAdministratorsAlone() {
        String form = publish("").get("id").textValue();
        String token = token(admin.get(FORMS + "/" + form).json());
        send(token, "{'name': 'Ann', 'kind': 'a'}");
        String history = LEADS + "/" + leads().getFirst().get("id").textValue() + "/history";
        String slug = admin.me("/tenant/slug");
        admin.create(
                "/api/v1/roles",
                "{'name': 'sales', 'objects': {'lead': {'read': true, 'update': true, 'fields': {'score': {'read': false}}}}}");
        admin.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['sales']}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");

        assertThat(bob.get(history).json().at("/data/0/cause").toString())
                .isEqualTo("[{\"kind\":\"form\"}]");
        assertThat(admin.get(history).json().at("/data/0/actor").textValue())
                .isEqualTo(new UUID(0, 0).toString());

        admin.patch(FORMS + "/" + form, "{'title': 'Write to us'}");
        assertThat(admin.get(history).json().at("/data/0/cause/0/title").textValue())
                .isEqualTo("Write to us");
        admin.delete(FORMS + "/" + form);
        assertThat(admin.get(history).json().at("/data/0/cause"))
                .isEqualTo(Json.read("[{\"kind\": \"form\", \"id\": \"%s\"}]".formatted(form)));
    }

    @Test
    void aFixedValueIsReplacedWholeAndTheOthersStayAsTheyWere() {
        admin.post("/api/v1/metadata/objects/lead/fields", "{'name': 'place', 'type': 'address'}");
        admin.post(
                "/api/v1/metadata/objects/lead/fields",
                "{'name': 'worth', 'type': 'decimal', 'scale': 2}");
        String form = publish("").get("id").textValue();
        String address = FORMS + "/" + form;
        ApiClient.Answer given =
                admin.patch(
                        address,
                        "{'fixed': {'place': {'city': 'Riga', 'region': 'Vidzeme'}, 'worth': 1234567890123456.25}}");
        assertThat(given.status()).as(given.toString()).isEqualTo(200);

        ApiClient.Answer changed =
                admin.patch(address, "{'fixed': {'place': {'city': 'Oslo'}, 'source': null}}");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().get("fixed"))
                .isEqualTo(
                        Json.read(
                                "{\"place\": {\"city\": \"Oslo\"}, \"worth\": 1234567890123456.25}"));
    }

    @Test
    void nothingIsTakenThatTheFormDoesNotAskFor() {
        String token = token(publish(""));
        for (String name :
                List.of(
                        "source",
                        "score",
                        "note",
                        "secret",
                        "keeper",
                        "double",
                        "owner",
                        "id",
                        "createdBy",
                        "$children",
                        "nothing")) {
            ApiClient.Answer answer =
                    send(token, "{'name': 'Ann', 'kind': 'a', '%s': 'x'}".formatted(name));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.errors()).as(name).hasSize(1);
            assertThat(answer.errors().getFirst()).endsWith(" unknown_field");
        }
        assertThat(leads()).isEmpty();
    }

    @Test
    void whatIsWrongWithWhatWasGivenIsToldAtItsPlace() {
        String token = token(publish(""));
        assertThat(send(token, "{}").errors())
                .containsExactly("/values/kind required", "/values/name required");
        assertThat(send(token, "{'name': ' ', 'kind': 'a'}").errors())
                .containsExactly("/values/name required");
        assertThat(
                        send(
                                        token,
                                        "{'name': 'Ann', 'kind': 'c', 'email': 'no', 'size': 'many', 'product': '%s'}"
                                                .formatted(UUID.randomUUID()))
                                .errors())
                .containsExactly("/values/product reference_not_found");
        assertThat(send(token, "{'name': 'Ann', 'kind': 'c', 'email': 'no'}").errors())
                .containsExactly("/values/email invalid_email", "/values/kind unknown_option");
        ApiClient.Answer large = send(token, "{'name': 'Ann', 'kind': 'a', 'size': 5000}");
        assertThat(large.errors()).containsExactly("/values/size validation_failed");
        assertThat(large.body()).contains("We serve small companies");
        // By a unique field one would find out which records there are.
        assertThat(
                        send(token, "{'name': 'Ann', 'kind': 'a', 'product': {'name': 'Pear'}}")
                                .errors())
                .containsExactly("/values/product reference_not_found");
        assertThat(leads()).isEmpty();
    }

    @Test
    void ofWhatItDoesNotAskForNothingIsTold() {
        JsonNode form = publish("");
        admin.patch(FORMS + "/" + form.get("id").textValue(), "{'fixed': {'score': 60}}");
        ApiClient.Answer answer = send(token(form), "{'name': 'Ann', 'kind': 'a'}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("state_conflict");
        assertThat(answer.body()).doesNotContain("score").doesNotContain("inner");
    }

    @Test
    void aValueThatIsTakenIsAnsweredAsOneThatIsNot() {
        JsonNode form = publish("");
        String values = "{'name': 'Ann', 'kind': 'a', 'email': 'ann@x.example'}";
        String first = send(token(form), values).body();
        ApiClient.Answer second = send(token(form), values);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first);
        assertThat(leads()).hasSize(1);
        JsonNode now = admin.get(FORMS + "/" + form.get("id").textValue()).json();
        assertThat(now.get("answers").intValue()).isEqualTo(1);
        assertThat(now.get("notTaken").intValue()).isEqualTo(1);
        // What is wrong beside it is told in either case alike.
        String wrong = "{'name': 'Ann', 'kind': 'a', 'email': '%s', 'size': 5000}";
        assertThat(send(token(form), wrong.formatted("ann@x.example")).errors())
                .isEqualTo(send(token(form), wrong.formatted("new@x.example")).errors())
                .containsExactly("/values/size validation_failed");
    }

    @Test
    void programsAreNotTaken() {
        JsonNode form = publish("");
        String token = token(form);
        String values = "{'name': 'Bot', 'kind': 'a'}";
        String ticket = look(token).json().get("ticket").textValue();
        ApiClient.Answer early = sendWith(token, ticket, values, "");
        assertThat(early.code()).isEqualTo("too_many_requests");
        assertThat(early.header("Retry-After")).isNotNull();
        clock.pass(Duration.ofSeconds(4));
        assertThat(sendWith(token, ticket, values, ", 'website': 'https://spam'").status())
                .isEqualTo(200);
        assertThat(leads()).isEmpty();
        assertThat(sendWith(token, "0.forged", values, "").code()).isEqualTo("state_conflict");
        String ofAnother = look(token(publish(""))).json().get("ticket").textValue();
        assertThat(sendWith(token, ofAnother, values, "").code()).isEqualTo("state_conflict");
        assertThat(sendWith(token, ticket, values, "").status()).isEqualTo(200);
        assertThat(leads()).hasSize(1);
        clock.pass(Duration.ofDays(1));
        assertThat(sendWith(token, ticket, values, "").code()).isEqualTo("state_conflict");
    }

    @Test
    void fromOneAddressComeSoManyAndNoMore() {
        String token = token(publish(""));
        String ticket = look(token).json().get("ticket").textValue();
        clock.pass(Duration.ofSeconds(4));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            statuses.add(
                    sendWith(token, ticket, "{'name': 'N%d', 'kind': 'a'}".formatted(i), "")
                            .status());
        }
        assertThat(statuses.subList(0, 20)).containsOnly(200);
        assertThat(statuses.subList(20, 22)).containsOnly(429);
        assertThat(leads()).hasSize(20);
        // Another form of the same tenant is not held up.
        assertThat(send(token(publish("")), "{'name': 'Ann', 'kind': 'a'}").status())
                .isEqualTo(200);
    }

    @Test
    void anAnswerIsNoLargerThanItMayBe() {
        String token = token(publish(""));
        assertThat(sendWith(token, "x", "{'name': '" + "x".repeat(300_000) + "'}", "").code())
                .isEqualTo("body_too_large");
    }

    /** Whatever the reason, a stranger is told the same. */
    @Test
    void aFormThatIsNotOpenIsAnsweredAsOneThatNeverWas() {
        String never = RightsFixture.told(look("no-token-at-all"));
        JsonNode form = publish("");
        String id = form.get("id").textValue();
        String token = token(form);
        assertThat(look(token).status()).isEqualTo(200);
        List<String> closed =
                List.of(
                        "{'open': false}",
                        "{'open': true, 'opensAt': '%s'}"
                                .formatted(clock.instant().plusSeconds(3_600)),
                        "{'opensAt': null, 'closesAt': '%s'}"
                                .formatted(clock.instant().minusSeconds(1)));
        for (String patch : closed) {
            assertThat(admin.patch(FORMS + "/" + id, patch).status()).isEqualTo(200);
            assertThat(RightsFixture.told(look(token))).as(patch).isEqualTo(never);
            assertThat(sendWith(token, "x", "{}", "").code()).isEqualTo("invalid_link");
        }
        assertThat(admin.get(FORMS + "/" + id).json().get("state").textValue()).isEqualTo("over");
        admin.patch(FORMS + "/" + id, "{'closesAt': null, 'mostAnswers': 1}");
        assertThat(send(token, "{'name': 'Ann', 'kind': 'a'}").status()).isEqualTo(200);
        assertThat(RightsFixture.told(look(token))).isEqualTo(never);
        assertThat(admin.get(FORMS + "/" + id).json().get("state").textValue()).isEqualTo("full");
        admin.patch(FORMS + "/" + id, "{'mostAnswers': null}");

        String fresh = token(admin.post(FORMS + "/" + id + "/address", "{}").json());
        assertThat(fresh).isNotEqualTo(token);
        assertThat(RightsFixture.told(look(token))).isEqualTo(never);
        assertThat(look(fresh).status()).isEqualTo(200);

        admin.patch("/api/v1/tenant/public-access", "{'forms': false}");
        assertThat(RightsFixture.told(look(fresh))).isEqualTo(never);
        admin.patch("/api/v1/tenant/public-access", "{'forms': true}");
        assertThat(look(fresh).status()).isEqualTo(200);
        assertThat(admin.delete("/api/v1/metadata/objects/lead").status()).isLessThan(300);
        assertThat(RightsFixture.told(look(fresh))).isEqualTo(never);
        assertThat(admin.get(FORMS + "/" + id).json().get("state").textValue()).isEqualTo("broken");
        assertThat(admin.delete(FORMS + "/" + id).status()).isEqualTo(204);
        assertThat(admin.get(FORMS + "/" + id).status()).isEqualTo(404);
        assertThat(RightsFixture.told(look(fresh))).isEqualTo(never);
    }

    @Test
    void whoGuessesAddressesIsStopped() {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            statuses.add(look("guess" + i).status());
        }
        assertThat(statuses).contains(422).endsWith(429);
    }

    @Test
    void theLastAnswerIsTakenOnce() throws Exception {
        JsonNode form = publish(", 'mostAnswers': 3");
        String token = token(form);
        String ticket = look(token).json().get("ticket").textValue();
        clock.pass(Duration.ofSeconds(4));
        List<Callable<Integer>> senders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String values = "{'name': 'N%d', 'kind': 'a'}".formatted(i);
            senders.add(() -> sendWith(token, ticket, values, "").status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            for (var sent : threads.invokeAll(senders)) {
                statuses.add(sent.get());
            }
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
        assertThat(statuses).filteredOn(status -> status != 200).containsOnly(422);
        assertThat(leads()).hasSize(3);
    }

    private ApiClient.Answer upload(String token, String field, String name, byte[] content) {
        return stranger.send(
                "POST",
                FILES + "?field=" + field + "&name=" + name,
                "application/octet-stream",
                content,
                "Armature-Form",
                token);
    }

    @Test
    void filesComeByTheFormAloneAndWithinItsBounds() {
        String token = token(publish(""));
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        ApiClient.Answer sent = upload(token, "paper", "note.txt", content);
        assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
        String file = sent.json().get("file").textValue();
        assertThat(
                        send(token, "{'name': 'Ann', 'kind': 'a', 'paper': '%s'}".formatted(file))
                                .status())
                .isEqualTo(200);
        JsonNode lead = leads().getFirst();
        assertThat(lead.at("/paper/name").textValue()).isEqualTo("note.txt");
        String id = lead.at("/paper/id").textValue();
        assertThat(admin.get("/api/v1/files/" + id + "/content").body()).isEqualTo("hello");

        assertThat(upload(token, "paper", "note.txt", new byte[1_001]).code())
                .isEqualTo("body_too_large");
        assertThat(upload(token, "paper", "image.png", png()).status()).isEqualTo(422);
        assertThat(upload(token, "name", "note.txt", content).status()).isEqualTo(404);
        assertThat(upload("none", "paper", "note.txt", content).code()).isEqualTo("invalid_link");
        // Neither a file of somebody else nor one that was sent with another form.
        String own = RightsFixture.upload(admin, "own.txt");
        String other =
                upload(token(publish("")), "paper", "note.txt", content)
                        .json()
                        .get("file")
                        .textValue();
        for (String wrong : List.of(own, id, other, file + "x")) {
            assertThat(
                            send(
                                            token,
                                            "{'name': 'Ann', 'kind': 'a', 'paper': '%s'}"
                                                    .formatted(wrong))
                                    .errors())
                    .containsExactly("/values/paper reference_not_found");
        }
    }

    private static byte[] png() {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    }

    @Test
    void aFormIsRefusedThatAsksForWhatStrangersAreNotAsked() {
        String form = "{'object': 'lead', 'title': 'x', 'fields': [%s]}";
        for (String field : List.of("secret", "keeper", "double")) {
            assertThat(admin.post(FORMS, form.formatted("{'field': '" + field + "'}")).errors())
                    .as(field)
                    .contains("/fields/0/field not_allowed");
        }
        assertThat(admin.post(FORMS, form.formatted("{'field': 'product'}")).errors())
                .contains("/fields/0/choices required");
        assertThat(admin.post(FORMS, form.formatted("{'field': 'none'}")).errors())
                .contains("/fields/0/field unknown_field");
        assertThat(admin.post(FORMS, form.formatted("{'field': 'email'}")).errors())
                .containsExactly("/fields required");
        assertThat(
                        admin.post(FORMS, form.formatted("{'field': 'name'}, {'field': 'name'}"))
                                .errors())
                .containsExactly("/fields/1/field not_unique");
        assertThat(
                        admin.post(
                                        FORMS,
                                        "{'object': 'lead', 'title': 'x', 'fields': [{'field': 'name'}], 'fixed': {'secret': 'x', 'name': 'x', 'score': 'x', 'no': 1}}")
                                .errors())
                .containsExactly(
                        "/fields/0/field not_unique",
                        "/fixed/no unknown_field",
                        "/fixed/score wrong_type",
                        "/fixed/secret not_allowed");
        for (String address :
                List.of(
                        "http://www.example.com",
                        "javascript:alert(1)",
                        "//evil.example",
                        "https://user@evil.example",
                        "https:///nowhere")) {
            assertThat(
                            admin.post(
                                            FORMS,
                                            "{'object': 'lead', 'title': 'x', 'fields': [{'field': 'name'}], 'redirect': '%s'}"
                                                    .formatted(address))
                                    .errors())
                    .as(address)
                    .containsExactly("/redirect invalid_url");
        }
        assertThat(
                        admin.post(
                                        FORMS,
                                        "{'object': 'lead', 'title': 'x', 'fields': [{'field': 'name'}], 'owner': '%s'}"
                                                .formatted(UUID.randomUUID()))
                                .errors())
                .containsExactly("/owner reference_not_found");
        assertThat(admin.post(FORMS, "{'object': 'none', 'title': 'x'}").errors())
                .containsExactly("/object unknown_object");
        assertThat(admin.get(FORMS).json().get("data")).isEmpty();
    }

    @Test
    void aFieldKeepsItsPlaceWhenItIsRenamedAndGoesWhenItIsDeleted() {
        String token = token(publish(""));
        admin.patch("/api/v1/metadata/objects/lead/fields/size", "{'name': 'people'}");
        admin.delete("/api/v1/metadata/objects/lead/fields/kind");
        JsonNode fields = look(token).json().get("fields");
        assertThat(fields.findValuesAsText("name"))
                .containsExactly("name", "email", "people", "product", "paper");
        assertThat(send(token, "{'name': 'Ann', 'people': 3}").status()).isEqualTo(200);
        assertThat(leads().getFirst().get("people").intValue()).isEqualTo(3);
    }

    @Test
    void aFullTenantSaysNothingOfItsQuota() {
        String token = token(publish(""));
        platform.update(
                "update tenant set record_quota = 2 where slug = '%s'"
                        .formatted(admin.me("/tenant/slug")));
        ApiClient.Answer answer = send(token, "{'name': 'Ann', 'kind': 'a'}");
        assertThat(answer.code()).isEqualTo("state_conflict");
        assertThat(answer.body()).doesNotContain("quota");
        assertThat(leads()).isEmpty();
    }

    @Test
    void formsAreForAdministratorsOfTheirTenantAlone() {
        String form = publish("").get("id").textValue();
        String slug = admin.me("/tenant/slug");
        admin.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['user']}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        ApiClient other = platform.newTenant();
        for (ApiClient.Answer answer :
                List.of(
                        bob.get(FORMS),
                        bob.post(FORMS, FORM.formatted("")),
                        bob.patch(FORMS + "/" + form, "{'open': false}"),
                        bob.post(FORMS + "/" + form + "/address", "{}"),
                        bob.delete(FORMS + "/" + form),
                        bob.patch("/api/v1/tenant/public-access", "{'forms': false}"))) {
            assertThat(answer.code()).isEqualTo("forbidden");
        }
        assertThat(other.get(FORMS).json().get("data")).isEmpty();
        for (ApiClient.Answer answer :
                List.of(
                        other.get(FORMS + "/" + form),
                        other.patch(FORMS + "/" + form, "{'open': false}"),
                        other.post(FORMS + "/" + form + "/address", "{}"),
                        other.delete(FORMS + "/" + form))) {
            assertThat(answer.status()).isEqualTo(404);
        }
        ApiClient key =
                admin.withToken(
                        admin.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['write']}")
                                .json()
                                .get("key")
                                .textValue());
        assertThat(key.get(FORMS).code()).isEqualTo("scope_missing");
    }

    @Test
    void aTokenOfOneTenantOpensNothingOfAnother() {
        String token = token(publish(""));
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        ApiClient other = platform.newTenant();
        UUID uid = UUID.fromString(other.me("/tenant/id"));
        ByteBuffer.wrap(bytes)
                .putLong(uid.getMostSignificantBits())
                .putLong(uid.getLeastSignificantBits());
        String moved = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(look(moved).code()).isEqualTo("invalid_link");
    }
}
