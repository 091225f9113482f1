package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Fields say whose business their values are, and sensitive values are repeated nowhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassificationApiTest {

    private static final String OBJECT = "/api/v1/metadata/objects/patient";
    private static final String PATIENTS = "/api/v1/records/patient";

    /** Planted in every value; whatever is told must not have it. */
    private static final String MARKER = "zebra7731";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void patients() {
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'patient', 'fields': [
                  {'name': 'name', 'type': 'text', 'classification': 'personal'},
                  {'name': 'code', 'type': 'text', 'unique': true, 'classification': 'sensitive'},
                  {'name': 'mail', 'type': 'email', 'classification': 'sensitive'},
                  {'name': 'state', 'type': 'select', 'options': ['well', 'ill'], 'classification': 'sensitive'},
                  {'name': 'phone', 'type': 'phone', 'classification': 'sensitive'},
                  {'name': 'short', 'type': 'text', 'maxLength': 3, 'classification': 'sensitive'},
                  {'name': 'visible', 'type': 'select', 'options': ['a']}]}
                """);
        ann.object(
                "{'name': 'visit', 'fields': [{'name': 'patient', 'type': 'reference', 'target': 'patient'}]}");
    }

    private JsonNode field(String name) {
        for (JsonNode field : ann.get(OBJECT).json().get("fields")) {
            if (field.get("name").textValue().equals(name)) {
                return field;
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void itIsMetadataThatIsCheckedAndChanged() {
        assertThat(field("name").get("classification").textValue()).isEqualTo("personal");
        assertThat(field("visible").has("classification")).isFalse();
        ann.patch(OBJECT + "/fields/visible", "{'classification': 'sensitive'}");
        assertThat(field("visible").get("classification").textValue()).isEqualTo("sensitive");
        ann.patch(OBJECT + "/fields/visible", "{'classification': null}");
        assertThat(field("visible").has("classification")).isFalse();
        assertThat(ann.patch(OBJECT + "/fields/visible", "{'classification': 'secret'}").errors())
                .containsExactly("/classification unknown_option");
        assertThat(ann.patch(OBJECT + "/fields/visible", "{'classification': 5}").errors())
                .containsExactly("/classification unknown_option");
    }

    @Test
    void schemasAndTheApiDocumentSayIt() {
        JsonNode schema = ann.get(OBJECT + "/schema").json();
        assertThat(schema.at("/properties/name/x-classification").textValue())
                .isEqualTo("personal");
        assertThat(schema.at("/properties/code/x-classification").textValue())
                .isEqualTo("sensitive");
        assertThat(schema.at("/properties/visible").has("x-classification")).isFalse();
        assertThat(
                        ann.get("/api/v1/openapi.json")
                                .json()
                                .at("/components/schemas")
                                .findValuesAsText("x-classification"))
                .contains("personal", "sensitive");
    }

    @Test
    void refusalsTellTheirPlaceAndCodeAndNoValue() {
        ann.create(PATIENTS, "{'code': '" + MARKER + "'}");
        List<ApiClient.Answer> answers =
                List.of(
                        ann.post(PATIENTS, "{'mail': '" + MARKER + "'}"),
                        ann.post(PATIENTS, "{'state': '" + MARKER + "'}"),
                        ann.post(PATIENTS, "{'phone': '" + MARKER + "'}"),
                        ann.post(PATIENTS, "{'short': '" + MARKER + "'}"),
                        ann.post(PATIENTS, "{'code': '" + MARKER + "'}"),
                        ann.post(
                                PATIENTS + "/update",
                                "{'filter': 'true', 'set': {'state': '" + MARKER + "'}}"),
                        ann.post(
                                "/api/v1/records/visit",
                                "{'patient': {'code': '" + MARKER + "2'}}"));
        assertThat(answers)
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isBetween(400, 499);
                    assertThat(answer.errors()).isNotEmpty();
                    assertThat(answer.body()).doesNotContain(MARKER);
                });
        assertThat(answers.getFirst().errors()).containsExactly("/mail invalid_email");
        assertThat(answers.getFirst().body()).contains("sensitive");
        assertThat(ann.post(PATIENTS, "{'visible': '" + MARKER + "'}").errors())
                .containsExactly("/visible unknown_option");
    }

    @Test
    void listsOfRefusedLinesLeaveSensitiveCellsOut() {
        String csv =
                "name,mail,state\nAnn,ann@x.example,%1$s\n\"Bob, jr\",%1$s,well\nEve,%1$s\n"
                        .formatted(MARKER);
        ApiClient.Answer started = ann.csv(PATIENTS + "/import", csv);
        JsonNode job = ann.finished(started.id());
        assertThat(job.get("refused").intValue()).isEqualTo(3);
        assertThat(job.toString()).doesNotContain(MARKER);
        assertThat(ann.get("/api/v1/jobs/" + started.id() + "/refused").body())
                .doesNotContain(MARKER);
        assertThat(job.at("/refusals/1/source").textValue()).isEqualTo("\"Bob, jr\",•••,•••");
        assertThat(job.at("/refusals/1/errors/0/pointer").textValue()).isEqualTo("/mail");
        assertThat(job.at("/refusals/2/source").textValue()).isEqualTo("•••");
    }

    @Test
    void aConversionTellsWhichRecordsAndNotTheirValues() {
        ann.create(PATIENTS, "{'code': '" + MARKER + "'}");
        ApiClient.Answer started =
                ann.post(OBJECT + "/fields/code/convert", "{'type': 'integer', 'dryRun': true}");
        JsonNode job = ann.finished(started.id());
        assertThat(job.get("refused").intValue()).as(job.toString()).isEqualTo(1);
        assertThat(job.toString()).doesNotContain(MARKER);
    }
}
