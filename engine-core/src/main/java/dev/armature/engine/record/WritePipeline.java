package dev.armature.engine.record;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.file.FileAccess;
import dev.armature.engine.place.SwitchLock;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.Flush;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The way of a write, the same for everybody: read the input, take the current records, then step
 * by step make and check the new ones, then store them.
 */
public final class WritePipeline {

    private final DraftMaker drafts;
    private final WrongInput wrongInput;
    private final List<WriteStep> steps;

    /**
     * @param secrets seals what records keep encrypted
     * @param rules runs the rules before save
     * @param hooks runs the plugins' hooks before save
     */
    public WritePipeline(
            AccessPolicy access, Ids ids, SecretBox secrets, WriteStep rules, WriteStep hooks) {
        this.drafts = new DraftMaker(access, ids);
        AttachFiles files = new AttachFiles(new FileAccess(access));
        this.wrongInput = new WrongInput(files);
        this.steps =
                List.of(
                        new SealSecrets(secrets),
                        files,
                        new ResolveReferences(),
                        new SeenReferences(),
                        new PrefetchRelated(),
                        new BeginRollups(),
                        new ApplyDefaults(),
                        // Rules and hooks are not asked about a record whose input is wrong.
                        new CheckReferences(),
                        new CheckUsers(),
                        rules,
                        hooks,
                        new SealSecrets(secrets),
                        files,
                        new ResolveReferences(),
                        new CheckFrozen(),
                        new CheckRequired(false),
                        new CheckValidations(),
                        new CheckTransitions(),
                        new CheckReferences(),
                        new CheckAcyclic(),
                        new CheckUsers(),
                        new CheckUnique(),
                        new CheckColumns(),
                        new CheckRights(),
                        new FollowRefused(),
                        new NumberRecords());
    }

    /** See {@link RecordWriter#canOverlap}. */
    boolean canOverlap(ObjectModel object) {
        TenantModel model = object.tenant();
        return steps.stream().noneMatch(step -> step.looksAround(object))
                && model.rollupsOver(object).isEmpty()
                && model.farReads().of(object).isEmpty()
                && object.fields().stream()
                        .map(field -> field.property().type().link())
                        .noneMatch(link -> link != null && link.objectId() == object.id());
    }

    /**
     * Runs commands within a session's transaction.
     *
     * @param atomic whether one refusal refuses all, by an exception
     * @param refused why some of the commands are refused already, by their places in the list
     * @param turn is told when everything is ready, before the first of it is stored
     * @throws BrokenInvariants when some must be refused for what they have stored by now
     */
    List<Outcome> run(
            WriteSession session,
            List<Command> commands,
            Cause cause,
            boolean atomic,
            Map<Integer, EngineException> refused,
            RecordWriter.Turn turn) {
        share(session, commands);
        List<DraftMaker.Made> made = drafts.make(session, commands, cause, refused);
        List<Draft> all = made.stream().flatMap(m -> m.all().stream()).toList();
        wrongInput.complete(session, all);
        failIfAtomic(session, made, atomic);
        List<Draft> alive = alive(DeleteDependents.expand(session, alive(all)));
        for (WriteStep step : steps) {
            failIfAtomic(session, made, atomic);
            step.apply(session, alive);
            WrongInput.missing(session, alive);
            alive = alive(alive);
        }
        failIfAtomic(session, made, atomic);
        Flush.beforeSending(
                session.connection(),
                () -> turn.ready(() -> made.stream().anyMatch(m -> m.refusal(session) != null)));
        store(session, alive);
        if (session.depth() == 0) {
            requireInvariants(session, made, alive, atomic);
        }
        return outcomes(session, made);
    }

    /** Ends a write of a closed object before rules and hooks are troubled with it. */
    private static void share(WriteSession session, List<Command> commands) {
        TenantModel model = session.model();
        SwitchLock.share(
                session.connection(),
                model,
                commands.stream()
                        .map(command -> model.object(command.object()))
                        .filter(Objects::nonNull));
    }

    private static void store(WriteSession session, List<Draft> drafts) {
        RollupKeeper rollups = session.rollups();
        rollups.give(drafts);
        List<Draft> effective = drafts.stream().filter(Draft::isEffective).toList();
        if (!effective.isEmpty()) {
            Ancestors.lockOver(session, effective);
            session.far().hold(effective);
            Statements.store(session, effective);
            session.invariants().note(effective);
            rollups.follow(effective);
            session.far().note(effective, session.siblings());
            session.far().follow();
            rollups.give(drafts);
        }
    }

    private static void requireInvariants(
            WriteSession session, List<DraftMaker.Made> made, List<Draft> stored, boolean atomic) {
        Map<UUID, EngineException> broken = session.invariants().broken(session.caller().locale());
        if (broken.isEmpty()) {
            return;
        }
        EngineException first = broken.values().iterator().next();
        if (atomic) {
            throw first;
        }
        Map<Draft, EngineException> blamed = blamed(session, stored, broken);
        Map<Integer, EngineException> byCommand = new HashMap<>();
        for (int i = 0; i < made.size(); i++) {
            Draft draft = made.get(i).draft().orElse(null);
            // What a hook wrote beside the commands cannot be put down to one of them.
            EngineException reason = blamed.isEmpty() ? first : blamed.get(draft);
            if (draft != null && draft.isAlive() && reason != null) {
                byCommand.put(i, reason);
            }
        }
        throw new BrokenInvariants(byCommand);
    }

    /** The changes that broke something, or led to those that did. */
    private static Map<Draft, EngineException> blamed(
            WriteSession session, List<Draft> stored, Map<UUID, EngineException> broken) {
        Map<Draft, EngineException> blamed = new HashMap<>();
        for (Draft draft : stored) {
            if (draft.isEffective()) {
                for (UUID concerned : session.invariants().concernedBy(draft).ids()) {
                    EngineException reason = broken.get(concerned);
                    if (reason != null) {
                        blamed.putIfAbsent(draft.origin(), reason);
                    }
                }
            }
        }
        return blamed;
    }

    private static List<Draft> alive(List<Draft> drafts) {
        drafts.forEach(Draft::refuseLeader);
        Family.settle(drafts);
        // Asked after every step, and nearly always of drafts of which none was refused.
        for (Draft draft : drafts) {
            if (!draft.isAlive()) {
                return drafts.stream().filter(Draft::isAlive).toList();
            }
        }
        return drafts;
    }

    private static void failIfAtomic(
            WriteSession session, List<DraftMaker.Made> made, boolean atomic) {
        for (int i = 0; atomic && i < made.size(); i++) {
            EngineException refusal = made.get(i).refusal(session);
            if (refusal != null) {
                throw made.size() == 1 || session.depth() > 0 ? refusal : refusal.ofOperation(i);
            }
        }
    }

    private static List<Outcome> outcomes(WriteSession session, List<DraftMaker.Made> made) {
        Map<UUID, Outcome> byDraft = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (DraftMaker.Made one : made) {
            EngineException refusal = one.refusal(session);
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
                        ? session.json(image, session.bindings(draft, image))
                        : draft.family().json(session));
    }
}
