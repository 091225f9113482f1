package dev.armature.engine.record;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The way of a write, the same for everybody: read the input, take the current records, then step
 * by step make and check the new ones, then store them.
 */
public final class WritePipeline {

    private final DraftMaker drafts;
    private final List<WriteStep> steps;

    /**
     * @param rules runs the rules before save
     * @param hooks runs the plugins' hooks before save
     */
    public WritePipeline(AccessPolicy access, Ids ids, WriteStep rules, WriteStep hooks) {
        this.drafts = new DraftMaker(access, ids);
        this.steps =
                List.of(
                        new ResolveReferences(),
                        new PrefetchRelated(),
                        new ApplyDefaults(),
                        // Rules and hooks are not asked about a record whose input is wrong.
                        new CheckReferences(),
                        new CheckUsers(),
                        rules,
                        hooks,
                        new ResolveReferences(),
                        new CheckFrozen(),
                        new CheckRequired(false),
                        new CheckValidations(),
                        new CheckTransitions(),
                        new CheckReferences(),
                        new CheckAcyclic(),
                        new CheckUsers(),
                        new CheckUnique(),
                        new FollowRefused(),
                        new NumberRecords());
    }

    /**
     * Runs commands within a session's transaction.
     *
     * @param atomic whether one refusal refuses all, by an exception
     */
    List<Outcome> run(WriteSession session, List<Command> commands, Cause cause, boolean atomic) {
        List<DraftMaker.Made> made = drafts.make(session, commands, cause);
        List<Draft> all = made.stream().flatMap(m -> m.all().stream()).toList();
        WrongInput.complete(session, all);
        failIfAtomic(made, atomic);
        List<Draft> alive = alive(DeleteDependents.expand(session, alive(all)));
        for (WriteStep step : steps) {
            failIfAtomic(made, atomic);
            step.apply(session, alive);
            alive = alive(alive);
        }
        failIfAtomic(made, atomic);
        Statements.store(session, alive);
        return outcomes(session, made);
    }

    private static List<Draft> alive(List<Draft> drafts) {
        drafts.forEach(Draft::refuseLeader);
        Family.settle(drafts);
        return drafts.stream().filter(Draft::isAlive).toList();
    }

    private static void failIfAtomic(List<DraftMaker.Made> made, boolean atomic) {
        if (atomic) {
            for (DraftMaker.Made one : made) {
                EngineException refusal = one.refusal();
                if (refusal != null) {
                    throw refusal;
                }
            }
        }
    }

    private static List<Outcome> outcomes(WriteSession session, List<DraftMaker.Made> made) {
        Map<UUID, Outcome> byDraft = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (DraftMaker.Made one : made) {
            EngineException refusal = one.refusal();
            if (refusal != null) {
                outcomes.add(new Outcome.Refused(refusal));
            } else {
                Draft draft = one.draft().orElseThrow();
                outcomes.add(byDraft.computeIfAbsent(draft.id(), id -> done(session, draft)));
            }
        }
        return outcomes;
    }

    private static Outcome done(WriteSession session, Draft draft) {
        StoredRecord image = session.image(draft);
        return new Outcome.Done(
                image,
                draft.before() == null,
                draft.family() == null
                        ? RecordRenderer.json(image, session.bindings(draft))
                        : draft.family().json(session));
    }
}
