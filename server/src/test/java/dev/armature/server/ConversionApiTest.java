package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.conversion.ConversionWork;
import dev.armature.engine.conversion.FieldConversions;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Fields that are narrowed, and fields that become of another type with their values. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversionApiTest {

    private static final String ITEMS = "/api/v1/records/item";
    private static final String FIELDS = "/api/v1/metadata/objects/item/fields/";

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
                    {'name': 'item', 'fields': [{'name': 'code', 'type': 'text', 'unique': true}, {'name': 'quantity', 'type': 'text'},
                      {'name': 'stage', 'type': 'select', 'options': ['open', 'won', 'lost']}, {'name': 'tags', 'type': 'multiSelect', 'options': ['a', 'b']}]}
                    """);
        }
    }

    private String item(String values) {
        return ann.create(ITEMS, "{" + values + "}");
    }

    private JsonNode converted(String field, String body) {
        ApiClient.Answer answer = ann.post(FIELDS + field + "/convert", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return ann.finished(answer.id());
    }

    private JsonNode get(String id) {
        return ann.get(ITEMS + "/" + id).json();
    }

    @Test
    void aFieldIsNotNarrowedOverRecordsThatWouldNotFit() {
        String first = item("'quantity': 'twelve', 'stage': 'lost', 'tags': ['a', 'b']");
        item("'quantity': 'x', 'stage': 'lost'");
        item("'code': 'C'");

        assertThat(ann.patch(FIELDS + "stage", "{'options': ['open', 'won']}").errors())
                .containsExactly("/options records_do_not_fit");
        ApiClient.Answer shorter = ann.patch(FIELDS + "quantity", "{'maxLength': 3}");
        assertThat(shorter.errors()).containsExactly("/maxLength records_do_not_fit");
        assertThat(shorter.json().at("/errors/0/message").textValue())
                .contains("1 records hold", first);
        assertThat(ann.patch(FIELDS + "quantity", "{'minLength': 2}").errors())
                .containsExactly("/minLength records_do_not_fit");
        assertThat(ann.patch(FIELDS + "tags", "{'options': ['a']}").errors())
                .containsExactly("/options records_do_not_fit");
        ApiClient.Answer required = ann.patch(FIELDS + "code", "{'required': true}");
        assertThat(required.errors()).containsExactly("/required records_do_not_fit");
        assertThat(required.json().at("/errors/0/message").textValue())
                .contains("2 records have no value");
        assertThat(ann.patch(FIELDS + "quantity", "{'maxLength': 6, 'minLength': 1}").status())
                .isEqualTo(200);
        assertThat(bob.patch(FIELDS + "stage", "{'options': ['open', 'won']}").status())
                .as("nobody is held by another tenant's records")
                .isEqualTo(200);
    }

    @Test
    void anOptionGoesWithAReplacementForIt() {
        String lost = item("'stage': 'lost'");
        String open = item("'stage': 'open'");

        JsonNode job =
                converted(
                        "stage", "{'options': ['open', 'closed'], 'replace': {'lost': 'closed'}}");

        assertThat(job.get("state").textValue()).as(job.toString()).isEqualTo("done");
        assertThat(get(lost).get("stage").textValue()).isEqualTo("closed");
        assertThat(get(open).get("stage").textValue()).isEqualTo("open");
        assertThat(ann.post(ITEMS, "{'stage': 'lost'}").errors())
                .containsExactly("/stage unknown_option");
    }

    @Test
    void aDryRunSaysHowManyValuesConvertAndWhichWouldBeLost() {
        item("'quantity': '5'");
        String odd = item("'quantity': 'many'");
        item("'code': 'C'");
        JsonNode before = ann.get("/api/v1/metadata/objects/item").json();

        JsonNode job = converted("quantity", "{'type': 'integer', 'dryRun': true}");

        assertThat(job.get("processed").intValue()).isEqualTo(3);
        assertThat(job.get("updated").intValue()).isEqualTo(1);
        assertThat(job.get("refused").intValue()).isEqualTo(1);
        assertThat(job.at("/refusals/0/source").textValue()).isEqualTo(odd + " many");
        assertThat(job.at("/refusals/0/errors/0/code").textValue()).isEqualTo("wrong_type");
        assertThat(ann.get("/api/v1/metadata/objects/item").json()).isEqualTo(before);
    }

    @Test
    void aConversionThatWouldLoseValuesFailsAndLeavesEverythingAsItWas() {
        String odd = item("'quantity': 'many'");
        String five = item("'quantity': '5'");

        JsonNode job = converted("quantity", "{'type': 'integer'}");

        assertThat(job.get("state").textValue()).isEqualTo("failed");
        assertThat(job.get("error").textValue()).contains("1 values do not fit");
        assertThat(get(odd).get("quantity").textValue()).isEqualTo("many");
        assertThat(get(five).get("quantity").textValue()).isEqualTo("5");
        assertThat(ann.get("/api/v1/metadata/objects/item/fields/").status()).isNotEqualTo(500);
    }

    @Test
    void aFailedConversionIsStartedAgainOnceTheValuesAreMended() {
        String odd = item("'quantity': 'many'");
        JsonNode failed = converted("quantity", "{'type': 'integer'}");
        String job = "/api/v1/jobs/" + failed.get("id").textValue();
        assertThat(failed.get("retryable").booleanValue()).isTrue();
        assertThat(bob.post(job + "/retry", "").status()).isEqualTo(404);
        ann.patch(ITEMS + "/" + odd, "{'quantity': '12'}");

        ApiClient.Answer retried = ann.post(job + "/retry", "");

        assertThat(retried.status()).as(retried.body()).isEqualTo(202);
        assertThat(retried.header("Location")).isEqualTo(job);
        JsonNode done = ann.finished(retried.id());
        assertThat(done.get("state").textValue()).as(done.toString()).isEqualTo("done");
        assertThat(done.get("refused").intValue()).isZero();
        assertThat(get(odd).get("quantity").intValue()).isEqualTo(12);
        assertThat(ann.post(job + "/retry", "").code()).isEqualTo("state_conflict");
    }

    @Test
    void aFailedConversionThatIsCancelledIsOverForGood() {
        item("'quantity': 'many'");
        JsonNode failed = converted("quantity", "{'type': 'integer'}");
        String job = "/api/v1/jobs/" + failed.get("id").textValue();

        assertThat(ann.post(job + "/cancel", "").status()).isEqualTo(200);

        assertThat(ann.finished(failed.get("id").textValue()).get("state").textValue())
                .isEqualTo("cancelled");
        assertThat(ann.post(job + "/retry", "").code()).isEqualTo("state_conflict");
    }

    @Test
    void aConvertedFieldIsFilteredSortedAndKeptUniqueLikeAnyOfItsType() {
        String nine = item("'quantity': '9', 'code': '1'");
        String ten = item("'quantity': '10', 'code': '2'");
        String odd = item("'quantity': 'many'");

        JsonNode quantity = converted("quantity", "{'type': 'integer', 'acceptLoss': true}");
        JsonNode code = converted("code", "{'type': 'integer', 'unique': true}");

        assertThat(quantity.get("state").textValue()).as(quantity.toString()).isEqualTo("done");
        assertThat(code.get("state").textValue()).as(code.toString()).isEqualTo("done");
        assertThat(get(odd).get("quantity").isNull()).isTrue();
        assertThat(
                        ann.get(ITEMS + "?sort=quantity&filter=" + ApiClient.encode("quantity > 1"))
                                .json()
                                .get("data"))
                .extracting(record -> record.get("id").textValue())
                .containsExactly(nine, ten);
        assertThat(ann.post(ITEMS, "{'code': 1}").code()).isEqualTo("not_unique");
        assertThat(ann.get(ITEMS + "/" + nine).json().get("version").intValue())
                .as("a conversion is no change of a record")
                .isEqualTo(1);
        assertThat(ann.get("/api/v1/metadata/objects/item/fields?deleted=true").json().get("data"))
                .extracting(field -> field.get("type").textValue())
                .as("the old fields can be had back under other names")
                .containsExactlyInAnyOrder("text", "text");
        assertThat(bob.post(ITEMS, "{'quantity': 'many'}").status()).isEqualTo(201);
    }

    @Test
    void whatCannotBeConvertedOrWouldBreakOthersIsToldAtOnce() {
        ann.create(
                "/api/v1/metadata/objects/item/validations",
                "{'name': 'notLong', 'expression': 'size(quantity) < 10', 'message': 'Too long'}");

        assertThat(ann.post(FIELDS + "quantity/convert", "{'type': 'json'}").errors())
                .containsExactly("/type type_change_not_allowed");
        assertThat(ann.post(FIELDS + "quantity/convert", "{'type': 'integer'}").errors())
                .containsExactly("/objects/item/validations/notLong/expression expression_type");
        assertThat(
                        ann.post(
                                        FIELDS + "code/convert",
                                        "{'type': 'integer', 'maxLength': 3, 'replace': {'a': 1}, 'dryRun': 'yes'}")
                                .errors())
                .containsExactly(
                        "/dryRun wrong_type",
                        "/maxLength unknown_attribute",
                        "/replace/a wrong_type");
        assertThat(ann.post(FIELDS + "nothing/convert", "{'type': 'text'}").status())
                .isEqualTo(404);
        assertThat(ann.get("/api/v1/jobs").json().get("data"))
                .extracting(job -> job.get("kind").textValue())
                .doesNotContain("convertField");
    }

    private Caller caller() {
        JsonNode me = ann.get("/api/v1/me").json();
        TenantId tenant =
                platform.context
                        .getBean(TenantDirectory.class)
                        .find(me.at("/tenant/slug").textValue())
                        .orElseThrow()
                        .id();
        return platform.context
                .getBean(Callers.class)
                .required(tenant, UUID.fromString(me.at("/user/id").textValue()));
    }

    /** Converts in this thread, with something happening between two batches. */
    private void convert(JobWork.Progress between) {
        Jobs jobs = platform.context.getBean(Jobs.class);
        Caller caller = caller();
        // The platform's own runner leaves alone what was never queued.
        String dry =
                ann.post(FIELDS + "quantity/convert", "{'type': 'integer', 'dryRun': true}").id();
        ann.finished(dry);
        ObjectNode wish = jobs.required(caller, UUID.fromString(dry)).parameters();
        UUID job =
                jobs.create(
                        caller,
                        FieldConversions.JOB_KIND,
                        "item",
                        wish.deepCopy().put("dryRun", false));
        platform.context
                .getBean(MetadataPublisher.class)
                .publish(
                        caller.tenantId(),
                        caller.userId(),
                        null,
                        "reserve numbers",
                        (current, context) ->
                                current.with(
                                        Objects.requireNonNull(current.object("item"))
                                                .withNextFieldId(
                                                        wish.get("newId").intValue() + 2)));
        platform.context
                .getBean(ConversionWork.class)
                .run(new Jobs.Claimed(caller.tenantId(), jobs.required(caller, job)), between);
    }

    @Test
    void whatIsWrittenWhileItRunsIsConvertedToo() {
        manyItems();
        String changed = id("code == \"c5\"");
        String[] made = new String[1];

        convert(() -> {
            if (made[0] == null) {
                ann.patch(ITEMS + "/" + changed, "{'quantity': '777'}");
                made[0] = item("'quantity': '888'");
            }
        });

        assertThat(get(changed).get("quantity").intValue()).isEqualTo(777);
        assertThat(get(made[0]).get("quantity").intValue()).isEqualTo(888);
        assertThat(count("quantity >= 0")).isEqualTo(1_201);
    }

    @Test
    void aCancelledConversionLeavesEverythingAsItWas() {
        manyItems();

        assertThatThrownBy(() ->
                        convert(() -> {
                            throw new JobWork.StoppedException(true);
                        }))
                .isInstanceOf(JobWork.StoppedException.class);

        assertThat(count("startsWith(quantity, \"1\")")).isPositive();
        assertThat(converted("quantity", "{'type': 'integer'}").get("state").textValue())
                .as("it can be tried again")
                .isEqualTo("done");
        assertThat(count("quantity >= 0")).isEqualTo(1_200);
    }

    private void manyItems() {
        String operations =
                IntStream.range(0, 1_200)
                        .mapToObj(i ->
                                "{'op': 'create', 'record': {'code': 'c%d', 'quantity': '%d'}}"
                                        .formatted(i, i))
                        .collect(Collectors.joining(","));
        assertThat(ann.post(ITEMS + "/bulk", "{'operations': [" + operations + "]}").status())
                .isEqualTo(200);
    }

    private String id(String filter) {
        return ann.get(ITEMS + "?filter=" + ApiClient.encode(filter))
                .json()
                .at("/data/0/id")
                .textValue();
    }

    private long count(String filter) {
        return ann.get(ITEMS + "?limit=1&count=exact&filter=" + ApiClient.encode(filter))
                .json()
                .at("/page/count")
                .longValue();
    }
}
