package dev.armature.engine.record;

import dev.armature.engine.file.FileAccess;
import dev.armature.engine.file.KnownFile;
import dev.armature.metadata.expression.StoredFile;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.NamedFile;
import dev.armature.metadata.model.FieldModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts files in the place of their ids: one query for all drafts. A record keeps the files it has;
 * any other must be one that the caller may use, and one that the field takes.
 */
final class AttachFiles implements WriteStep {

    private final FileAccess access;

    AttachFiles(FileAccess access) {
        this.access = access;
    }

    /** A field's new files, as they were given: named, or taken from another value. */
    private record Given(
            Draft draft, FieldModel field, AttachmentType type, List<?> files, boolean isList) {

        static @Nullable Given of(Draft draft, FieldModel field) {
            Object value = draft.value(field);
            if (!(field.type() instanceof AttachmentType type)
                    || value == null
                    || !draft.isChanged(field)
                    || draft.hasProblem(field)) {
                return null;
            }
            return value instanceof List<?> list
                    ? new Given(draft, field, type, list, true)
                    : new Given(draft, field, type, List.of(value), false);
        }

        Map<UUID, StoredFile> kept() {
            Map<UUID, StoredFile> kept = new HashMap<>();
            StoredRecord before = draft.before();
            if (before != null) {
                AttachmentType.files(before.values().get(field.id()))
                        .forEach(file -> kept.put(file.id(), file));
            }
            return kept;
        }
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        List<Given> all = new ArrayList<>();
        Set<UUID> wanted = new TreeSet<>();
        for (Draft draft : drafts) {
            for (FieldModel field :
                    draft.isWrite() ? draft.object().fields() : List.<FieldModel>of()) {
                Given given = Given.of(draft, field);
                if (given != null) {
                    all.add(given);
                    Set<UUID> kept = given.kept().keySet();
                    given.files().stream()
                            .map(AttachFiles::id)
                            .filter(id -> !kept.contains(id))
                            .forEach(wanted::add);
                }
            }
        }
        Map<UUID, KnownFile> found =
                wanted.isEmpty()
                        ? Map.of()
                        : access.hold(
                                session.connection(), session.model(), session.caller(), wanted);
        all.forEach(given -> put(given, found));
    }

    private static UUID id(Object given) {
        return given instanceof NamedFile named ? named.id() : ((StoredFile) given).id();
    }

    private static void put(Given given, Map<UUID, KnownFile> found) {
        Map<UUID, StoredFile> kept = given.kept();
        List<StoredFile> files = new ArrayList<>();
        for (Object one : given.files()) {
            StoredFile file = kept.get(id(one));
            if (file == null) {
                file = taken(given, id(one), found);
            }
            if (file != null && one instanceof NamedFile named && !named.isTrueOf(file)) {
                given.draft()
                        .problem(
                                given.field(),
                                "read_only_field",
                                "A file is given by its id, or sent back as it was answered");
            }
            if (file == null || given.draft().hasProblem(given.field())) {
                given.draft().set(given.field(), null);
                return;
            }
            files.add(file);
        }
        given.draft().set(given.field(), given.isList() ? List.copyOf(files) : files.getFirst());
    }

    private static @Nullable StoredFile taken(Given given, UUID id, Map<UUID, KnownFile> found) {
        KnownFile known = found.get(id);
        if (known == null) {
            given.draft()
                    .problem(
                            given.field(),
                            "reference_not_found",
                            given.field().definition().message("There is no file " + id));
            return null;
        }
        boolean fits =
                given.type()
                        .rules()
                        .check(
                                known.file(),
                                (code, message) ->
                                        given.draft().problem(given.field(), code, message));
        return fits ? known.file() : null;
    }
}
