package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of one statement: the object's own, and one join for each path of references that the
 * statement uses, however often it uses it.
 */
final class Joins implements SqlTranslator.Columns {

    /** The alias of the object's own table. */
    static final String ROOT = "r";

    private final TenantModel model;
    private final ObjectModel root;
    private final Map<List<Integer>, Joined> byPath = new LinkedHashMap<>();

    /** A joined table. */
    record Joined(String alias, ObjectModel object, Sql clause) {}

    Joins(ObjectModel root) {
        this.root = root;
        this.model = root.tenant();
    }

    ObjectModel root() {
        return root;
    }

    /** The table at the end of a path of reference fields; the root's for the empty path. */
    Joined at(List<Property> references) {
        if (references.isEmpty()) {
            return new Joined(ROOT, root, Sql.EMPTY);
        }
        List<Integer> key = new ArrayList<>();
        references.forEach(property -> {
            key.add(property.objectId());
            key.add(property.fieldId());
        });
        Joined known = byPath.get(key);
        if (known != null) {
            return known;
        }
        Joined from = at(references.subList(0, references.size() - 1));
        Property last = references.getLast();
        ObjectModel target = model.required(((ValueType.Reference) last.type()).objectId());
        String alias = ROOT + (byPath.size() + 1);
        RecordPlace place = RecordPlace.of(target);
        Sql clause =
                Sql.of(
                        "left join ",
                        place.name(),
                        " ",
                        alias,
                        " on ",
                        place.isLive(alias),
                        " and ",
                        alias,
                        ".id = ",
                        column(from, last));
        Joined joined = new Joined(alias, target, clause);
        byPath.put(key, joined);
        return joined;
    }

    /** A field at the end of a path; a formula is written out. */
    @Override
    public Sql read(List<Property> path, Environment environment) {
        List<Property> references = path.subList(0, path.size() - 1);
        Joined table = at(references);
        Property last = path.getLast();
        if (last.fieldId() >= 0) {
            CheckedExpression formula = field(table, last).formula();
            if (formula != null) {
                return new SqlTranslator(this, environment, references).value(formula.root());
            }
        }
        return Sql.raw(column(table, last));
    }

    /** A column of a table: a stored field, or one of the system's. Formulas have none. */
    static String column(Joined table, Property property) {
        if (property.fieldId() < 0) {
            SystemField field = SystemField.numbered(property.fieldId());
            String column = table.alias + "." + field.column();
            return field == SystemField.VERSION ? column + "::numeric" : column;
        }
        return RecordPlace.of(table.object).column(table.alias, field(table, property));
    }

    static FieldModel field(Joined table, Property property) {
        FieldModel field = table.object.field(property.fieldId());
        if (field == null) {
            throw new IllegalStateException("the expression belongs to another model: " + property);
        }
        return field;
    }

    /** {@code from} with all joins made so far. Ask last. */
    Sql from() {
        List<Sql> clauses = new ArrayList<>();
        clauses.add(Sql.of("from ", RecordPlace.of(root).name(), " " + ROOT));
        byPath.values().forEach(joined -> clauses.add(joined.clause()));
        return Sql.join("\n", clauses);
    }
}
