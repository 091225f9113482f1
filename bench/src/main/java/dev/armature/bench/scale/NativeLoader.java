package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.database.DatabaseAddress;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Writes deals into the hand-written service's tables, past the service. */
final class NativeLoader implements AutoCloseable {

    private final UUID user;
    private final Copy deals;
    private final Copy histories;

    NativeLoader(DatabaseAddress owner, UUID user) throws SQLException {
        this.user = user;
        this.deals =
                new Copy(
                        owner,
                        "deal",
                        "id, created_at, updated_at, created_by, updated_by, owner, account, contacted_at, probability, close_date, active, name, code, stage, amount, email, notes");
        this.histories =
                new Copy(owner, "deal_history", "at, deal_id, version, actor, operation, replaced");
    }

    void add(UUID id, Instant at, ObjectNode deal) throws IOException {
        deals.row(
                id,
                at,
                at,
                user,
                user,
                user,
                deal.get("account").textValue(),
                deal.get("contactedAt").textValue(),
                deal.get("probability"),
                deal.get("closeDate").textValue(),
                deal.get("active"),
                deal.get("name").textValue(),
                deal.get("code").textValue(),
                deal.get("stage").textValue(),
                deal.get("amount").decimalValue().toPlainString(),
                deal.get("email").textValue(),
                deal.get("notes").textValue());
        histories.row(at, id, 1, user, "create", "{}");
    }

    @Override
    public void close() throws SQLException, IOException {
        deals.close();
        histories.close();
    }
}
