package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.graphql.GraphListening;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.live.Interest;
import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wants to hear of, against what they see. */
@Singleton
final class Interests {

    private static final int MOST_OBJECTS = 100;

    private final TenantModels models;
    private final AccessPolicy access;

    Interests(TenantModels models, AccessPolicy access) {
        this.models = models;
        this.access = access;
    }

    /**
     * What is asked for, as it is written.
     *
     * @param objects their names, with commas between them
     */
    record Wanted(
            @Nullable String objects,
            @Nullable String id,
            @Nullable String filter,
            @Nullable String fields) {

        private boolean isOfOne() {
            return id != null || filter != null || fields != null;
        }
    }

    /** What a GraphQL subscription listens to. */
    Interest read(Entrant entrant, GraphListening listening) {
        return read(
                entrant,
                new Wanted(
                        listening.object(),
                        listening.id(),
                        listening.filter(),
                        listening.fields()));
    }

    Interest read(Entrant entrant, Wanted wanted) {
        TenantModel seen =
                access.seen(entrant.caller(), models.current(entrant.caller().tenantId()));
        String[] names = wanted.objects == null ? new String[0] : wanted.objects.split(",", -1);
        if (wanted.isOfOne() && names.length != 1) {
            throw refused(
                    "objects", "required", "id, filter and fields are of one object: name it");
        }
        if (names.length > MOST_OBJECTS) {
            throw refused(
                    "objects", "too_many", "At most %d objects are named".formatted(MOST_OBJECTS));
        }
        Set<Integer> numbers = new LinkedHashSet<>();
        for (String name : names) {
            ObjectModel object = seen.required(name.strip());
            requireScope(entrant.scopes(), object);
            check(object, wanted);
            numbers.add(object.id());
        }
        return new Interest(numbers, id(wanted.id), wanted.filter, wanted.fields);
    }

    private static void requireScope(@Nullable Scopes scopes, ObjectModel object) {
        if (scopes != null && !scopes.allows(Scopes.Access.READ, object.name())) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING,
                    "This API key or app was not made for reading \"%s\"".formatted(object.name()));
        }
    }

    private static void check(ObjectModel object, Wanted wanted) {
        RecordQuery query = RecordQuery.of(object);
        query = wanted.filter == null ? query : query.withFilter(wanted.filter);
        var _ = wanted.fields == null ? query : query.withFields(wanted.fields);
    }

    private static @Nullable UUID id(@Nullable String written) {
        UUID id = written == null ? null : Literals.id(written);
        if (written != null && id == null) {
            throw refused("id", "invalid_id", "A record's id is expected");
        }
        return id;
    }

    private static EngineException refused(String pointer, String code, String message) {
        return EngineException.invalid(
                ErrorCode.INVALID_QUERY, new Problem(pointer, code, message));
    }
}
