package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies an object's records, deleted ones included, from one place to another while they are used
 * in the first. What writers change meanwhile is brought after by {@link #catchUp}.
 */
final class RecordMover {

    static final int BATCH = 5_000;

    private static final List<String> COLUMNS =
            List.of(
                    "created_at",
                    "updated_at",
                    "deleted_at",
                    "version",
                    "id",
                    "owner_id",
                    "created_by",
                    "updated_by",
                    "data");

    private final Connection owner;
    private final RecordPlace from;
    private final RecordPlace to;

    RecordMover(Connection owner, RecordPlace from, RecordPlace to) {
        this.owner = owner;
        this.from = from;
        this.to = to;
    }

    /** A batch that was copied: how many records, and the id of the last. */
    record Copied(int records, UUID last) {}

    /** Copies the next records in the order of their ids; empty when there are none left. */
    Optional<Copied> copy(@Nullable UUID after) {
        Sql next =
                after == null
                        ? Sql.EMPTY
                        : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID));
        Sql rows =
                Sql.of(
                        "from ",
                        rows(from),
                        " r where ",
                        from.isOwn("r"),
                        next,
                        " order by r.id limit ",
                        Sql.number(BATCH));
        Sql copy =
                Sql.of(
                        "with copied as (",
                        upsert(rows),
                        " returning id) select (select count(*) from copied), (select id from copied order by id desc limit 1)");
        List<Copied> copied = new ArrayList<>();
        copy.query(
                owner,
                result -> {
                    result.next();
                    if (result.getInt(1) > 0) {
                        copied.add(new Copied(result.getInt(1), result.getObject(2, UUID.class)));
                    }
                });
        return copied.stream().findFirst();
    }

    /** Makes both places equal. */
    void catchUp() {
        upsert(
                        Sql.of(
                                "from ",
                                rows(from),
                                " r left join ",
                                rows(to),
                                " t on t.id = r.id and ",
                                to.isOwn("t"),
                                " where ",
                                from.isOwn("r"),
                                " and (t.id is null or t.version <> r.version or t.deleted_at is distinct from r.deleted_at or t.data is distinct from r.data)"))
                .execute(owner);
        Sql.of(
                        "delete from ",
                        rows(to),
                        " t where ",
                        to.isOwn("t"),
                        " and not exists (select from ",
                        rows(from),
                        " r where ",
                        from.isOwn("r"),
                        " and r.id = t.id)")
                .execute(owner);
    }

    private Sql upsert(Sql rows) {
        Map<String, Sql> columns = new LinkedHashMap<>();
        COLUMNS.forEach(column -> columns.put(column, Sql.raw("r." + column)));
        columns.putAll(to.derived("r", RowFormulas::value));
        String updates =
                columns.keySet().stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
        columns.putAll(to.keys());
        return Sql.of(
                "insert into ",
                rows(to),
                " (",
                String.join(", ", columns.keySet()),
                ")\nselect ",
                Sql.join(", ", columns.values()),
                "\n",
                rows,
                "\non conflict (",
                conflict(),
                ") do update set ",
                updates);
    }

    private String conflict() {
        return to.keys().keySet().stream().map(key -> key + ", ").collect(Collectors.joining())
                + "id";
    }

    // The owner needs no tenant's role to use its own tables.
    private static Sql rows(RecordPlace place) {
        return Sql.raw(place.name().text());
    }
}
