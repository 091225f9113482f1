package dev.armature.engine.record;

import dev.armature.engine.query.Figures;
import dev.armature.metadata.definition.Invariant;
import dev.armature.metadata.model.CompiledInvariant;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What the invariants of one transaction have to be checked of, whatever wrote it: the records
 * written, and those that rest on them. They are checked at the end, when everything is stored. The
 * records are locked before, so that of two writers who are each right alone the second one sees
 * what the first has done. Belongs to one transaction.
 */
final class Invariants {

    private final Connection connection;
    private final TenantModel model;
    private final Parents touched = new Parents();

    Invariants(Connection connection, TenantModel model) {
        this.connection = connection;
        this.model = model;
    }

    /** Notes what was stored. */
    void note(List<Draft> stored) {
        stored.forEach(draft -> add(touched, draft));
    }

    /** Notes a record of which something was computed anew. */
    void note(StoredRecord changed) {
        if (!changed.object().invariants().isEmpty()) {
            touched.add(changed.object(), changed.id());
        }
    }

    /** The records whose invariants a draft can break. */
    Parents concernedBy(Draft draft) {
        Parents concerned = new Parents();
        add(concerned, draft);
        return concerned;
    }

    private void add(Parents parents, Draft draft) {
        if (!draft.object().invariants().isEmpty()) {
            parents.add(draft.object(), draft.id());
        }
        model.invariantsOver(draft.object()).forEach(following -> parents.addFor(draft, following));
    }

    /** The refusals of all records for which an invariant does not hold, by their ids. */
    Map<UUID, EngineException> broken(String locale) {
        Map<UUID, EngineException> broken = new LinkedHashMap<>();
        touched.forEach((object, ids) -> check(object, ids, locale, broken));
        return broken;
    }

    private void check(
            ObjectModel object, Set<UUID> ids, String locale, Map<UUID, EngineException> broken) {
        List<CompiledInvariant> invariants = object.invariants();
        RecordLoader.loadFigures(
                connection,
                object,
                ids,
                Figures.conditions(object, invariants),
                (stored, row, column) -> {
                    List<Invariant> failed = failed(invariants, row, column);
                    if (!stored.deleted() && !failed.isEmpty()) {
                        broken.put(stored.id(), refusal(stored, failed, locale));
                    }
                });
    }

    private static List<Invariant> failed(
            List<CompiledInvariant> invariants, ResultSet row, int column) throws SQLException {
        List<Invariant> failed = new ArrayList<>();
        for (int i = 0; i < invariants.size(); i++) {
            if (!row.getBoolean(column + i)) {
                failed.add(invariants.get(i).definition());
            }
        }
        return failed;
    }

    private static EngineException refusal(
            StoredRecord record, List<Invariant> failed, String locale) {
        List<Problem> problems =
                failed.stream().map(invariant -> problem(invariant, locale)).toList();
        return new EngineException(
                ErrorCode.INVARIANT_BROKEN,
                failed.getFirst().code(),
                "%s (%s %s)"
                        .formatted(
                                problems.getFirst().message(), record.object().name(), record.id()),
                problems);
    }

    private static Problem problem(Invariant invariant, String locale) {
        return new Problem(
                "",
                Objects.requireNonNullElse(invariant.code(), ErrorCode.INVARIANT_BROKEN.code()),
                invariant.translations().text(locale, "message", invariant.message()));
    }
}
