package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel.Incoming;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes drafts of the records that are nested in a new one. They reference it by their own field,
 * which is filled here. Counts the records of one write.
 */
final class NestedRecords {

    /** How many levels of children a record may have. */
    static final int MAX_DEPTH = 3;

    /** How many nested records one write may make. */
    static final int MAX_RECORDS = 10_000;

    private static final String AT = "/" + Command.Create.CHILDREN;

    private final WriteSession session;
    private final AccessPolicy access;
    private final Ids ids;
    private final Cause cause;
    private int records;

    NestedRecords(WriteSession session, AccessPolicy access, Ids ids, Cause cause) {
        this.session = session;
        this.access = access;
        this.ids = ids;
        this.cause = cause;
    }

    /** The new record with what is nested in it. */
    Family family(Draft root, JsonNode children) {
        Family.Member member = new Family.Member("", root);
        addChildren(member, children, 1);
        return new Family(member);
    }

    private void addChildren(Family.Member parent, JsonNode children, int depth) {
        Draft draft = parent.draft();
        session.willBe(draft);
        if (!(children instanceof ObjectNode byName)) {
            draft.problems().add(AT, "wrong_type", "Lists of children by name are expected");
            return;
        }
        if (depth > MAX_DEPTH) {
            draft.problems()
                    .add(AT, "too_deep", "Records nest at most " + MAX_DEPTH + " levels deep");
            return;
        }
        Map<String, Incoming> known =
                session.grants().model().children(session.seen(draft.object()));
        for (Map.Entry<String, JsonNode> entry : byName.properties()) {
            String at = Pointers.at(AT, entry.getKey());
            Incoming relation = relation(draft, known, entry.getKey(), at);
            if (relation != null && entry.getValue() instanceof ArrayNode list) {
                addAll(parent, entry.getKey(), relation, list, depth);
            } else if (relation != null) {
                draft.problems().add(at, "wrong_type", "A list of records is expected");
            }
        }
    }

    private @Nullable Incoming relation(
            Draft draft, Map<String, Incoming> known, String name, String at) {
        Incoming relation = known.get(name);
        if (relation == null) {
            String nearest = Suggestions.nearest(name, List.copyOf(known.keySet()));
            draft.problems()
                    .add(
                            at,
                            "unknown_field",
                            "No children of \""
                                    + draft.object().name()
                                    + "\" are called \""
                                    + name
                                    + "\""
                                    + (nearest == null
                                            ? ""
                                            : "; did you mean \"" + nearest + "\"?"));
            return null;
        }
        try {
            access.require(session.caller(), relation.source(), Right.CREATE);
            return relation;
        } catch (EngineException e) {
            draft.refuse(e);
            return null;
        }
    }

    private void addAll(
            Family.Member parent, String name, Incoming relation, ArrayNode list, int depth) {
        List<Family.Member> made = new ArrayList<>();
        String at = Pointers.at(AT, name);
        for (int i = 0; i < list.size(); i++) {
            if (++records > MAX_RECORDS) {
                parent.draft()
                        .problems()
                        .add(
                                at,
                                "limit_exceeded",
                                "At most " + MAX_RECORDS + " records can be nested in one write");
                return;
            }
            if (list.get(i) instanceof ObjectNode body) {
                String place = parent.pointer() + Pointers.at(at, i);
                made.add(child(parent.draft(), place, relation, body, depth));
            } else {
                parent.draft()
                        .problems()
                        .add(
                                Pointers.at(at, i),
                                "wrong_type",
                                "A record is expected, as an object");
            }
        }
        parent.children().put(name, made);
    }

    private Family.Member child(
            Draft parent, String place, Incoming relation, ObjectNode body, int depth) {
        ObjectModel seen = relation.source();
        ObjectModel object = seen.whole();
        Command.Create create = Command.Create.nested(object.name(), body);
        Draft draft = new Draft(Draft.Operation.CREATE, object, ids.next(), null, cause);
        DraftMaker.put(session, draft, RecordInput.read(seen, create.values()));
        if (draft.isGiven(relation.field())) {
            draft.problem(
                    relation.field(),
                    "read_only_field",
                    "It is the " + parent.object().name() + " that the record is nested in");
        }
        if (!session.mayWrite(draft, relation.field())) {
            draft.problem(relation.field(), "not_writable", "You may not change this field");
        }
        draft.set(relation.field(), parent.id());
        draft.markGiven(relation.field());
        Family.Member member = new Family.Member(place, draft);
        if (create.children() != null) {
            addChildren(member, create.children(), depth + 1);
        }
        return member;
    }
}
