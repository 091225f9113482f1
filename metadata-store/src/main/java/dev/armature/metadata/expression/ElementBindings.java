package dev.armature.metadata.expression;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an expression inside an {@link Expression.Exists} reads: all around it, and the record. */
record ElementBindings(Bindings around, String variable, Bindings record) implements Bindings {

    @Override
    public @Nullable Object read(Expression.Read read) {
        return around.read(read);
    }

    @Override
    public Environment environment() {
        return around.environment();
    }

    @Override
    public List<Bindings> records(int objectId, List<UUID> ids) {
        return around.records(objectId, ids);
    }

    @Override
    public Bindings element(String name) {
        return name.equals(variable) ? record : around.element(name);
    }
}
