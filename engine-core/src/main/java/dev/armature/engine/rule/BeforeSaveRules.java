package dev.armature.engine.rule;

import dev.armature.engine.record.ComputedValues;
import dev.armature.engine.record.Draft;
import dev.armature.engine.record.WriteSession;
import dev.armature.engine.record.WriteStep;
import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.rules.RuleConditionException;
import dev.armature.rules.RuleFact;
import dev.armature.rules.RuleLoopException;
import dev.armature.rules.RuleSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The step of a write in which rules change the record before it is saved. */
public final class BeforeSaveRules implements WriteStep {

    private final RuleSets ruleSets;

    public BeforeSaveRules(RuleSets ruleSets) {
        this.ruleSets = ruleSets;
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.isWrite()) {
                fire(session, draft);
            }
        }
    }

    @Override
    public boolean looksAround(ObjectModel object) {
        return !ruleSets.of(object, Moment.BEFORE_SAVE).rules().isEmpty();
    }

    private void fire(WriteSession session, Draft draft) {
        RuleSet rules = ruleSets.of(draft.object(), Moment.BEFORE_SAVE);
        if (rules.rules().isEmpty()) {
            return;
        }
        Bindings bindings = session.bindings(draft);
        Operation operation = draft.before() == null ? Operation.CREATE : Operation.UPDATE;
        try {
            rules.fire(
                    operation,
                    new DraftFact(draft, bindings),
                    rule -> carryOut(rule, draft, bindings));
        } catch (RuleLoopException e) {
            draft.refuse(new EngineException(ErrorCode.RULE_LOOP, String.valueOf(e.getMessage())));
        } catch (RuleConditionException e) {
            draft.refuse(
                    new EngineException(ErrorCode.RULE_FAILED, String.valueOf(e.getMessage())));
        }
    }

    private static void carryOut(CompiledRule rule, Draft draft, Bindings bindings) {
        for (CompiledRule.CompiledAction action : rule.actions()) {
            if (action instanceof CompiledRule.CompiledAction.SetField set) {
                ComputedValues.set(draft, set.field(), () -> set.value().evaluate(bindings));
            }
        }
    }

    /** A draft as rules look at it. */
    private record DraftFact(Draft draft, Bindings bindings) implements RuleFact {
        @Override
        public @Nullable Object value(Property property) {
            FieldModel field = draft.object().field(property.fieldId());
            return field == null ? null : draft.value(field);
        }
    }
}
