package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that an object demands of its records, whoever writes them.
 *
 * @param appendOnly whether records are made, and from then on neither changed nor deleted
 */
public record ObjectOptions(
        List<UniqueTogether> uniqueTogether,
        boolean appendOnly,
        @Nullable ImmutableWhen immutableWhen,
        @Nullable Transitions transitions,
        @Nullable Acyclic acyclic,
        List<Counter> counters,
        List<Invariant> invariants,
        Retention retention,
        List<CombinedIndex> indexes) {

    /** How many combinations of fields an object may keep unique. */
    public static final int MAX_UNIQUE_TOGETHER = 20;

    private static final String APPEND_ONLY = "appendOnly";

    public ObjectOptions {
        uniqueTogether = List.copyOf(uniqueTogether);
        counters = List.copyOf(counters);
        invariants = List.copyOf(invariants);
        indexes = List.copyOf(indexes);
    }

    static ObjectOptions read(Attributes attributes) {
        return new ObjectOptions(
                readTogether(attributes),
                attributes.flag(APPEND_ONLY, false),
                ImmutableWhen.read(attributes),
                Transitions.read(attributes),
                Acyclic.read(attributes),
                attributes.list(
                        Counter.ATTRIBUTE,
                        (node, at) -> Counter.read(node, at, attributes.problems())),
                readInvariants(attributes),
                Retention.read(attributes),
                readIndexes(attributes));
    }

    private static List<Invariant> readInvariants(Attributes attributes) {
        List<Invariant> invariants =
                attributes.list(
                        Invariant.ATTRIBUTE,
                        (node, at) -> Invariant.read(node, at, attributes.problems()));
        if (invariants.size() > Invariant.MAX) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(Invariant.ATTRIBUTE),
                            "limit_exceeded",
                            "An object has at most " + Invariant.MAX + " invariants");
        }
        return invariants;
    }

    private static List<CombinedIndex> readIndexes(Attributes attributes) {
        List<CombinedIndex> indexes =
                attributes.list(
                        CombinedIndex.ATTRIBUTE,
                        (node, at) -> CombinedIndex.read(node, at, attributes.problems()));
        if (indexes.size() > CombinedIndex.MAX) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(CombinedIndex.ATTRIBUTE),
                            "limit_exceeded",
                            "An object has at most " + CombinedIndex.MAX + " indexes");
        }
        for (int i = 0; i < indexes.size(); i++) {
            CombinedIndex index = indexes.get(i);
            if (!index.keys().isEmpty() && indexes.indexOf(index) < i) {
                attributes
                        .problems()
                        .add(
                                Pointers.at(attributes.pointer(CombinedIndex.ATTRIBUTE), i),
                                "not_unique",
                                "These fields have an index already; leave one of the two out");
            }
        }
        return indexes;
    }

    private static List<UniqueTogether> readTogether(Attributes attributes) {
        List<UniqueTogether> together =
                attributes.list(
                        UniqueTogether.ATTRIBUTE,
                        (node, at) -> UniqueTogether.read(node, at, attributes.problems()));
        if (together.size() > MAX_UNIQUE_TOGETHER) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(UniqueTogether.ATTRIBUTE),
                            "limit_exceeded",
                            "An object keeps at most "
                                    + MAX_UNIQUE_TOGETHER
                                    + " combinations of fields unique");
        }
        return together;
    }

    /** What is told of the options where they name what somebody does not see. */
    public ObjectOptions untold() {
        return new ObjectOptions(
                List.of(),
                appendOnly,
                null,
                null,
                null,
                List.of(),
                List.of(),
                Retention.DEFAULT,
                List.of());
    }

    /** Adds the options that are set to an object's JSON. */
    void write(ObjectNode out) {
        if (!uniqueTogether.isEmpty()) {
            ArrayNode list = out.putArray(UniqueTogether.ATTRIBUTE);
            uniqueTogether.forEach(one -> list.add(one.toJson()));
        }
        if (appendOnly) {
            out.put(APPEND_ONLY, true);
        }
        if (immutableWhen != null) {
            out.set(ImmutableWhen.ATTRIBUTE, immutableWhen.toJson());
        }
        if (transitions != null) {
            out.set(Transitions.ATTRIBUTE, transitions.toJson());
        }
        if (acyclic != null) {
            out.set(Acyclic.ATTRIBUTE, acyclic.toJson());
        }
        if (!counters.isEmpty()) {
            ArrayNode list = out.putArray(Counter.ATTRIBUTE);
            counters.forEach(counter -> list.add(counter.toJson()));
        }
        if (!invariants.isEmpty()) {
            ArrayNode list = out.putArray(Invariant.ATTRIBUTE);
            invariants.forEach(invariant -> list.add(invariant.toJson()));
        }
        if (!retention.equals(Retention.DEFAULT)) {
            out.set(Retention.ATTRIBUTE, retention.toJson());
        }
        if (!indexes.isEmpty()) {
            ArrayNode list = out.putArray(CombinedIndex.ATTRIBUTE);
            indexes.forEach(index -> list.add(index.toJson()));
        }
    }

    /** The options that are set, as an object's JSON has them. */
    public ObjectNode toJson() {
        ObjectNode out = Json.object();
        write(out);
        return out;
    }

    /** The options that are set and use fields. */
    public List<ObjectOption> all() {
        List<ObjectOption> all = new ArrayList<>(uniqueTogether);
        if (immutableWhen != null) {
            all.add(immutableWhen);
        }
        if (transitions != null) {
            all.add(transitions);
        }
        if (acyclic != null) {
            all.add(acyclic);
        }
        all.addAll(counters);
        all.addAll(invariants);
        all.addAll(indexes);
        all.add(retention);
        return all;
    }

    /** The same with a field renamed. */
    public ObjectOptions renamed(FieldRenaming renaming) {
        return new ObjectOptions(
                uniqueTogether.stream()
                        .map(one -> one.renamed(renaming::own, renaming::expression))
                        .toList(),
                appendOnly,
                immutableWhen == null
                        ? null
                        : immutableWhen.renamed(renaming::own, renaming::expression),
                transitions == null ? null : transitions.renamed(renaming),
                acyclic == null ? null : acyclic.renamed(renaming::own),
                counters.stream()
                        .map(one -> one.renamed(renaming::own, renaming::expression))
                        .toList(),
                invariants.stream().map(one -> one.renamed(renaming::expression)).toList(),
                retention.renamed(renaming::own),
                indexes.stream().map(one -> one.renamed(renaming::own)).toList());
    }

    /** The same where an object has another name, which only invariants have in their texts. */
    public ObjectOptions withExpressionsOfInvariants(UnaryOperator<String> rewrite) {
        return new ObjectOptions(
                uniqueTogether,
                appendOnly,
                immutableWhen,
                transitions,
                acyclic,
                counters,
                invariants.stream().map(one -> one.renamed(rewrite)).toList(),
                retention,
                indexes);
    }
}
