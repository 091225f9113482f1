package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All records of an object, whoever may see them, for who takes everything out; secrets are not
 * among their fields. Where a field cannot be computed for some record, this record and those after
 * it come with what is stored.
 */
public final class WholeRecords {

    private static final int FETCHED = 500;
    private static final List<String> NOT_COMPUTED = List.of("22", "57014");

    private final Connection connection;
    private final ObjectModel object;
    private final boolean deleted;
    private final Environment environment;
    private final Consumer<byte[]> consumer;
    private @Nullable UUID last;

    private WholeRecords(
            Connection connection,
            ObjectModel object,
            boolean deleted,
            Environment environment,
            Consumer<byte[]> consumer) {
        this.connection = connection;
        this.object = object.whole();
        this.deleted = deleted;
        this.environment = environment;
        this.consumer = consumer;
    }

    /**
     * Hands over the JSON of each record, in order of their ids, within a transaction that sees one
     * moment. What the database locks for it is free afterwards.
     *
     * @param deleted whether those in the recycle bin are wanted, with the time of their deletion
     * @return whether every field was computed for every record
     */
    public static boolean scan(
            Connection connection,
            ObjectModel object,
            boolean deleted,
            Environment environment,
            Consumer<byte[]> consumer)
            throws SQLException {
        WholeRecords records = new WholeRecords(connection, object, deleted, environment, consumer);
        return records.computed() || !records.stored();
    }

    private boolean computed() throws SQLException {
        try {
            read(new Joins(object), field -> true);
            return true;
        } catch (DatabaseException e) {
            if (NOT_COMPUTED.stream().noneMatch(e.state()::startsWith)) {
                throw e;
            }
            return false;
        }
    }

    private boolean stored() throws SQLException {
        read(Joins.stored(object, RecordPlace::of), field -> field.type().stored());
        return true;
    }

    // Going back to the savepoint gives the locks back: who changes the table need not wait for
    // the rest of the transaction.
    private void read(Joins joins, Predicate<FieldModel> wanted) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Selection selection =
                    Selection.all(object)
                            .only(field ->
                                    wanted.test(field) && !(field.type() instanceof SecretType));
            List<Sql> selected = new ArrayList<>();
            RowColumns columns = RowColumns.add(selection, joins, environment, selected);
            selected.add(Sql.raw(Joins.ROOT + ".deleted_at as gone_at"));
            selected.add(Sql.raw(Joins.ROOT + ".id as own_id"));
            Sql.of(
                            "select ",
                            Sql.join(", ", selected),
                            "\n",
                            joins.from(),
                            "\nwhere ",
                            which(joins),
                            "\norder by " + Joins.ROOT + ".id")
                    .scan(
                            connection,
                            FETCHED,
                            rows -> {
                                while (rows.next()) {
                                    consumer.accept(json(columns, rows));
                                    last = rows.getObject("own_id", UUID.class);
                                }
                            });
        } finally {
            connection.rollback(before);
        }
    }

    private Sql which(Joins joins) {
        Sql which =
                deleted
                        ? Sql.of(joins.own(), " and " + Joins.ROOT + ".deleted_at is not null")
                        : joins.live();
        return last == null
                ? which
                : Sql.of(which, " and " + Joins.ROOT + ".id > ", Sql.value(last, ColumnType.UUID));
    }

    private byte[] json(RowColumns columns, ResultSet row) throws SQLException {
        byte[] json = RecordReader.json(out -> columns.write(row, out));
        OffsetDateTime gone = row.getObject("gone_at", OffsetDateTime.class);
        return gone == null ? json : withDeletion(json, gone.toInstant());
    }

    // A record has an id at least, so there is something before it.
    private static byte[] withDeletion(byte[] json, Instant at) {
        byte[] end = (",\"deletedAt\":\"" + at + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[json.length - 1 + end.length];
        System.arraycopy(json, 0, whole, 0, json.length - 1);
        System.arraycopy(end, 0, whole, json.length - 1, end.length);
        return whole;
    }
}
