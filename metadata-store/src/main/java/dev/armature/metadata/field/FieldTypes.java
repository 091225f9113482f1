package dev.armature.metadata.field;

import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.json.Attributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The list of all field types, by name. */
public final class FieldTypes {

    private static final Map<String, Function<Attributes, FieldType>> READERS =
            new LinkedHashMap<>();

    static {
        READERS.put(TextType.NAME, TextType::read);
        READERS.put(LongTextType.NAME, LongTextType::read);
        READERS.put(RichTextType.NAME, RichTextType::read);
        READERS.put(EmailType.NAME, attributes -> new EmailType());
        READERS.put(PhoneType.NAME, PhoneType::read);
        READERS.put(UrlType.NAME, attributes -> new UrlType());
        READERS.put(ColorType.NAME, attributes -> new ColorType());
        READERS.put(IntegerType.NAME, IntegerType::read);
        READERS.put(DecimalType.NAME, DecimalType::read);
        READERS.put(MoneyType.NAME, MoneyType::read);
        READERS.put(PercentType.NAME, PercentType::read);
        READERS.put(RatingType.NAME, RatingType::read);
        READERS.put(BooleanType.NAME, attributes -> new BooleanType());
        READERS.put(DateType.NAME, attributes -> new DateType());
        READERS.put(DateTimeType.NAME, attributes -> new DateTimeType());
        READERS.put(TimeType.NAME, attributes -> new TimeType());
        READERS.put(DurationType.NAME, attributes -> new DurationType());
        READERS.put(SelectType.NAME, SelectType::read);
        READERS.put(MultiSelectType.NAME, MultiSelectType::read);
        READERS.put(ReferenceType.NAME, ReferenceType::read);
        READERS.put(ReferencesType.NAME, ReferencesType::read);
        READERS.put(UserType.NAME, attributes -> new UserType());
        READERS.put(AddressType.NAME, attributes -> new AddressType());
        READERS.put(GeoPointType.NAME, attributes -> new GeoPointType());
        READERS.put(FileType.ANY, FileType::read);
        READERS.put(FilesType.NAME, FilesType::read);
        READERS.put(FileType.IMAGE, FileType::readImage);
        READERS.put(SecretType.NAME, SecretType::read);
        READERS.put(JsonType.NAME, JsonType::read);
        READERS.put(AutoNumberType.NAME, AutoNumberType::read);
        READERS.put(FormulaType.NAME, FormulaType::read);
        READERS.put(LookupType.NAME, LookupType::read);
        READERS.put(RollupType.NAME, RollupType::read);
    }

    private FieldTypes() {}

    public static List<String> names() {
        return List.copyOf(READERS.keySet());
    }

    /**
     * Reads {@code type} and the options of that type from a field's metadata.
     *
     * @return null when the type is unknown; a problem is then recorded
     */
    public static @Nullable FieldType read(Attributes field) {
        String name = field.text("type", 30);
        Function<Attributes, FieldType> reader = READERS.get(name);
        if (reader != null) {
            return reader.apply(field);
        }
        if (!name.isEmpty()) {
            String nearest = Suggestions.nearest(name, READERS.keySet());
            field.problems()
                    .add(
                            field.pointer("type"),
                            "unknown_type",
                            "There is no field type \""
                                    + name
                                    + "\""
                                    + (nearest == null
                                            ? ""
                                            : "; did you mean \"" + nearest + "\"?"));
        }
        return null;
    }
}
