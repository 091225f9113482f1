package dev.armature.engine.erasure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;

/**
 * What is left of a tenant that was erased: what there was, by numbers, when it went and who had it
 * go. Each names the hash of the one before, so that none is changed or taken out unseen.
 *
 * @param hash of the document, in hexadecimal: who was erased keeps it
 */
public record Proof(long position, String document, String hash) {

    private static final String NONE = "0".repeat(64);

    /** Adds one, within a transaction of the owner. */
    static Proof add(Connection connection, ObjectNode told) {
        Sql.raw("lock table erasure in exclusive mode").execute(connection);
        List<Proof> before = all(connection);
        long position = before.size() + 1L;
        told.put("previous", before.isEmpty() ? NONE : before.getLast().hash);
        String document = Json.write(told);
        Proof proof = new Proof(position, document, hash(document));
        Sql.of(
                        "insert into erasure (position, document, hash) values (",
                        Sql.number(position),
                        ", ",
                        Sql.value(document, ColumnType.TEXT),
                        ", ",
                        Sql.value(proof.hash, ColumnType.TEXT),
                        ")")
                .execute(connection);
        return proof;
    }

    /** All of them, the oldest first. */
    static List<Proof> all(Connection connection) {
        return Sql.raw("select position, document, hash from erasure order by position")
                .all(
                        connection,
                        row -> new Proof(row.getLong(1), row.getString(2), row.getString(3)));
    }

    private static String hash(String document) {
        return Sha256.hex(document.getBytes(StandardCharsets.UTF_8));
    }

    /** What it says. */
    public ObjectNode told() {
        return Json.readObject(document);
    }

    /** Whether it is as it was written, after the one before it. */
    public boolean follows(List<Proof> all) {
        int index = all.indexOf(this);
        return position == index + 1L
                && hash.equals(hash(document))
                && told().get("previous")
                        .textValue()
                        .equals(index == 0 ? NONE : all.get(index - 1).hash);
    }
}
