package dev.armature.metadata.change;

import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.MetadataFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What an administrator does to metadata, on a real PostgreSQL, with a second tenant looking on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataServiceTest {

    private static final String DEAL =
            """
            {'name': 'deal', 'label': 'Deal', 'titleField': 'name',
             'fields': [
               {'name': 'name', 'type': 'text', 'required': true, 'maxLength': 200},
               {'name': 'stage', 'type': 'select', 'options': ['new', 'won'], 'default': '\\\\'new\\\\''},
               {'name': 'amount', 'type': 'decimal', 'scale': 2, 'minimum': 0},
               {'name': 'probability', 'type': 'integer'},
               {'name': 'weighted', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * probability / 100'}],
             'validations': [{'name': 'wonNeedsAmount', 'expression': 'stage != \\\\'won\\\\' || amount > 0',
                              'field': 'amount', 'message': 'A won deal needs an amount'}],
             'layouts': [{'name': 'form', 'sections': [{'label': 'Main', 'fields': ['name', 'amount']}]}],
             'views': [{'name': 'all', 'columns': ['name', 'amount'], 'sort': ['-amount'], 'filter': 'amount > 1'}],
             'rules': [{'name': 'certain', 'moment': 'beforeSave', 'condition': 'stage == \\\\'won\\\\'',
                        'actions': [{'type': 'setField', 'field': 'probability', 'value': '100'}]}]}
            """
                    .replace("\\\\'", "\\\"");

    private MetadataFixture fixture;
    private TenantId tenant;
    private int tenants;

    @BeforeAll
    void open() {
        fixture = new MetadataFixture();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @BeforeEach
    void freshTenant() {
        tenant = fixture.tenant("tenant" + tenants++);
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"'));
    }

    private static List<Problem> problems(Runnable change) {
        try {
            change.run();
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_METADATA);
            return e.problems();
        }
        return List.of();
    }

    @Test
    void anObjectIsUsableAtOnceAndOnEveryNode() {
        TenantModel model = fixture.object(tenant, DEAL);

        ObjectModel deal = model.required("deal");
        assertThat(deal.fields())
                .extracting(FieldModel::name)
                .containsExactly("name", "stage", "amount", "probability", "weighted");
        TenantModels anotherNode = new TenantModels(fixture.transactions, fixture.store);
        assertThat(anotherNode.current(tenant).definition()).isEqualTo(model.definition());
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        fixture.object(tenant, DEAL);

        assertThat(fixture.models.refresh(fixture.globex).objects()).isEmpty();
    }

    @Test
    void anotherNodeReadsOnlyWhatChangedAndArrivesAtTheSame() {
        fixture.object(tenant, DEAL);
        TenantModels anotherNode = new TenantModels(fixture.transactions, fixture.store);
        anotherNode.current(tenant);

        fixture.service.createField(
                editor(tenant), "deal", json("{'name': 'code', 'type': 'text', 'unique': true}"));
        fixture.service.deleteField(editor(tenant), "deal", "code");
        fixture.object(
                tenant,
                "{'name': 'note', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}]}");
        fixture.service.changeField(editor(tenant), "deal", "amount", json("{'name': 'value'}"));
        fixture.service.deleteObject(editor(tenant), "note");

        assertThat(anotherNode.refresh(tenant).definition())
                .isEqualTo(fixture.models.current(tenant).definition());
    }

    @Test
    void everythingWrongWithAnObjectIsReportedAtOnceAtItsPlace() {
        List<Problem> problems =
                problems(() ->
                        fixture.object(
                                tenant,
                                """
                                {'name': 'Deal', 'colour': 'red',
                                 'fields': [{'name': 'id', 'type': 'text'}, {'name': 'size', 'type': 'text', 'maxLength': 0},
                                            {'name': 'kind', 'type': 'sellect'}]}
                                """));

        assertThat(problems)
                .extracting(Problem::pointer, Problem::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/name", "invalid_name"),
                        org.assertj.core.groups.Tuple.tuple("/fields/0/name", "reserved_name"),
                        org.assertj.core.groups.Tuple.tuple("/fields/1/maxLength", "out_of_range"),
                        org.assertj.core.groups.Tuple.tuple("/fields/2/type", "unknown_type"),
                        org.assertj.core.groups.Tuple.tuple("/colour", "unknown_attribute"));
        assertThat(problems)
                .anyMatch(problem -> problem.message().contains("did you mean \"select\""));
        assertThat(fixture.models.refresh(tenant).objects()).isEmpty();
    }

    @Test
    void anExpressionThatDoesNotFitIsRefusedWithItsPosition() {
        List<Problem> problems =
                problems(() ->
                        fixture.object(
                                tenant,
                                """
                                {'name': 'deal', 'fields': [{'name': 'closeDate', 'type': 'date'},
                                  {'name': 'late', 'type': 'formula', 'returns': 'boolean', 'expression': 'closeDate > 5'}],
                                 'validations': [{'name': 'sane', 'expression': 'closDate != null', 'message': 'Give a date'}]}
                                """));

        assertThat(problems)
                .extracting(Problem::pointer)
                .containsExactly("/fields/1/expression", "/validations/0/expression");
        assertThat(problems.getFirst().position()).isEqualTo(new Problem.Position(1, 11));
        assertThat(problems.getFirst().message())
                .contains("a date cannot be compared with a number");
        assertThat(problems.getLast().message()).contains("did you mean \"closeDate\"");
    }

    @Test
    void formulasThatLeadBackToThemselvesAreRefusedWithTheirPath() {
        List<Problem> problems =
                problems(() ->
                        fixture.object(
                                tenant,
                                """
                                {'name': 'deal', 'fields': [
                                  {'name': 'a', 'type': 'formula', 'returns': 'decimal', 'expression': 'b + 1'},
                                  {'name': 'b', 'type': 'formula', 'returns': 'decimal', 'expression': 'c + 1'},
                                  {'name': 'c', 'type': 'formula', 'returns': 'decimal', 'expression': 'a + 1'}]}
                                """));

        assertThat(problems).extracting(Problem::code).contains("formula_cycle");
        assertThat(problems.getFirst().message()).contains("deal.a → deal.b → deal.c → deal.a");
    }

    @Test
    void theWayOfACycleThroughOtherObjectsNamesThem() {
        fixture.object(tenant, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        fixture.object(
                tenant,
                """
                {'name': 'deal', 'fields': [
                  {'name': 'account', 'type': 'reference', 'target': 'account'},
                  {'name': 'shown', 'type': 'formula', 'returns': 'text', 'expression': 'account.name'}]}
                """);
        fixture.service.createField(
                editor(tenant),
                "account",
                json("{'name': 'main', 'type': 'reference', 'target': 'deal'}"));
        fixture.service.createField(
                editor(tenant),
                "account",
                json("{'name': 'shown', 'type': 'lookup', 'reference': 'main', 'field': 'shown'}"));

        List<Problem> problems =
                problems(() ->
                        fixture.service.changeField(
                                editor(tenant),
                                "deal",
                                "shown",
                                json("{'expression': 'account.shown'}")));

        assertThat(problems.getFirst().code()).isEqualTo("formula_cycle");
        assertThat(problems.getFirst().message())
                .containsAnyOf(
                        "deal.shown → account.shown → deal.shown",
                        "account.shown → deal.shown → account.shown");
    }

    @Test
    void formulasThatWouldGrowWithoutBoundAreRefused() {
        StringBuilder fields = new StringBuilder("{'name': 'f0', 'type': 'integer'}");
        for (int i = 1; i <= 30; i++) {
            fields.append(
                    ",{'name': 'f%d', 'type': 'formula', 'returns': 'decimal', 'expression': 'f%d + f%d'}"
                            .formatted(i, i - 1, i - 1));
        }

        List<Problem> problems =
                problems(() ->
                        fixture.object(tenant, "{'name': 'deal', 'fields': [" + fields + "]}"));

        assertThat(problems).extracting(Problem::code).contains("formula_too_large");
    }

    @Test
    void aRenameIsCarriedIntoEverythingThatUsesTheField() {
        fixture.object(tenant, DEAL);
        fixture.object(
                tenant,
                """
                {'name': 'note', 'fields': [{'name': 'amount', 'type': 'decimal'}, {'name': 'deal', 'type': 'reference', 'target': 'deal'}],
                 'validations': [{'name': 'v', 'expression': 'amount > deal . amount', 'message': 'm'}],
                 'views': [{'name': 'all', 'columns': ['deal.amount', 'amount']}]}
                """);

        TenantModel model =
                fixture.service.changeField(
                        editor(tenant),
                        "deal",
                        "amount",
                        json("{'name': 'value', 'label': 'Worth'}"));

        assertThat(Json.write(model.required("deal").definition().toJson()))
                .contains("\"expression\":\"value * probability / 100\"")
                .contains("stage != \\\"won\\\" || value > 0")
                .contains("\"field\":\"value\"")
                .contains("\"fields\":[\"name\",\"value\"]")
                .contains("\"columns\":[\"name\",\"value\"]")
                .contains("\"sort\":[\"-value\"]")
                .contains("\"filter\":\"value > 1\"")
                .contains("\"label\":\"Worth\"")
                .doesNotContain("\"amount");
        assertThat(Json.write(model.required("note").definition().toJson()))
                .contains("amount > deal . value")
                .contains("\"columns\":[\"deal.value\",\"amount\"]");
    }

    @Test
    void anObjectsRenameIsCarriedIntoReferencesAndRules() {
        fixture.object(tenant, DEAL);
        fixture.object(
                tenant,
                "{'name': 'note', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}]}");

        TenantModel model =
                fixture.service.changeObject(
                        editor(tenant), "deal", json("{'name': 'opportunity'}"));

        assertThat(model.object("deal")).isNull();
        assertThat(Json.write(model.required("note").definition().toJson()))
                .contains("\"target\":\"opportunity\"");
        assertThat(fixture.models.refresh(tenant).definition()).isEqualTo(model.definition());
    }

    @Test
    void aDeletedFieldComesBackWithItsNumberAndANewOneOfItsNameDoesNotTakeIt() {
        int number = fixture.object(tenant, DEAL).required("deal").definition().field("name").id();
        fixture.service.deleteField(editor(tenant), "deal", "name");

        TenantModel restored = fixture.service.restoreField(editor(tenant), "deal", "name");
        assertThat(restored.required("deal").definition().field("name").id()).isEqualTo(number);

        fixture.service.deleteField(editor(tenant), "deal", "name");
        TenantModel other =
                fixture.service.createField(
                        editor(tenant), "deal", json("{'name': 'name', 'type': 'text'}"));
        assertThat(other.required("deal").definition().field("name").id()).isNotEqualTo(number);
        assertThat(problems(() -> fixture.service.restoreField(editor(tenant), "deal", "name")))
                .extracting(Problem::code)
                .containsExactly("not_unique");
    }

    @Test
    void aDeletedObjectComesBackWhole() {
        TenantModel created = fixture.object(tenant, DEAL);
        fixture.service.deleteObject(editor(tenant), "deal");
        assertThat(fixture.models.refresh(tenant).object("deal")).isNull();

        TenantModel restored = fixture.service.restoreObject(editor(tenant), "deal");

        assertThat(restored.definition().object("deal"))
                .isEqualTo(created.definition().object("deal"));
        assertThat(
                        new TenantModels(fixture.transactions, fixture.store)
                                .current(tenant)
                                .definition())
                .isEqualTo(restored.definition());
    }

    @Test
    void whatIsUsedIsNotDeletedAndTheUsersAreNamed() {
        fixture.object(tenant, DEAL);
        fixture.object(
                tenant,
                "{'name': 'note', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}]}");

        assertThat(problems(() -> fixture.service.deleteObject(editor(tenant), "deal")))
                .extracting(Problem::message)
                .containsExactly("\"deal\" is used by the field note.deal");
        assertThat(
                        problems(() ->
                                fixture.service.deleteField(editor(tenant), "deal", "probability")))
                .extracting(Problem::message)
                .containsExactly(
                        "\"probability\" is used by the field deal.weighted",
                        "\"probability\" is used by the rule deal.certain");
    }

    @Test
    void aFieldKeepsItsTypeAndItsTarget() {
        fixture.object(tenant, DEAL);

        assertThat(
                        problems(() ->
                                fixture.service.changeField(
                                        editor(tenant),
                                        "deal",
                                        "name",
                                        json("{'type': 'integer', 'maxLength': null}"))))
                .extracting(Problem::code)
                .contains("type_change_not_allowed");
        TenantModel added =
                fixture.service.changeField(
                        editor(tenant),
                        "deal",
                        "stage",
                        json("{'options': ['new', 'won', 'lost']}"));
        assertThat(added.required("deal").field("stage").type().optionValues())
                .containsExactly("new", "won", "lost");
    }

    @Test
    void partsAreCreatedChangedAndDeleted() {
        fixture.object(tenant, DEAL);
        Editor editor = editor(tenant);

        fixture.service.createPart(
                editor,
                "deal",
                Part.Kind.VALIDATION,
                json("{'name': 'short', 'expression': 'size(name) < 5', 'message': 'Shorter'}"));
        TenantModel changed =
                fixture.service.changePart(
                        editor,
                        "deal",
                        Part.Kind.VALIDATION,
                        "short",
                        json("{'message': 'Much shorter'}"));
        assertThat(changed.required("deal").validations()).hasSize(2);
        TenantModel deleted =
                fixture.service.deletePart(editor, "deal", Part.Kind.VALIDATION, "short");

        assertThat(deleted.required("deal").validations()).hasSize(1);
        assertThatThrownBy(() ->
                        fixture.service.deletePart(editor, "deal", Part.Kind.VALIDATION, "short"))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void anEditorWhoSawAnOlderVersionIsToldSo() {
        TenantModel model = fixture.object(tenant, DEAL);
        Editor stale = new Editor(tenant, null, model.version());
        fixture.service.createField(stale, "deal", json("{'name': 'code', 'type': 'text'}"));

        assertThatThrownBy(() ->
                        fixture.service.createField(
                                stale, "deal", json("{'name': 'other', 'type': 'text'}")))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_VERSION));
    }

    @Test
    void aListenerThatRefusesLeavesEverythingAsItWas() {
        try (MetadataFixture refusing =
                new MetadataFixture((connection, before, after, steps, problems) ->
                        problems.add("/objects/deal", "no", "Not today"))) {
            assertThat(problems(() -> refusing.object(refusing.acme, DEAL)))
                    .extracting(Problem::code)
                    .containsExactly("no");
            assertThat(refusing.models.refresh(refusing.acme).objects()).isEmpty();
            assertThat(refusing.models.refresh(refusing.acme).version()).isZero();
        }
    }
}
