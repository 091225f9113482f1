package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Indexed formulas and lookups over other records, as clients see them: what is written on any path
 * is found by them at once, whoever's record was written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FarFormulaApiTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String ACCOUNTS = "/api/v1/records/account";
    private static final String REGIONS = "/api/v1/records/region";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;
    private String north;
    private String south;
    private String acme;
    private String globex;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void dealsOfAccountsInRegions() {
        bob = platform.newTenant();
        records(bob);
        ann = platform.newTenant();
        records(ann);
    }

    private void records(ApiClient api) {
        api.object(
                "{'name': 'region', 'fields': [{'name': 'name', 'type': 'text', 'unique': true, 'maxLength': 50}]}");
        api.object(
                """
                {'name': 'account', 'fields': [{'name': 'name', 'type': 'text', 'unique': true, 'maxLength': 50}, {'name': 'rate', 'type': 'decimal', 'scale': 2},
                  {'name': 'region', 'type': 'reference', 'target': 'region', 'onDelete': 'setNull'}]}
                """);
        api.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'amount', 'type': 'decimal', 'scale': 2},
                  {'name': 'account', 'type': 'reference', 'target': 'account', 'onDelete': 'setNull'},
                  {'name': 'worth', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * account.rate', 'indexed': true},
                  {'name': 'where', 'type': 'formula', 'returns': 'text', 'expression': 'upper(account.region.name)', 'indexed': true},
                  {'name': 'payer', 'type': 'lookup', 'reference': 'account', 'field': 'name', 'indexed': true}]}
                """);
        north = api.create(REGIONS, "{'name': 'north'}");
        south = api.create(REGIONS, "{'name': 'south'}");
        acme = api.create(ACCOUNTS, "{'name': 'Acme', 'rate': 2, 'region': '%s'}".formatted(north));
        globex =
                api.create(
                        ACCOUNTS,
                        "{'name': 'Globex', 'rate': 0.5, 'region': '%s'}".formatted(south));
        api.create(DEALS, "{'name': 'a', 'amount': 10, 'account': '%s'}".formatted(acme));
        api.create(DEALS, "{'name': 'b', 'amount': 100, 'account': '%s'}".formatted(globex));
        api.create(DEALS, "{'name': 'c', 'amount': 1}");
    }

    private List<String> found(String filter, String sort) {
        ApiClient.Answer answer =
                ann.get(
                        DEALS
                                + "?sort="
                                + sort
                                + "&filter="
                                + ApiClient.encode(filter.replace('\'', '"')));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("data").spliterator(), false)
                .map(deal -> deal.get("name").textValue())
                .toList();
    }

    private JsonNode deal(String name) {
        return ann.get(DEALS + "?filter=" + ApiClient.encode("name == \"" + name + "\""))
                .json()
                .at("/data/0");
    }

    private JsonNode done(String job) {
        JsonNode ended = ann.finished(job);
        assertThat(ended.get("state").textValue()).as(ended.toString()).isEqualTo("done");
        return ended;
    }

    @Test
    void aNewRecordIsFilteredAndSortedByWhatOthersSay() {
        ApiClient.Answer made =
                ann.post(DEALS, "{'name': 'd', 'amount': 30, 'account': '%s'}".formatted(acme));

        assertThat(made.json().get("worth").decimalValue()).isEqualByComparingTo("60");
        assertThat(made.json().get("where").textValue()).isEqualTo("NORTH");
        assertThat(made.json().get("payer").textValue()).isEqualTo("Acme");
        assertThat(found("worth >= 50", "worth")).containsExactly("b", "d");
        assertThat(found("where == 'NORTH'", "-worth")).containsExactly("d", "a");
        assertThat(found("payer == 'Acme'", "name")).containsExactly("a", "d");
        assertThat(found("worth == null", "name")).containsExactly("c");
        assertThat(found("true", "-where,worth")).containsExactly("c", "b", "a", "d");
    }

    @Test
    void aChangeOfTheFarRecordIsFoundAtOnceAndByNobodyElse() {
        ann.patch(ACCOUNTS + "/" + acme, "{'rate': 20, 'name': 'Zenith'}");
        ann.patch(REGIONS + "/" + north, "{'name': 'top'}");

        assertThat(found("worth > 100", "name")).containsExactly("a");
        assertThat(found("where == 'TOP'", "name")).containsExactly("a");
        assertThat(found("payer == 'Acme'", "name")).isEmpty();
        assertThat(found("true", "-payer,name")).first().isEqualTo("c");
        assertThat(found("payer != null", "-payer")).containsExactly("a", "b");
        ApiClient.Answer others =
                bob.get(DEALS + "?filter=" + ApiClient.encode("payer == \"Acme\""));
        assertThat(others.json().get("data")).hasSize(1);
    }

    @Test
    void aReferenceThatLeadsElsewhereOrNowhereIsFollowed() {
        ann.patch(ACCOUNTS + "/" + acme, "{'region': '%s'}".formatted(south));
        assertThat(found("where == 'SOUTH'", "name")).containsExactly("a", "b");

        ann.delete(REGIONS + "/" + south);
        assertThat(found("where == 'SOUTH'", "name")).isEmpty();
        assertThat(found("where == null", "name")).containsExactly("a", "b", "c");

        ann.delete(ACCOUNTS + "/" + globex);
        assertThat(found("payer == null && worth == null", "name")).containsExactly("b", "c");
    }

    @Test
    void anImportOfFarRecordsIsFoundAndItsUndoToo() {
        String imported =
                ann.csv(
                                ACCOUNTS + "/import?mode=upsert&key=name",
                                "name,rate\nAcme,7\nGlobex,7\nNew,7\n")
                        .id();
        assertThat(done(imported).get("refused").intValue()).isZero();
        assertThat(found("worth >= 70", "worth")).containsExactly("a", "b");

        String deals =
                ann.csv(DEALS + "/import", "name,amount,account.name\nx,3,New\ny,4,Acme\n").id();
        assertThat(done(deals).get("refused").intValue()).isZero();
        assertThat(found("worth < 30 && payer != null", "-worth")).containsExactly("y", "x");

        done(ann.post("/api/v1/jobs/" + deals + "/undo", "").id());
        assertThat(found("worth < 30", "name")).isEmpty();
        done(ann.post("/api/v1/jobs/" + imported + "/undo", "").id());
        assertThat(found("worth == 20", "name")).containsExactly("a");
        assertThat(found("worth == 50", "name")).containsExactly("b");
    }

    @Test
    void aMassChangeOfFarRecordsAndItsUndoAreFollowed() {
        String job =
                ann.post(
                                ACCOUNTS + "/update",
                                "{'filter': 'rate > 0', 'compute': {'rate': 'rate + 1'}}")
                        .id();
        done(job);
        assertThat(found("worth == 30", "name")).containsExactly("a");
        assertThat(deal("b").get("worth").decimalValue()).isEqualByComparingTo("150");

        done(ann.post("/api/v1/jobs/" + job + "/undo", "").id());
        assertThat(found("worth == 20", "name")).containsExactly("a");
    }

    @Test
    void aConversionOfTheFarFieldIsFollowed() {
        String job =
                ann.post(
                                "/api/v1/metadata/objects/region/fields/name/convert",
                                "{'type': 'text', 'unique': true, 'maxLength': 50, 'replace': {'north': 'above'}}")
                        .id();
        done(job);

        assertThat(found("where == 'ABOVE'", "name")).containsExactly("a");
        assertThat(found("where == 'NORTH'", "name")).isEmpty();
        ann.patch(REGIONS + "/" + south, "{'name': 'below'}");
        assertThat(found("where == 'BELOW'", "name")).containsExactly("b");
        assertThat(deal("a").get("where").textValue()).isEqualTo("ABOVE");
    }
}
