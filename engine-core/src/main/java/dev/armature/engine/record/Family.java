package dev.armature.engine.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new record with the new records that are nested in it: all of them are made, or none. Belongs
 * to one thread.
 */
final class Family {

    private final Member root;
    private final List<Member> members = new ArrayList<>();
    private boolean refused;

    /**
     * A record of the family.
     *
     * @param pointer where it stands in the input
     * @param children by the names under which they are nested in it
     */
    record Member(String pointer, Draft draft, Map<String, List<Member>> children) {
        Member(String pointer, Draft draft) {
            this(pointer, draft, new LinkedHashMap<>());
        }
    }

    Family(Member root) {
        this.root = root;
        enter(root);
    }

    private void enter(Member member) {
        members.add(member);
        member.draft.join(this);
        member.children.values().forEach(list -> list.forEach(this::enter));
    }

    /** The draft that the others are nested in. */
    Draft root() {
        return root.draft;
    }

    List<Draft> drafts() {
        return members.stream().map(Member::draft).toList();
    }

    /** Whether one of its records cannot be made, and so none. */
    boolean isRefused() {
        return refused;
    }

    /** Lets each refused draft take its family with it. */
    static void settle(List<Draft> drafts) {
        for (Draft draft : drafts) {
            Family family = draft.family();
            if (family != null && draft.refusal() != null) {
                family.refused = true;
            }
        }
    }

    /** Everything wrong with its records, each problem at its place; null while nothing is. */
    @Nullable EngineException refusal() {
        Problems problems = new Problems();
        for (Member member : members) {
            EngineException reason = member.draft.refusal();
            if (reason != null && reason.code() != ErrorCode.VALIDATION_FAILED) {
                return reason.under(member.pointer);
            }
            if (reason != null) {
                problems.addAll(reason.under(member.pointer).problems());
            }
        }
        return problems.isEmpty()
                ? null
                : new EngineException(
                        ErrorCode.VALIDATION_FAILED,
                        ErrorCode.VALIDATION_FAILED.title(),
                        problems.list());
    }

    /** The root as a client reads it, with the others nested in it as they were sent. */
    byte[] json(WriteSession session) {
        return Json.bytes(json(session, root));
    }

    private static ObjectNode json(WriteSession session, Member member) {
        StoredRecord image = session.image(member.draft);
        ObjectNode json =
                Json.parseObject(session.json(image, session.bindings(member.draft, image)));
        if (!member.children.isEmpty()) {
            ObjectNode children = json.putObject(Command.Create.CHILDREN);
            member.children.forEach((name, list) -> {
                ArrayNode array = children.putArray(name);
                list.forEach(child -> array.add(json(session, child)));
            });
        }
        return json;
    }
}
