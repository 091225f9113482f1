package dev.armature.engine.record;

import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets expressions read a record, what it was before, and the records it references. */
final class RecordBindings implements Bindings {

    private final ObjectModel object;
    private final Map<Integer, Object> values;
    private final StoredRecord image;
    private final @Nullable StoredRecord old;
    private final RelatedRecords related;
    private final Environment environment;
    private final @Nullable Predicate<StoredRecord> seen;

    /**
     * @param values the values to read, which may change while these bindings are in use
     * @param image the record's system fields
     */
    RecordBindings(
            ObjectModel object,
            Map<Integer, Object> values,
            StoredRecord image,
            @Nullable StoredRecord old,
            RelatedRecords related,
            Environment environment) {
        this(object, values, image, old, related, environment, null);
    }

    private RecordBindings(
            ObjectModel object,
            Map<Integer, Object> values,
            StoredRecord image,
            @Nullable StoredRecord old,
            RelatedRecords related,
            Environment environment,
            @Nullable Predicate<StoredRecord> seen) {
        this.seen = seen;
        this.object = object;
        this.values = values;
        this.image = image;
        this.old = old;
        this.related = related;
        this.environment = environment;
    }

    static RecordBindings of(StoredRecord stored, RelatedRecords related, Environment environment) {
        return new RecordBindings(
                stored.object(), stored.values(), stored, null, related, environment);
    }

    /**
     * For what somebody has written who does not see all records.
     *
     * @param seen whether they see one that the record leads to; null when they see all
     */
    static RecordBindings seen(
            StoredRecord stored,
            RelatedRecords related,
            Environment environment,
            @Nullable Predicate<StoredRecord> seen) {
        return new RecordBindings(
                stored.object(), stored.values(), stored, null, related, environment, seen);
    }

    private boolean isSeen(StoredRecord record) {
        return seen == null || seen.test(record);
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public @Nullable Object read(Expression.Read read) {
        if (read.old()) {
            return old == null ? null : seen(old, related, environment, seen).walk(read.path());
        }
        return walk(read.path());
    }

    @Override
    public List<Bindings> records(int objectId, List<UUID> ids) {
        return related.find(objectId, ids).stream()
                .filter(this::isSeen)
                .<Bindings>map(record -> seen(record, related, environment, seen))
                .toList();
    }

    private @Nullable Object walk(List<Property> path) {
        Object value = own(path.getFirst());
        if (path.size() == 1 || value == null) {
            return value;
        }
        StoredRecord next = related.find(path.get(1).objectId(), (UUID) value);
        return next == null || !isSeen(next)
                ? null
                : seen(next, related, environment, seen).walk(path.subList(1, path.size()));
    }

    /** A formula is the platform's own, and reads past what its reader sees. */
    private RecordBindings unbounded() {
        return seen == null
                ? this
                : new RecordBindings(object, values, image, old, related, environment, null);
    }

    private @Nullable Object own(Property property) {
        if (property.fieldId() < 0) {
            return image.system(SystemField.numbered(property.fieldId()));
        }
        FieldModel field = object.field(property.fieldId());
        CheckedExpression formula = field == null ? null : field.formula();
        return formula == null ? values.get(property.fieldId()) : formula.evaluate(unbounded());
    }
}
