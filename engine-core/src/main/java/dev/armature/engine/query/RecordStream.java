package dev.armature.engine.query;

import dev.armature.engine.sql.OpenQuery;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a list, one after the other, as they were when it was opened, each as the list
 * shows it. One thread reads; any may close.
 */
public final class RecordStream implements AutoCloseable {

    private final OpenQuery rows;
    private final RowColumns columns;
    private final RecordQuery query;

    RecordStream(OpenQuery rows, RowColumns columns, RecordQuery query) {
        this.rows = rows;
        this.columns = columns;
        this.query = query;
    }

    /** The next record's JSON; null after the last, and once it is closed. */
    public byte @Nullable [] next() {
        try {
            return rows.next(row -> RecordReader.json(out -> columns.write(row, out)));
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, query.object(), lookedAt(query));
        }
    }

    /** What a list computes for every record; no index helps where it is computed of the past. */
    static List<Expression> lookedAt(RecordQuery query) {
        if (query.asOf() != null) {
            return List.of();
        }
        List<Expression> all = new ArrayList<>();
        if (query.filter() != null) {
            all.add(query.filter());
        }
        query.sort().forEach(key -> all.add(key.field()));
        return all;
    }

    public boolean isClosed() {
        return rows.isClosed();
    }

    @Override
    public void close() {
        rows.close();
    }
}
