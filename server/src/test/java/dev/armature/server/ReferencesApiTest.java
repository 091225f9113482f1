package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A field may name many records of another object, in an order, and they know of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferencesApiTest {

    private static final String POSTS = "/api/v1/records/post";
    private static final String TAGS = "/api/v1/records/tag";

    private TestPlatform platform;
    private ApiClient ann;
    private String red;
    private String green;
    private String blue;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aBlog() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'tag', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'weight', 'type': 'decimal'},"
                        + " {'name': 'since', 'type': 'dateTime'}, {'name': 'doubled', 'type': 'formula', 'returns': 'decimal', 'expression': 'weight * 2'}]}");
        ann.object(
                "{'name': 'post', 'fields': [{'name': 'name', 'type': 'text'},"
                        + " {'name': 'tags', 'type': 'references', 'target': 'tag', 'maxItems': 3},"
                        + " {'name': 'moods', 'type': 'references', 'target': 'tag', 'onDelete': 'remove'}]}");
        red = tag("red", 1.5);
        green = tag("green", 2);
        blue = tag("blue", 3);
    }

    private String tag(String name, double weight) {
        return ann.create(TAGS, "{'name': '%s', 'weight': %s}".formatted(name, weight));
    }

    private String post(String name, String... tags) {
        return ann.create(POSTS, "{'name': '%s', 'tags': %s}".formatted(name, list(tags)));
    }

    private static String list(String... ids) {
        return "["
                + String.join(", ", List.of(ids).stream().map(id -> "'" + id + "'").toList())
                + "]";
    }

    private List<String> names(String filter) {
        ApiClient.Answer answer = ann.get(POSTS + "?sort=name&filter=" + encode(filter));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("data").spliterator(), false)
                .map(record -> record.get("name").textValue())
                .toList();
    }

    private List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
    }

    private JsonNode read(String post) {
        return ann.get(POSTS + "/" + post).json();
    }

    @Test
    void theOrderIsKeptAndAnotherOrderIsAChange() {
        String post = post("one", blue, red);
        assertThat(texts(read(post).get("tags"))).containsExactly(blue, red);

        ann.patch(POSTS + "/" + post, "{'tags': %s}".formatted(list(blue, red)));
        assertThat(read(post).get("version").intValue()).isEqualTo(1);
        ann.patch(POSTS + "/" + post, "{'tags': %s}".formatted(list(red, blue)));
        assertThat(read(post).get("version").intValue()).isEqualTo(2);
        assertThat(texts(read(post).get("tags"))).containsExactly(red, blue);
        assertThat(
                        texts(
                                ann.get(POSTS + "/" + post + "/history")
                                        .json()
                                        .at("/data/0/replaced/tags")))
                .containsExactly(blue, red);
    }

    @Test
    void aRecordIsNamedByAUniqueFieldToo() {
        String post =
                ann.create(
                        POSTS,
                        "{'tags': [{'name': 'green'}, '%s', {'name': 'blue'}]}".formatted(red));
        assertThat(texts(read(post).get("tags"))).containsExactly(green, red, blue);

        assertThat(errors("[{'name': 'green'}, {'name': 'pink'}, {'name': 'gray'}]"))
                .containsExactly("/tags reference_not_found", "/tags reference_not_found");
        assertThat(errors("[{'name': 'green'}, '%s']".formatted(green)))
                .containsExactly("/tags not_unique");
        assertThat(errors("[{'weight': 2}]")).containsExactly("/tags unknown_field");
        assertThat(errors("[{'name': 5}]")).containsExactly("/tags wrong_type");
    }

    private List<String> errors(String tags) {
        return ann.post(POSTS, "{'tags': " + tags + "}").errors();
    }

    @Test
    void onlyLiveRecordsOfTheTargetAreNamedAndNoMoreThanTheFieldAllows() {
        String post = post("one");
        ApiClient stranger = platform.newTenant();
        stranger.object("{'name': 'tag', 'fields': [{'name': 'name', 'type': 'text'}]}");
        String foreign = stranger.create(TAGS, "{'name': 'red'}");
        ann.delete(TAGS + "/" + blue);

        for (String wrong : List.of(post, foreign, blue)) {
            assertThat(errors(list(red, wrong))).containsExactly("/tags reference_not_found");
        }
        assertThat(errors(list(red, red))).containsExactly("/tags not_unique");
        assertThat(errors(list(red, green, foreign, post))).containsExactly("/tags too_long");
    }

    @Test
    void aNamedRecordIsNotDeletedOrIsTakenOutOfTheLists() {
        String held = post("held", red, green);
        String mood = ann.create(POSTS, "{'moods': %s}".formatted(list(green, blue)));

        assertThat(ann.delete(TAGS + "/" + green).code()).isEqualTo("referenced");
        ann.patch(POSTS + "/" + held, "{'tags': %s}".formatted(list(red)));
        assertThat(ann.delete(TAGS + "/" + green).status()).isEqualTo(204);
        assertThat(texts(read(mood).get("moods"))).containsExactly(blue);
        assertThat(ann.delete(TAGS + "/" + blue).status()).isEqualTo(204);
        assertThat(read(mood).get("moods")).isEmpty();
        assertThat(read(mood).get("version").intValue()).isEqualTo(3);
    }

    @Test
    void severalDeletedAtOnceAreAllTakenOut() {
        String mood = ann.create(POSTS, "{'moods': %s}".formatted(list(green, red, blue)));

        ann.post(
                TAGS + "/bulk",
                "{'operations': [{'op': 'delete', 'id': '%s'}, {'op': 'delete', 'id': '%s'}]}"
                        .formatted(green, blue));

        assertThat(texts(read(mood).get("moods"))).containsExactly(red);
        assertThat(read(mood).get("version").intValue()).isEqualTo(2);
    }

    @Test
    void aDeletedListHoldsNothingUntilItIsRestored() {
        String post = post("one", red);
        ann.delete(POSTS + "/" + post);
        assertThat(ann.delete(TAGS + "/" + red).status()).isEqualTo(204);
        assertThat(ann.post(POSTS + "/" + post + "/restore", "{}").errors())
                .containsExactly("/tags reference_not_found");

        ann.post(TAGS + "/" + red + "/restore", "{}");
        assertThat(ann.post(POSTS + "/" + post + "/restore", "{}").status()).isEqualTo(200);
        assertThat(ann.delete(TAGS + "/" + red).code()).isEqualTo("referenced");
    }

    @Test
    void recordsAreFoundByWhatTheirListsName() {
        post("both", red, green);
        post("none");
        ann.create(POSTS, "{'name': 'null'}");
        post("blue", blue);

        assertThat(names("\"%s\" in tags".formatted(red))).containsExactly("both");
        assertThat(names("tags.exists(t, t.weight > 1.9 && t.weight < 2.5)"))
                .containsExactly("both");
        assertThat(names("!tags.exists(t, t.name == \"blue\")"))
                .containsExactly("both", "none", "null");
        assertThat(names("tags.exists(t, t.doubled == 6)")).containsExactly("blue");
        assertThat(names("size(tags) == 0")).containsExactly("none");
        assertThat(names("tags == null")).containsExactly("null");
    }

    @Test
    void validationsRulesAndFormulasLookIntoTheList() {
        ann.create(
                "/api/v1/metadata/objects/post/fields",
                "{'name': 'heavy', 'type': 'formula', 'returns': 'boolean', 'expression': 'tags.exists(t, t.weight >= 3)'}");
        ann.create(
                "/api/v1/metadata/objects/post/validations",
                "{'name': 'noRed', 'field': 'tags', 'expression': '!tags.exists(t, t.name == \\\"red\\\")', 'message': 'Not red'}");
        ann.create(
                "/api/v1/metadata/objects/post/rules",
                "{'name': 'greens', 'moment': 'beforeSave', 'on': ['create'], 'condition': 'tags.exists(t, t.name == \\\"green\\\")', 'actions': [{'type': 'setField', 'field': 'moods', 'value': '[\\\"%s\\\"]'}]}"
                        .formatted(blue));

        assertThat(errors(list(green, red))).containsExactly("/tags validation_failed");
        JsonNode post = read(post("one", blue, green));
        assertThat(post.get("heavy").booleanValue()).isTrue();
        assertThat(texts(post.get("moods"))).containsExactly(blue);
        assertThat(names("heavy")).containsExactly("one");
    }

    @Test
    void aListIsAnsweredWithFieldsOfItsRecordsInItsOrder() {
        ann.patch(TAGS + "/" + red, "{'since': '2026-01-31T12:00:00+01:00'}");
        post("both", green, red);
        post("none");
        ann.create(POSTS, "{'name': 'without'}");

        JsonNode data =
                ann.get(
                                POSTS
                                        + "?sort=name&fields=name,tags.name,tags.doubled,tags.since,tags.version")
                        .json()
                        .get("data");
        assertThat(data.at("/0/tags").toString())
                .isEqualTo(
                        "[{\"id\":\"%s\",\"version\":1,\"name\":\"green\",\"since\":null,\"doubled\":4},"
                                        .formatted(green)
                                + "{\"id\":\"%s\",\"version\":2,\"name\":\"red\",\"since\":\"2026-01-31T11:00:00Z\",\"doubled\":3}]"
                                        .formatted(red));
        assertThat(data.at("/1/tags").toString()).isEqualTo("[]");
        assertThat(data.at("/2/tags").isNull()).isTrue();
        assertThat(ann.get(POSTS + "?fields=tags.createdBy.name").status()).isEqualTo(400);
    }

    @Test
    void aCellHoldsIdsOrUniqueValuesWithSemicolons() {
        String csv =
                "name,tags.name,moods\n"
                        + "a,green; red,%s;%s\n".formatted(blue, green)
                        + "b,blue,\n"
                        + "c,pink,\n"
                        + "d,red;red,\n";
        JsonNode job = ann.finished(ann.csv(POSTS + "/import", csv).id());

        assertThat(job.get("created").intValue()).as(job.toString()).isEqualTo(2);
        assertThat(job.get("refusals"))
                .extracting(refusal -> refusal.at("/errors/0/code").textValue())
                .containsExactly("reference_not_found", "not_unique");
        JsonNode first = ann.get(POSTS + "?sort=name").json().at("/data/0");
        assertThat(texts(first.get("tags"))).containsExactly(green, red);
        assertThat(texts(first.get("moods"))).containsExactly(blue, green);
    }

    @Test
    void renamesAreCarriedAlongAndWhatIsUsedIsKept() {
        post("one", red);
        ann.create(
                "/api/v1/metadata/objects/post/validations",
                "{'name': 'noBlue', 'field': 'tags', 'expression': '!tags.exists(t, t.name == \\\"blue\\\")', 'message': 'Not blue'}");

        assertThat(ann.delete("/api/v1/metadata/objects/tag").code()).isEqualTo("invalid_metadata");
        assertThat(ann.delete("/api/v1/metadata/objects/tag/fields/name").code())
                .isEqualTo("invalid_metadata");
        ann.patch("/api/v1/metadata/objects/tag", "{'name': 'label'}");
        ann.patch("/api/v1/metadata/objects/label/fields/name", "{'name': 'word'}");
        JsonNode post = ann.get("/api/v1/metadata/objects/post").json();
        assertThat(post.at("/fields/1/target").textValue()).isEqualTo("label");
        assertThat(post.at("/validations/0/expression").textValue())
                .isEqualTo("!tags.exists(t, t.word == \"blue\")");
        assertThat(errors(list(blue))).containsExactly("/tags validation_failed");
    }

    @Test
    void linksComeBackWithARestoredField() {
        String post = post("one", red, green);
        ann.delete("/api/v1/metadata/objects/post/fields/tags");
        assertThat(ann.delete(TAGS + "/" + green).status()).isEqualTo(204);
        ann.post(TAGS + "/" + green + "/restore", "{}");
        ann.post("/api/v1/metadata/objects/post/fields/tags/restore", "{}");

        assertThat(texts(read(post).get("tags"))).containsExactly(red, green);
        assertThat(ann.delete(TAGS + "/" + green).code()).isEqualTo("referenced");
    }

    @Test
    void aThousandRecordsAreNamedAtMost() {
        String wide = "{'name': 'all', 'type': 'references', 'target': 'tag', 'maxItems': %d}";
        assertThat(ann.post("/api/v1/metadata/objects/post/fields", wide.formatted(1_001)).errors())
                .containsExactly("/maxItems out_of_range");
        ann.create("/api/v1/metadata/objects/post/fields", wide.formatted(1_000));
        String operations =
                String.join(
                        ", ",
                        IntStream.range(0, 1_000)
                                .mapToObj(i ->
                                        "{'op': 'create', 'record': {'name': 't%d'}}".formatted(i))
                                .toList());
        JsonNode made =
                ann.post(TAGS + "/bulk", "{'operations': [" + operations + "]}")
                        .json()
                        .get("results");
        String[] ids =
                StreamSupport.stream(made.spliterator(), false)
                        .map(one -> one.at("/record/id").textValue())
                        .toArray(String[]::new);

        String post = ann.create(POSTS, "{'name': 'wide', 'all': %s}".formatted(list(ids)));
        assertThat(texts(read(post).get("all"))).containsExactly(ids);
        assertThat(names("all.exists(t, t.name == \"t999\")")).containsExactly("wide");
    }
}
