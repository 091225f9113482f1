package dev.armature.engine.rule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.RuleSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The compiled rules of each object model, made when first needed and gone with the model.
 * Thread-safe.
 */
public final class RuleSets {

    private final Cache<ObjectModel, Map<Moment, RuleSet>> compiled =
            Caffeine.newBuilder().weakKeys().build();

    RuleSet of(ObjectModel object, Moment moment) {
        Map<Moment, RuleSet> sets = compiled.get(object, RuleSets::compile);
        return Objects.requireNonNull(sets.get(moment));
    }

    private static Map<Moment, RuleSet> compile(ObjectModel object) {
        Map<Moment, RuleSet> sets = new EnumMap<>(Moment.class);
        for (Moment moment : Moment.values()) {
            sets.put(moment, RuleSet.compile(object, moment));
        }
        return sets;
    }
}
