package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordReader;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import graphql.language.Document;
import graphql.schema.DataFetchingEnvironment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of one request go by.
 *
 * @param model the metadata as the caller sees it
 * @param document what was asked, parsed and checked
 * @param change what a subscription is told of, or null
 * @param fault takes what goes wrong on our side, which no field answers with
 */
record Asked(
        Caller caller,
        TenantModel model,
        RecordReader reader,
        Aggregator aggregator,
        Document document,
        @Nullable ObjectNode change,
        AtomicReference<@Nullable Throwable> fault) {

    static Asked of(DataFetchingEnvironment environment) {
        return Objects.requireNonNull(environment.getGraphQlContext().get(Asked.class));
    }

    ObjectModel object(int id) {
        return model.required(id);
    }
}
