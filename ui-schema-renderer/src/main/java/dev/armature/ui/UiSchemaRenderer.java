package dev.armature.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.Translations;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.DecimalType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.FilesType;
import dev.armature.metadata.field.FormulaType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.field.MoneyType;
import dev.armature.metadata.field.MultiSelectType;
import dev.armature.metadata.field.PercentType;
import dev.armature.metadata.field.RatingType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.ReferencesType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders a layout as a JSON Forms UI schema: a VerticalLayout of Groups of Controls. What a
 * control needs to know beyond the JSON Schema stands in its options, with labels in the asked-for
 * language.
 */
public final class UiSchemaRenderer {

    /** The layout that every object has, made by an administrator or not. */
    public static final String FORM = "form";

    private UiSchemaRenderer() {}

    /**
     * Renders one layout of an object.
     *
     * @param layout the name of a layout; one that nobody made has all fields in one group
     * @param locale BCP 47
     */
    public static ObjectNode render(ObjectModel object, String layout, String locale) {
        ObjectNode root = Json.object().put("type", "VerticalLayout");
        ArrayNode groups = root.putArray("elements");
        Part part = object.definition().part(Part.Kind.LAYOUT, layout);
        Translations translations =
                part instanceof LayoutDefinition l ? l.translations() : Translations.NONE;
        List<LayoutDefinition.Section> sections =
                part instanceof LayoutDefinition l && !l.sections().isEmpty()
                        ? l.sections()
                        : List.of(everything(object));
        for (int i = 0; i < sections.size(); i++) {
            groups.add(group(object, sections.get(i), i, translations, locale));
        }
        return root;
    }

    private static LayoutDefinition.Section everything(ObjectModel object) {
        return new LayoutDefinition.Section(
                null,
                2,
                object.fields().stream()
                        .map(field -> new LayoutDefinition.Item(field.name(), null))
                        .toList(),
                null);
    }

    private static ObjectNode group(
            ObjectModel object,
            LayoutDefinition.Section section,
            int index,
            Translations translations,
            String locale) {
        ObjectNode group = Json.object().put("type", "Group");
        String label = section.label();
        if (label != null) {
            group.put("label", translations.text(locale, "sections." + index, label));
        }
        ObjectNode options = group.putObject("options").put("columns", section.columns());
        visibility(options, section.visibleWhen());
        ArrayNode controls = group.putArray("elements");
        for (LayoutDefinition.Item item : section.items()) {
            FieldModel field = object.field(item.field());
            if (field != null) {
                ObjectNode control = control(object, field, locale);
                visibility(control.withObject("/options"), item.visibleWhen());
                controls.add(control);
            }
        }
        return group;
    }

    private static void visibility(ObjectNode options, @Nullable String condition) {
        if (condition != null) {
            options.put("visibleWhen", condition);
        }
    }

    private static ObjectNode control(ObjectModel object, FieldModel field, String locale) {
        FieldDefinition definition = field.definition();
        ObjectNode control =
                Json.object().put("type", "Control").put("scope", "#/properties/" + field.name());
        control.put("label", definition.translations().text(locale, "label", definition.label()));
        ObjectNode options = control.putObject("options");
        options.put("control", field.type().control());
        options.put("required", definition.required());
        options.put("readOnly", !object.isWritable(field));
        String description = definition.description();
        if (description != null) {
            options.put("help", definition.translations().text(locale, "description", description));
        }
        // A lookup is shown as the field that it shows, with the labels that are given there.
        FieldDefinition shown = object.shown(field).definition();
        FieldType type =
                field.type() instanceof LookupType lookup && lookup.source() != null
                        ? lookup.source()
                        : field.type();
        switch (type) {
            case SelectType select ->
                    choices(options, select.options(), shown.translations(), locale);
            case MultiSelectType select ->
                    choices(options, select.options(), shown.translations(), locale);
            case ReferenceType reference -> target(options, object, reference, locale);
            case ReferencesType references -> {
                target(options, object, references, locale);
                options.put("maxItems", references.maxItems());
            }
            case DecimalType decimal -> options.put("scale", decimal.scale());
            case MoneyType money ->
                    money.currencies().forEach(options.withArray("currencies")::add);
            case PercentType percent -> options.put("scale", percent.scale());
            case RatingType rating -> options.put("maximum", rating.maximum());
            case AttachmentType attachment -> {
                if (attachment instanceof FilesType files) {
                    options.put("maxItems", files.maxItems());
                }
                attachment.rules().accept().forEach(options.withArray("accept")::add);
            }
            case FormulaType formula -> options.put("returns", formula.returns().spelling());
            default -> {}
        }
        return control;
    }

    private static void choices(
            ObjectNode options,
            List<SelectType.Option> selectable,
            Translations translations,
            String locale) {
        ArrayNode choices = options.putArray("choices");
        for (SelectType.Option option : selectable) {
            choices.addObject()
                    .put("value", option.value())
                    .put(
                            "label",
                            translations.text(locale, "options." + option.value(), option.label()))
                    .put("color", option.color());
        }
    }

    private static void target(
            ObjectNode options, ObjectModel object, LinkType reference, String locale) {
        options.put("target", reference.target());
        ObjectModel target = object.tenant().object(reference.target());
        if (target != null) {
            ObjectDefinition.Header header = target.definition().header();
            options.put("targetLabel", header.translations().text(locale, "label", header.label()));
            options.put("titleField", header.titleField());
        }
    }
}
