package dev.armature.engine.graphql;

import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.util.Locale;
import java.util.Set;

/**
 * What things are called in a schema. Names of objects and fields are letters and digits, so
 * whatever is made of one by an underscore is never another's name: a new object or field takes no
 * name away that clients use.
 */
final class GraphNames {

    static final String QUERY = "Query";
    static final String MUTATION = "Mutation";
    static final String SUBSCRIPTION = "Subscription";
    static final String PAGE_INFO = "PageInfo";
    static final String EDGE = "_Edge";
    static final String CHANGE = "_Change";
    static final String CHANGES = "_changes";
    static final String CHANGE_TYPE = "Change_Type";
    static final String AGGREGATE = "Aggregate";
    static final String GROUPING = "Grouping";
    static final String MEASURE = "Measure";

    /** The types that are no object's. An object of such a name has an underscore after it. */
    private static final Set<String> TAKEN =
            Set.of(
                    QUERY,
                    MUTATION,
                    SUBSCRIPTION,
                    "String",
                    "Int",
                    "Float",
                    "Boolean",
                    "ID",
                    "Decimal",
                    "Long",
                    "Date",
                    "Time",
                    "DateTime",
                    "Duration",
                    "Json",
                    "Reference",
                    "Money",
                    "GeoPoint",
                    "Address",
                    "File",
                    PAGE_INFO,
                    AGGREGATE,
                    GROUPING,
                    MEASURE);

    private GraphNames() {}

    static String type(ObjectModel object) {
        String name =
                object.name().substring(0, 1).toUpperCase(Locale.ROOT) + object.name().substring(1);
        return TAKEN.contains(name) ? name + "_" : name;
    }

    static String connection(ObjectModel object) {
        return type(object) + "_Connection";
    }

    static String edge(ObjectModel object) {
        return type(object) + EDGE;
    }

    static String change(ObjectModel object) {
        return type(object) + CHANGE;
    }

    static String input(ObjectModel object) {
        return type(object) + "_Input";
    }

    /** The field by which a record shows those that reference it. */
    static String children(TenantModel.Incoming incoming) {
        return incoming.source().name() + "_by_" + incoming.field().name();
    }

    /** The object that a root field is about. */
    static String objectOf(String rootField) {
        int underscore = rootField.indexOf('_');
        return underscore < 0 ? rootField : rootField.substring(0, underscore);
    }
}
