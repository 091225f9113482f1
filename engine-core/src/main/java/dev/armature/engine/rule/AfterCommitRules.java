package dev.armature.engine.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.event.Effect;
import dev.armature.engine.event.EffectHandler;
import dev.armature.engine.event.Effects;
import dev.armature.engine.event.Event;
import dev.armature.engine.event.EventConsumer;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordImages;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.rules.RuleFact;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rules after commit. An event of an object with such rules has one effect, the match: it finds
 * which rules hold and gives each an effect of its own, which is carried out, retried and parked by
 * itself.
 */
public final class AfterCommitRules implements EventConsumer {

    private static final String MATCH = "rules";
    private static final String RUN = "rule";

    private final RuleSets ruleSets;
    private final TenantModels models;
    private final TenantDatabase database;
    private final Effects effects;
    private final RecordWriter writer;
    private final TenantDirectory tenants;
    private final Callers callers;

    public AfterCommitRules(
            RuleSets ruleSets,
            TenantModels models,
            TenantDatabase database,
            Effects effects,
            RecordWriter writer,
            TenantDirectory tenants,
            Callers callers) {
        this.ruleSets = ruleSets;
        this.models = models;
        this.database = database;
        this.effects = effects;
        this.writer = writer;
        this.tenants = tenants;
        this.callers = callers;
    }

    @Override
    public List<Wanted> effects(ObjectModel object, Operation operation) {
        boolean any =
                ruleSets.of(object, Moment.AFTER_COMMIT).rules().stream()
                        .anyMatch(rule -> rule.definition().on().contains(operation));
        return any ? List.of(new Wanted(MATCH, "")) : List.of();
    }

    /** The two kinds of effects that rules have. */
    public List<EffectHandler> handlers() {
        return List.of(handler(MATCH, this::match), handler(RUN, this::run));
    }

    private static EffectHandler handler(String kind, Consumer<Effect> body) {
        return new EffectHandler() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public void handle(Effect effect) {
                body.accept(effect);
            }
        };
    }

    /** What an effect's rules look at. */
    private record Subject(
            Event event, ObjectModel object, Caller caller, RecordImages.Images images) {
        Environment environment() {
            return caller.environment(event.at());
        }
    }

    private Optional<Subject> subject(Connection connection, Effect effect) {
        Event event = effects.event(effect.tenant(), effect.eventId()).orElse(null);
        ObjectModel object =
                event == null ? null : models.current(effect.tenant()).object(event.objectId());
        if (event == null || object == null) {
            return Optional.empty();
        }
        Caller caller = caller(effect.tenant(), event);
        return RecordImages.at(connection, object, event.recordId(), event.version())
                .map(images -> new Subject(event, object, caller, images));
    }

    private Caller caller(TenantId tenant, Event event) {
        return tenants.find(tenant)
                .flatMap(found -> caller(found, event.actor()))
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.RULE_FAILED,
                                "Who made the change may not sign in any more"));
    }

    private Optional<Caller> caller(Tenant tenant, @Nullable UUID actor) {
        if (actor == null) {
            return Optional.empty();
        }
        return actor.equals(Caller.PLATFORM)
                ? Optional.of(Caller.platform(tenant))
                : callers.find(tenant, actor);
    }

    private void match(Effect effect) {
        database.transaction(
                effect.tenant(),
                connection -> {
                    if (effects.complete(connection, effect)) {
                        subject(connection, effect)
                                .ifPresent(subject ->
                                        effects.add(
                                                connection,
                                                effect.tenant(),
                                                effect.eventId(),
                                                matching(connection, subject)));
                    }
                    return true;
                });
    }

    private List<Wanted> matching(Connection connection, Subject subject) {
        Bindings bindings = subject.images.bindings(connection, subject.environment());
        RuleFact fact = new ImageFact(subject.images, bindings);
        return ruleSets
                .of(subject.object, Moment.AFTER_COMMIT)
                .matches(subject.event.operation(), fact)
                .stream()
                .map(rule -> new Wanted(RUN, Integer.toString(rule.definition().id())))
                .toList();
    }

    private void run(Effect effect) {
        List<Command> commands = new ArrayList<>();
        Subject[] found = new Subject[1];
        CompiledRule[] rule = new CompiledRule[1];
        database.transaction(
                effect.tenant(),
                connection -> {
                    subject(connection, effect)
                            .ifPresent(subject -> {
                                found[0] = subject;
                                rule[0] = rule(subject.object, effect.target());
                                if (rule[0] != null) {
                                    commands.addAll(
                                            commands(
                                                    rule[0],
                                                    subject.images.bindings(
                                                            connection, subject.environment())));
                                }
                            });
                    return true;
                });
        if (found[0] == null || rule[0] == null) {
            // The rule or the record is gone: there is nothing left to do.
            database.transaction(
                    effect.tenant(), connection -> effects.complete(connection, effect));
            return;
        }
        Cause cause =
                found[0].event
                        .cause()
                        .then(
                                "rule",
                                found[0].object.name()
                                        + "."
                                        + rule[0].definition().name()
                                        + "@"
                                        + models.current(effect.tenant()).version());
        // What an administrator had the rule do needs no right of whoever set it off.
        writer.write(
                found[0].caller.asTrusted(),
                commands,
                cause,
                true,
                (connection, outcomes) -> {
                    if (!effects.complete(connection, effect)) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT, "The rule has run already");
                    }
                });
    }

    private @Nullable CompiledRule rule(ObjectModel object, String target) {
        int id = Integer.parseInt(target);
        return ruleSets.of(object, Moment.AFTER_COMMIT).rules().stream()
                .filter(rule -> rule.definition().id() == id)
                .findFirst()
                .orElse(null);
    }

    private static List<Command> commands(CompiledRule rule, Bindings bindings) {
        List<Command> commands = new ArrayList<>();
        for (CompiledRule.CompiledAction action : rule.actions()) {
            if (action instanceof CompiledRule.CompiledAction.CreateRecord create) {
                ObjectNode values = Json.object();
                create.values()
                        .forEach((field, value) ->
                                values.set(field, Values.toJson(value.evaluate(bindings))));
                commands.add(new Command.Create(create.object(), values));
            }
        }
        return commands;
    }

    /** A stored image as rules look at it. */
    private record ImageFact(RecordImages.Images images, Bindings bindings) implements RuleFact {
        @Override
        public @Nullable Object value(Property property) {
            return images.value(property.fieldId());
        }
    }
}
