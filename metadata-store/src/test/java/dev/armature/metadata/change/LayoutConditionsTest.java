package dev.armature.metadata.change;

import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.MetadataFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Conditions on which a form shows a section or a field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayoutConditionsTest {

    private static final String DEAL =
            """
            {'name': 'deal', 'fields': [
               {'name': 'name', 'type': 'text'}, {'name': 'kind', 'type': 'select', 'options': ['new', 'won']},
               {'name': 'amount', 'type': 'decimal'}, {'name': 'account', 'type': 'reference', 'target': 'account'},
               {'name': 'size', 'type': 'formula', 'returns': 'integer', 'expression': 'size(account.name)'},
               {'name': 'note', 'type': 'text'}, {'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}],
             'layouts': [{'name': 'form', 'sections': [
               {'fields': ['name', {'field': 'amount', 'visibleWhen': 'kind == "won"'}]},
               {'label': 'More', 'fields': ['account', 'note'], 'visibleWhen': 'twice > 10 && user.email != name'}]}]}
            """;

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
    void anObject() {
        tenant = fixture.tenant("layouts" + tenants++);
        fixture.object(tenant, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        fixture.object(tenant, DEAL.replace("\"", "\\\""));
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"'));
    }

    private LayoutDefinition form(TenantModel model) {
        return (LayoutDefinition)
                model.required("deal").definition().part(Part.Kind.LAYOUT, "form");
    }

    private List<Problem> refused(String sections) {
        try {
            fixture.service.changePart(
                    editor(tenant),
                    "deal",
                    Part.Kind.LAYOUT,
                    "form",
                    json("{'sections': " + sections + "}"));
        } catch (EngineException e) {
            return e.problems();
        }
        return List.of();
    }

    @Test
    void areKeptAndGivenBackAsTheyWereWritten() {
        TenantModel anotherNode =
                new TenantModels(fixture.transactions, fixture.store).current(tenant);

        assertThat(Json.write(form(anotherNode).toJson()))
                .contains(
                        "[\"name\",{\"field\":\"amount\",\"visibleWhen\":\"kind == \\\"won\\\"\"}]")
                .contains("\"visibleWhen\":\"twice > 10 && user.email != name\"");
    }

    @Test
    void anotherTenantHasItsOwn() {
        TenantId other = fixture.tenant("others" + tenants);
        assertThat(fixture.models.refresh(other).object("deal")).isNull();
    }

    @Test
    void areCheckedWhenTheyAreSaved() {
        assertThat(
                        refused(
                                """
                                [{'fields': [{'field': 'nme'}, {'field': 'name', 'visibleWhen': 'amount'},
                                             {'field': 'amount', 'visibleWhen': 'knd == null'}, {'fields': 'name'}, 7],
                                  'visibleWhen': 'amount >'}]
                                """))
                .extracting(Problem::pointer, Problem::code)
                .containsExactlyInAnyOrder(
                        tuple("/sections/0/fields/3/field", "required"),
                        tuple("/sections/0/fields/3/fields", "unknown_attribute"),
                        tuple("/sections/0/fields/4", "wrong_type"));
        assertThat(
                        refused(
                                """
                                [{'fields': [{'field': 'nme'}, {'field': 'name', 'visibleWhen': 'amount'},
                                             {'field': 'amount', 'visibleWhen': 'knd == null'}],
                                  'visibleWhen': 'amount >'}]
                                """))
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder(
                        "/sections/0/visibleWhen",
                        "/sections/0/fields/0",
                        "/sections/0/fields/1/visibleWhen",
                        "/sections/0/fields/2/visibleWhen");
    }

    @Test
    void useWhatAFormHasAtHand() {
        for (String elsewhere : List.of("account.name != null", "size > 2")) {
            assertThat(refused("[{'fields': ['name'], 'visibleWhen': '%s'}]".formatted(elsewhere)))
                    .extracting(Problem::pointer, Problem::code)
                    .containsExactly(tuple("/sections/0/visibleWhen", "not_allowed"));
        }
        assertThat(
                        refused(
                                "[{'fields': ['name'], 'visibleWhen': 'account != null && today() > createdAt.dateOf() && twice > 1'}]"))
                .isEmpty();
    }

    @Test
    void followARename() {
        fixture.service.changeField(editor(tenant), "deal", "kind", json("{'name': 'stage'}"));
        TenantModel model =
                fixture.service.changeField(
                        editor(tenant), "deal", "amount", json("{'name': 'value'}"));

        assertThat(form(model).sections().getFirst().items())
                .containsExactly(
                        new LayoutDefinition.Item("name", null),
                        new LayoutDefinition.Item("value", "stage == \"won\""));
    }

    @Test
    void keepTheFieldsTheyUseButNotTheOnesTheyShow() {
        assertThat(
                        org.junit.jupiter.api.Assertions.assertThrows(
                                        EngineException.class,
                                        () ->
                                                fixture.service.deleteField(
                                                        editor(tenant), "deal", "kind"))
                                .problems())
                .extracting(Problem::message)
                .containsExactly("\"kind\" is used by the layout deal.form");

        TenantModel model = fixture.service.deleteField(editor(tenant), "deal", "note");

        assertThat(form(model).sections().getLast().fields()).containsExactly("account");
        assertThat(form(model).sections().getLast().visibleWhen()).contains("twice");
    }
}
