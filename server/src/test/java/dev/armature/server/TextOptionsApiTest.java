package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a field of text demands: a pattern, and values that differ by more than their case. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextOptionsApiTest {

    private static final String ITEMS = "/api/v1/records/item";
    private static final String OBJECT = "/api/v1/metadata/objects/item";
    private static final String FIELDS = OBJECT + "/fields/";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void twoTenantsWithTheSameObject() {
        ann = platform.newTenant();
        bob = platform.newTenant();
        for (ApiClient client : List.of(ann, bob)) {
            client.object(
                    """
                    {'name': 'item', 'fields': [{'name': 'code', 'type': 'text', 'unique': true, 'ignoreCase': true},
                      {'name': 'shelf', 'type': 'text'}, {'name': 'place', 'type': 'integer'},
                      {'name': 'plate', 'type': 'text', 'pattern': '^[A-Z]{2}-[0-9]+$', 'patternMessage': 'Two capitals, a dash and a number'},
                      {'name': 'twin', 'type': 'reference', 'target': 'item'}]}
                    """);
        }
    }

    private static ApiClient.Answer post(ApiClient client, String values) {
        return client.post(ITEMS, "{" + values + "}");
    }

    private String item(String values) {
        return ann.create(ITEMS, "{" + values + "}");
    }

    private JsonNode get(String id) {
        return ann.get(ITEMS + "/" + id).json();
    }

    private ApiClient.Answer patchField(String field, String body) {
        return ann.patch(FIELDS + field, body);
    }

    @Test
    void aTextThatDoesNotHoldThePatternIsRefusedInTheWordsOfItsAuthor() {
        ApiClient.Answer refused = post(ann, "'plate': 'ab-1'");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly("/plate pattern_mismatch");
        assertThat(refused.json().at("/errors/0/message").textValue())
                .isEqualTo("Two capitals, a dash and a number");
        assertThat(post(ann, "'plate': 'AB-17'").status()).isEqualTo(201);
        assertThat(ann.get(OBJECT + "/schema").json().at("/properties/plate").toString())
                .contains("\"pattern\":\"^[A-Z]{2}-[0-9]+$\"");
    }

    @Test
    void aPatternIsLookedForAnywhereUnlessItIsBoundToTheEnds() {
        ann.create(FIELDS, "{'name': 'note', 'type': 'text', 'pattern': '[0-9]|x$'}");

        assertThat(post(ann, "'note': 'room 5, left'").status()).isEqualTo(201);
        assertThat(post(ann, "'note': 'box'").status()).isEqualTo(201);
        ApiClient.Answer refused = post(ann, "'note': 'boxes'");
        assertThat(refused.errors()).containsExactly("/note pattern_mismatch");
        assertThat(refused.json().at("/errors/0/message").textValue())
                .isEqualTo("The text does not match the pattern [0-9]|x$");
    }

    @Test
    void aPatternThatIsNoneOrTakesMoreThanLinearTimeIsRefusedAtItsPlace() {
        for (String pattern : List.of("(", "a{1000}", "(?=a)", "(a)\\\\1", "[b-a]")) {
            ApiClient.Answer refused =
                    ann.post(
                            FIELDS,
                            "{'name': 'bad', 'type': 'text', 'pattern': '%s'}".formatted(pattern));
            assertThat(refused.errors()).as(pattern).containsExactly("/pattern invalid_pattern");
            assertThat(refused.json().at("/errors/0/message").textValue())
                    .startsWith("The pattern is not understood at character ");
        }
        assertThat(
                        ann.post(
                                        FIELDS,
                                        "{'name': 'bad', 'type': 'text', 'pattern': '%s'}"
                                                .formatted("a".repeat(1_001)))
                                .errors())
                .containsExactly("/pattern too_long");
    }

    @Test
    void aPatternIsTightenedOnceAllRecordsHoldIt() {
        String odd = item("'plate': 'AB-1'");

        ApiClient.Answer refused = patchField("plate", "{'pattern': '^[A-Z]{2}-[0-9]{2}$'}");

        assertThat(refused.errors()).containsExactly("/pattern records_do_not_fit");
        assertThat(refused.json().at("/errors/0/message").textValue()).contains("1 records", odd);
        ann.patch(ITEMS + "/" + odd, "{'plate': 'AB-10'}");
        assertThat(patchField("plate", "{'pattern': '^[A-Z]{2}-[0-9]{2}$'}").status())
                .isEqualTo(200);
        assertThat(post(ann, "'plate': 'AB-1'").errors())
                .containsExactly("/plate pattern_mismatch");
        assertThat(patchField("plate", "{'pattern': null, 'patternMessage': null}").status())
                .isEqualTo(200);
        assertThat(post(ann, "'plate': 'anything'").status()).isEqualTo(201);
        assertThat(post(bob, "'plate': 'anything'").status()).isEqualTo(422);
    }

    @Test
    void valuesThatDifferInCaseAloneAreOneWhereTheyAreUnique() {
        item("'code': 'École-Σίσυφος'");

        assertThat(post(ann, "'code': 'éCOLE-ΣΊΣΥΦΟΣ'").code()).isEqualTo("not_unique");
        assertThat(post(ann, "'code': 'Ecole-Σίσυφος'").status()).isEqualTo(201);
        assertThat(post(bob, "'code': 'éCOLE-ΣΊΣΥΦΟΣ'").status()).isEqualTo(201);
        assertThat(item("'code': 'straße'")).isNotEqualTo(item("'code': 'STRASSE'"));
    }

    @Test
    void aRecordIsFoundByItsKeyInAnyCaseAndKeepsItsSpelling() {
        String id = item("'code': 'Ab-c'");

        ApiClient.Answer changed = ann.put(ITEMS + "/by/code/AB-C", "{'shelf': 'low'}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(get(id).get("shelf").textValue()).isEqualTo("low");
        assertThat(get(id).get("code").textValue()).isEqualTo("Ab-c");

        ApiClient.Answer respelled = ann.put(ITEMS + "/by/code/AB-C", "{'code': 'aB-C'}");
        assertThat(respelled.status()).as(respelled.body()).isEqualTo(200);
        assertThat(get(id).get("code").textValue()).isEqualTo("aB-C");

        ApiClient.Answer twin = post(ann, "'code': 'other', 'twin': {'code': 'ab-c'}");
        assertThat(twin.json().get("twin").textValue()).isEqualTo(id);

        String job = ann.csv(ITEMS + "/import?mode=upsert&key=code", "code,place\nAB-c,7\n").id();
        JsonNode imported = ann.finished(job);
        assertThat(imported.get("updated").intValue()).as(imported.toString()).isEqualTo(1);
        assertThat(get(id).get("place").intValue()).isEqualTo(7);
        assertThat(get(id).get("code").textValue())
                .as("an import says how it is written")
                .isEqualTo("AB-c");
    }

    @Test
    void severalFieldsTogetherAreComparedWithoutCaseToo() {
        patchField("shelf", "{'ignoreCase': true}");
        ann.patch(OBJECT, "{'uniqueTogether': [['shelf', 'place']]}");
        String upper = item("'shelf': 'A', 'place': 1");
        item("'shelf': 'a', 'place': 2");

        assertThat(post(ann, "'shelf': 'a', 'place': 1").code()).isEqualTo("not_unique");
        assertThat(patchField("shelf", "{'ignoreCase': false}").status()).isEqualTo(200);
        assertThat(post(ann, "'shelf': 'a', 'place': 1").status()).isEqualTo(201);

        ApiClient.Answer refused = patchField("shelf", "{'ignoreCase': true}");
        assertThat(refused.errors()).containsExactly("/objects/item/uniqueTogether/0 not_unique");
        ann.delete(ITEMS + "/" + upper);
        assertThat(patchField("shelf", "{'ignoreCase': true}").status()).isEqualTo(200);
        assertThat(ann.post(ITEMS + "/" + upper + "/restore", "").code()).isEqualTo("not_unique");
    }

    @Test
    void caseIsIgnoredFromNowOnUnlessRecordsAreAlikeThen() {
        patchField("code", "{'ignoreCase': false}");
        String small = item("'code': 'abc'");
        String big = item("'code': 'ABC'");
        item("'code': 'x'");

        ApiClient.Answer refused = patchField("code", "{'ignoreCase': true}");

        assertThat(refused.errors()).containsExactly("/ignoreCase not_unique");
        assertThat(refused.json().at("/errors/0/message").textValue())
                .isEqualTo("1 records have a value that another record has too");
        assertThat(post(ann, "'code': 'X'").status()).as("nothing has changed").isEqualTo(201);
        ann.delete(ITEMS + "/" + big);
        ann.put(ITEMS + "/by/code/X", "{'code': 'Y'}");
        assertThat(patchField("code", "{'ignoreCase': true}").status()).isEqualTo(200);
        assertThat(post(ann, "'code': 'aBc'").code()).isEqualTo("not_unique");
        assertThat(ann.post(ITEMS + "/" + big + "/restore", "").code()).isEqualTo("not_unique");
        assertThat(ann.put(ITEMS + "/by/code/ABC", "{'place': 3}").json().get("id").textValue())
                .isEqualTo(small);
    }

    @Test
    void aConversionHoldsToBoth() {
        item("'shelf': 'AB-1'");
        item("'shelf': 'ab-1'");

        JsonNode job =
                ann.finished(
                        ann.post(
                                        FIELDS + "shelf/convert",
                                        "{'type': 'text', 'pattern': '^[A-Z]{2}-[0-9]$', 'dryRun': true}")
                                .id());
        JsonNode alike =
                ann.finished(
                        ann.post(
                                        FIELDS + "shelf/convert",
                                        "{'type': 'text', 'unique': true, 'ignoreCase': true}")
                                .id());

        assertThat(job.at("/refusals/0/errors/0/code").textValue()).isEqualTo("pattern_mismatch");
        assertThat(alike.at("/refusals/0/errors/0/code").textValue()).isEqualTo("not_unique");
        assertThat(alike.get("state").textValue()).isEqualTo("failed");
    }
}
