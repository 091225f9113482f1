package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What may be said of indexes over several fields, and what is refused at its place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CombinedIndexApiTest {

    private static final String OBJECT = "/api/v1/metadata/objects/deal";

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
    void anObjectWithFieldsOfManyTypes() {
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'stage', 'type': 'select', 'options': ['open', 'won']}, {'name': 'amount', 'type': 'decimal', 'scale': 2},
                  {'name': 'name', 'type': 'text'}, {'name': 'tags', 'type': 'multiSelect', 'options': ['a', 'b']}, {'name': 'extra', 'type': 'json'},
                  {'name': 'place', 'type': 'geoPoint'}, {'name': 'key', 'type': 'secret'}, {'name': 'others', 'type': 'references', 'target': 'deal'},
                  {'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}]}
                """);
    }

    private ApiClient.Answer indexes(String list) {
        return ann.patch(OBJECT, "{'indexes': " + list + "}");
    }

    private List<String> refused(String list) {
        ApiClient.Answer answer = indexes(list);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        return answer.errors();
    }

    private JsonNode kept() {
        return ann.get(OBJECT).json().path("indexes");
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        assertThat(refused("[['stage', 'amuont']]")).containsExactly("/indexes/0/1 unknown_field");
        assertThat(indexes("[['stage', '-amuont']]").body()).contains("did you mean", "amount");
        assertThat(kept().isMissingNode()).as("nothing was changed").isTrue();
    }

    @Test
    void nothingIsListedTwice() {
        assertThat(refused("[['stage', 'name', '-stage']]"))
                .containsExactly("/indexes/0/2 not_unique");
        assertThat(refused("[['stage', 'name'], ['name', 'stage'], ['stage', 'name']]"))
                .containsExactly("/indexes/2 not_unique");
        assertThat(indexes("[['stage', 'name'], ['name', 'stage'], ['stage', '-name']]").status())
                .as("another order is another index")
                .isEqualTo(200);
    }

    @Test
    void anIndexHasTwoToFourFieldsAndAnObjectTenIndexes() {
        assertThat(refused("[['stage']]")).containsExactly("/indexes/0 out_of_range");
        assertThat(refused("[['stage', 'amount', 'name', 'createdAt', 'id']]"))
                .contains("/indexes/0 out_of_range");
        assertThat(refused("['stage']")).containsExactly("/indexes/0 wrong_type");
        assertThat(refused("[['stage', 5]]")).containsExactly("/indexes/0 wrong_type");
        String eleven = String.join(", ", Collections.nCopies(11, "['stage', 'name']"));
        assertThat(refused("[" + eleven + "]")).contains("/indexes limit_exceeded");
    }

    @Test
    void fieldsWhoseValuesHaveNoOrderOrAreNotStoredHaveNoPlaceInOne() {
        for (String field : List.of("tags", "extra", "place", "key", "others", "twice")) {
            assertThat(refused("[['stage', '%s']]".formatted(field)))
                    .as(field)
                    .containsExactly("/indexes/0/1 not_allowed");
        }
    }

    @Test
    void aRenameIsCarriedIntoThemAndWhatTheyUseCannotGo() {
        assertThat(indexes("[['stage', '-name']]").status()).isEqualTo(200);

        assertThat(ann.patch(OBJECT + "/fields/name", "{'name': 'title'}").status()).isEqualTo(200);
        ApiClient.Answer deleted = ann.delete(OBJECT + "/fields/title");

        assertThat(kept().toString()).isEqualTo("[[\"stage\",\"-title\"]]");
        assertThat(deleted.errors()).containsExactly(" in_use");
        assertThat(deleted.body()).contains("by the option indexes of deal");
        assertThat(indexes("null").status()).isEqualTo(200);
        assertThat(ann.delete(OBJECT + "/fields/title").status()).isLessThan(300);
    }

    @Test
    void aFieldInOneIsNotConvertedIntoATypeWithoutOrder() {
        assertThat(indexes("[['stage', '-amount']]").status()).isEqualTo(200);

        ApiClient.Answer converted =
                ann.post(
                        OBJECT + "/fields/stage/convert",
                        "{'type': 'multiSelect', 'options': ['open', 'won']}");

        assertThat(converted.status()).as(converted.body()).isEqualTo(422);
        assertThat(converted.errors()).containsExactly("/objects/deal/indexes/0/0 not_allowed");
    }
}
