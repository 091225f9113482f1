package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.check.Finding;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.tenant.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A conversion leaves no two records alike in what is unique, wherever the records are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversionUniqueTest {

    private static final String SEATS = "/api/v1/records/seat";
    private static final String OBJECT = "/api/v1/metadata/objects/seat";

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

    /** Something that is unique, and a conversion that would make records alike in it. */
    enum Unique {
        FIELD(
                "'unique': true",
                "",
                "code",
                "{'type': 'text', 'replace': {'b': 'a', 'd': 'a'}",
                "Code"),
        TOGETHER("", "'uniqueTogether': [['room', 'row']]", "room", ROOMS, "Room, Row"),
        FILTERED(
                "",
                "'uniqueTogether': [{'fields': ['room', 'row'], 'when': 'code != \\\"free\\\"'}]",
                "room",
                ROOMS,
                "Room, Row"),
        BY_CONDITION(
                "",
                "'uniqueTogether': [{'fields': ['row'], 'when': 'room == \\\"one\\\"', 'code': 'one_row'}]",
                "room",
                ROOMS,
                "Row");

        final String ofField;
        final String ofObject;
        final String field;
        final String conversion;
        final String labels;

        Unique(String ofField, String ofObject, String field, String conversion, String labels) {
            this.ofField = ofField;
            this.ofObject = ofObject;
            this.field = field;
            this.conversion = conversion;
            this.labels = labels;
        }

        String code() {
            return this == BY_CONDITION ? "one_row" : "not_unique";
        }
    }

    private static final String ROOMS = "{'options': ['one', 'third'], 'replace': {'other': 'one'}";

    static Stream<Arguments> everyKindInBothPlaces() {
        return Arrays.stream(Unique.values())
                .flatMap(unique ->
                        Stream.of(
                                Arguments.of(unique, "shared"), Arguments.of(unique, "dedicated")));
    }

    private void seats(Unique unique, String place) {
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'seat', 'fields': [{'name': 'room', 'type': 'select', 'options': ['one', 'other', 'third']},
                  {'name': 'row', 'type': 'integer'}, {'name': 'code', 'type': 'text'%s}]%s}
                """
                        .formatted(more(unique.ofField), more(unique.ofObject)));
        if (place.equals("dedicated")) {
            ApiClient.Answer moved = ann.post(OBJECT + "/storage", "{'place': 'dedicated'}");
            assertThat(ann.finished(moved.id()).get("state").textValue()).isEqualTo("done");
        }
    }

    private static String more(String attributes) {
        return attributes.isEmpty() ? "" : ", " + attributes;
    }

    private static String values(String room, int row, String code) {
        return "{'room': '%s', 'row': %d, 'code': '%s'}".formatted(room, row, code);
    }

    private String seat(String room, int row, String code) {
        return ann.create(SEATS, values(room, row, code));
    }

    private JsonNode converted(Unique unique, boolean dryRun) {
        ApiClient.Answer answer =
                ann.post(
                        OBJECT + "/fields/" + unique.field + "/convert",
                        unique.conversion + ", 'dryRun': " + dryRun + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return ann.finished(answer.id());
    }

    /** Which records a job refused, and why. */
    private static List<String> refused(JsonNode job) {
        return StreamSupport.stream(job.get("refusals").spliterator(), false)
                .map(refusal ->
                        "%s %s: %s"
                                .formatted(
                                        refusal.get("source").textValue(),
                                        refusal.at("/errors/0/code").textValue(),
                                        refusal.at("/errors/0/message").textValue()))
                .toList();
    }

    /** What is derived from records and does not say what they say. */
    private List<Finding> findings() {
        TenantId tenant =
                platform.context
                        .getBean(TenantDirectory.class)
                        .find(ann.me("/tenant/slug"))
                        .orElseThrow()
                        .id();
        ConsistencyCheck check =
                new ConsistencyCheck(
                        platform.context.getBean(TenantTransactions.class),
                        platform.context.getBean(TenantModels.class));
        return check.objects(tenant).stream()
                .flatMap(object -> check.find(tenant, object).stream())
                .toList();
    }

    private void delete(String id) {
        assertThat(ann.delete(SEATS + "/" + id).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @MethodSource("everyKindInBothPlaces")
    void recordsThatWouldBeAlikeAreNamedAndNothingIsConverted(Unique unique, String place) {
        seats(unique, place);
        String first = seat("one", 1, "a");
        delete(seat("other", 1, "d"));
        String second = seat("other", 1, "b");
        seat("third", 1, "c");
        JsonNode before = ann.get(SEATS + "/" + second).json();

        JsonNode tried = converted(unique, true);
        JsonNode done = converted(unique, false);

        assertThat(tried.get("state").textValue()).isEqualTo("done");
        assertThat(refused(tried))
                .containsExactly(
                        "%s %s: Another Seat has this %s: %s"
                                .formatted(second, unique.code(), unique.labels, first));
        assertThat(refused(done)).isEqualTo(refused(tried));
        assertThat(done.get("state").textValue()).isEqualTo("failed");
        assertThat(done.get("error").textValue())
                .contains("1 records have a value that another record has too", "nothing was");
        assertThat(ann.get(SEATS + "/" + second).json()).isEqualTo(before);
        assertThat(ann.post(SEATS, values("one", 1, "a")).code()).isEqualTo(unique.code());
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyKindInBothPlaces")
    void whatIsConvertedIsKeptUniqueByItsNewValues(Unique unique, String place) {
        seats(unique, place);
        seat("other", 1, "b");
        String gone = seat("third", 9, "x");
        delete(gone);
        String late = seat("other", 2, "d");
        delete(late);
        seat("one", 2, "z");

        JsonNode done = converted(unique, false);

        assertThat(done.get("state").textValue()).as(done.toString()).isEqualTo("done");
        assertThat(done.get("refused").intValue()).isZero();
        assertThat(ann.post(SEATS, values("one", 1, "a")).code()).isEqualTo(unique.code());
        assertThat(ann.post(SEATS + "/" + gone + "/restore", "").status()).isEqualTo(200);
        if (unique == Unique.FIELD) {
            assertThat(ann.post(SEATS, values("one", 7, "b")).status())
                    .as("what no record has any more is free")
                    .isEqualTo(201);
        }
        assertThat(ann.post(SEATS + "/" + late + "/restore", "").code()).isEqualTo(unique.code());
        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void recordsThatAConditionLeavesOutMayBeAlike(String place) {
        seats(Unique.FILTERED, place);
        String free = seat("one", 1, "free");
        seat("other", 1, "b");

        JsonNode done = converted(Unique.FILTERED, false);

        assertThat(done.get("state").textValue()).as(done.toString()).isEqualTo("done");
        assertThat(ann.patch(SEATS + "/" + free, "{'code': 'held'}").code())
                .isEqualTo("not_unique");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aCountOfWhichTheScopeIsConvertedGivesNoNumberTwice() {
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'seat', 'fields': [{'name': 'room', 'type': 'text'}, {'name': 'number', 'type': 'autoNumber', 'format': '{0}'}],
                 'counters': [{'field': 'number', 'scope': ['room']}]}
                """);
        for (String room : List.of("one", "other", "other")) {
            ann.create(SEATS, "{'room': '%s'}".formatted(room));
        }

        ApiClient.Answer job =
                ann.post(
                        OBJECT + "/fields/room/convert",
                        "{'type': 'text', 'replace': {'other': 'one'}}");

        assertThat(ann.finished(job.id()).get("state").textValue()).isEqualTo("done");
        String next = ann.create(SEATS, "{'room': 'one'}");
        assertThat(ann.get(SEATS + "/" + next).json().get("number").textValue()).isEqualTo("3");
    }
}
