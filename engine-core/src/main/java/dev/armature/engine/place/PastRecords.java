package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.time.Instant;

/**
 * The records that were live at a moment, as they were then. Those that nobody has changed since
 * are where they are; of the others, what later versions replaced is put back. Figures that are
 * stored are not what they were: they are kept without versions.
 *
 * @param at versions of this moment are among them
 */
public record PastRecords(ObjectModel object, Instant at) implements QueriedRecords {

    private RecordPlace now() {
        return RecordPlace.of(object);
    }

    private Sql moment() {
        return Sql.value(at, ColumnType.TIMESTAMPTZ);
    }

    @Override
    public Sql name() {
        RecordPlace now = now();
        return Sql.of(
                "(select r.id, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, r.owner_id, r.data from ",
                now.name(),
                " r where ",
                now.isLive("r"),
                " and r.updated_at <= ",
                moment(),
                "\nunion all select r.id, v.version, r.created_at, r.created_by, v.at, v.actor, ",
                owner(),
                ", (select coalesce(jsonb_object_agg(d.key, d.value), '{}') from jsonb_each(r.data || coalesce(p.put, '{}') - '",
                SystemField.OWNER_KEY,
                "') d where d.value <> 'null') from ",
                now.name(),
                " r cross join lateral (select h.version, h.at, h.actor, h.operation from record_history h where ",
                ofRecord(),
                " and h.at <= ",
                moment(),
                " order by h.version desc limit 1) v left join lateral (select jsonb_object_agg(e.key, e.value order by h.version desc) as put",
                " from record_history h cross join lateral jsonb_each(h.replaced) e where ",
                ofRecord(),
                " and h.version > v.version) p on true where ",
                changed(now),
                " and v.operation <> 'delete')");
    }

    // Of several versions that replaced a value, the oldest is the last to be put back.

    private static String owner() {
        String before = "p.put->>'" + SystemField.OWNER_KEY + "'";
        return "case when jsonb_exists(p.put, '"
                + SystemField.OWNER_KEY
                + "') then ("
                + before
                + ")::uuid else r.owner_id end";
    }

    private Sql ofRecord() {
        return Sql.of(
                "h.tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and h.object_id = ",
                Sql.number(object.id()),
                " and h.record_id = r.id");
    }

    private Sql changed(RecordPlace now) {
        return Sql.of(now.isOwn("r"), " and r.updated_at > ", moment());
    }

    /** The ids of all records, live or deleted, that somebody has changed or made since. */
    public Sql changedSince() {
        RecordPlace now = now();
        return Sql.of("select r.id from ", now.name(), " r where ", changed(now));
    }
}
