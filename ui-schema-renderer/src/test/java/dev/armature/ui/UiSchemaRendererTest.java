package dev.armature.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.testing.ExpressionCases;
import java.util.List;
import org.junit.jupiter.api.Test;

class UiSchemaRendererTest {

    private static final TenantModel MODEL =
            ExpressionCases.model(
                    List.of(
                            json(
                                    "{'name': 'account', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}]}"),
                            json(
                                    """
                                    {'name': 'deal', 'fields': [
                                       {'name': 'name', 'type': 'text', 'required': true, 'translations': {'ru': {'label': 'Название'}}},
                                       {'name': 'stage', 'type': 'select', 'options': [{'value': 'new', 'label': 'New', 'color': 'blue'}],
                                        'translations': {'ru': {'options.new': 'Новая'}}},
                                       {'name': 'amount', 'type': 'decimal', 'scale': 2},
                                       {'name': 'account', 'type': 'reference', 'target': 'account'},
                                       {'name': 'double', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}],
                                     'layouts': [{'name': 'short', 'sections': [{'label': 'Main', 'columns': 1, 'fields': ['name', 'stage']}],
                                                  'translations': {'ru': {'sections.0': 'Главное'}}}]}
                                    """)));

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    private static ObjectModel deal() {
        return MODEL.required("deal");
    }

    @Test
    void aFormThatNobodyMadeHasAllFieldsInOneGroup() {
        JsonNode form = UiSchemaRenderer.render(deal(), UiSchemaRenderer.FORM, "en");

        assertThat(form.get("elements")).hasSize(1);
        assertThat(form.at("/elements/0/elements"))
                .extracting(c -> c.get("scope").textValue())
                .containsExactly(
                        "#/properties/name",
                        "#/properties/stage",
                        "#/properties/amount",
                        "#/properties/account",
                        "#/properties/double");
        assertThat(form.at("/elements/0/elements"))
                .extracting(c -> c.at("/options/control").textValue())
                .containsExactly("text", "select", "decimal", "reference", "formula");
    }

    @Test
    void aLayoutDecidesGroupsColumnsAndOrderAndSpeaksTheReadersLanguage() {
        JsonNode form = UiSchemaRenderer.render(deal(), "short", "ru");

        assertThat(form.at("/elements/0/label").textValue()).isEqualTo("Главное");
        assertThat(form.at("/elements/0/options/columns").intValue()).isEqualTo(1);
        assertThat(form.at("/elements/0/elements/0/label").textValue()).isEqualTo("Название");
        assertThat(form.at("/elements/0/elements/1/options/choices/0/label").textValue())
                .isEqualTo("Новая");
        assertThat(form.at("/elements/0/elements/1/options/choices/0/color").textValue())
                .isEqualTo("blue");
    }

    @Test
    void conditionsComeWithWhatTheyShow() {
        ObjectModel sample =
                ExpressionCases.model(
                                List.of(
                                        json(
                                                """
                                                {'name': 'sample', 'fields': [{'name': 'a', 'type': 'text'}, {'name': 'b', 'type': 'text'}],
                                                 'layouts': [{'name': 'form', 'sections': [
                                                   {'fields': ['a', {'field': 'b', 'visibleWhen': 'a != null'}], 'visibleWhen': 'b == null'}]}]}
                                                """)))
                        .required("sample");

        JsonNode group =
                UiSchemaRenderer.render(sample, UiSchemaRenderer.FORM, "en").at("/elements/0");

        assertThat(group.at("/options/visibleWhen").textValue()).isEqualTo("b == null");
        assertThat(group.at("/elements/0/options").has("visibleWhen")).isFalse();
        assertThat(group.at("/elements/1/options/visibleWhen").textValue()).isEqualTo("a != null");
    }

    @Test
    void controlsSayWhatTheyNeed() {
        JsonNode controls =
                UiSchemaRenderer.render(deal(), UiSchemaRenderer.FORM, "en")
                        .at("/elements/0/elements");

        assertThat(controls.at("/0/options/required").booleanValue()).isTrue();
        assertThat(controls.at("/2/options/scale").intValue()).isEqualTo(2);
        assertThat(controls.at("/3/options/target").textValue()).isEqualTo("account");
        assertThat(controls.at("/3/options/titleField").textValue()).isEqualTo("name");
        assertThat(controls.at("/4/options/readOnly").booleanValue()).isTrue();
    }

    @Test
    void choicesScalesStarsAndCurrenciesComeWithTheirControls() {
        ObjectModel sample =
                ExpressionCases.model(
                                List.of(
                                        json(
                                                """
                                                {'name': 'sample', 'fields': [
                                                   {'name': 'tags', 'type': 'multiSelect', 'options': ['a', 'b'], 'translations': {'ru': {'options.a': 'А'}}},
                                                   {'name': 'share', 'type': 'percent', 'scale': 1},
                                                   {'name': 'stars', 'type': 'rating', 'maximum': 3},
                                                   {'name': 'price', 'type': 'money', 'currencies': ['EUR', 'USD']}]}
                                                """)))
                        .required("sample");

        JsonNode controls =
                UiSchemaRenderer.render(sample, UiSchemaRenderer.FORM, "ru")
                        .at("/elements/0/elements");

        assertThat(controls)
                .extracting(c -> c.at("/options/control").textValue())
                .containsExactly("multiSelect", "percent", "rating", "money");
        assertThat(controls.at("/0/options/choices/0/label").textValue()).isEqualTo("А");
        assertThat(controls.at("/1/options/scale").intValue()).isEqualTo(1);
        assertThat(controls.at("/2/options/maximum").intValue()).isEqualTo(3);
        assertThat(controls.at("/3/options/currencies"))
                .extracting(JsonNode::textValue)
                .containsExactly("EUR", "USD");
    }
}
