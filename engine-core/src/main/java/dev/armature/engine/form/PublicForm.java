package dev.armature.engine.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SecretToken;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A form that is published.
 *
 * @param object the number of the object whose records it makes
 * @param open whether its administrators want it filled in
 * @param notTaken how many were answered as if they were taken
 * @param secret what nobody guesses of its address
 */
record PublicForm(
        UUID id,
        int object,
        FormDefinition definition,
        boolean open,
        @Nullable Instant opensAt,
        @Nullable Instant closesAt,
        @Nullable Long mostAnswers,
        long answers,
        long notTaken,
        @Nullable Instant lastAnswerAt,
        UUID owner,
        UUID createdBy,
        Instant createdAt,
        Instant changedAt,
        byte[] secret) {

    static final String COLUMNS =
            "f.id, f.object_id, f.definition, f.open, f.opens_at, f.closes_at, f.most_answers, f.answers, f.not_taken, f.last_answer_at, f.owner_id, f.created_by, f.created_at, f.changed_at, f.secret";

    /** How it stands with a form. */
    enum State {
        OPEN("open"),
        CLOSED("closed"),
        NOT_YET("notYet"),
        OVER("over"),
        FULL("full"),
        /** What it asks for is not there any more. */
        BROKEN("broken");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    static PublicForm read(ResultSet row) throws SQLException {
        return new PublicForm(
                row.getObject("id", UUID.class),
                row.getInt("object_id"),
                FormDefinition.fromStored(row.getString("definition")),
                row.getBoolean("open"),
                instant(row, "opens_at"),
                instant(row, "closes_at"),
                row.getObject("most_answers", Long.class),
                row.getLong("answers"),
                row.getLong("not_taken"),
                instant(row, "last_answer_at"),
                row.getObject("owner_id", UUID.class),
                row.getObject("created_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getBytes("secret"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Whether a token that was shown is this form's. */
    boolean isOf(SecretToken token) {
        return token.matches(Sha256.of(secret));
    }

    String token(Tenant tenant) {
        return new SecretToken(tenant.uid(), id, secret).text();
    }

    State state(@Nullable ObjectModel known, Instant now) {
        if (known == null || definition.asked(known).isEmpty()) {
            return State.BROKEN;
        }
        if (!open) {
            return State.CLOSED;
        }
        if (opensAt != null && now.isBefore(opensAt)) {
            return State.NOT_YET;
        }
        if (closesAt != null && !now.isBefore(closesAt)) {
            return State.OVER;
        }
        return mostAnswers != null && answers >= mostAnswers ? State.FULL : State.OPEN;
    }

    /**
     * As administrators read it.
     *
     * @param known its object, or null when that is gone
     */
    ObjectNode toJson(Tenant tenant, @Nullable ObjectModel known, String address, Instant now) {
        ObjectNode json =
                Json.object()
                        .put("id", id.toString())
                        .put("object", known == null ? null : known.name())
                        .put("state", state(known, now).word)
                        .put("address", address + token(tenant));
        if (known != null) {
            json.setAll(definition.toJson(known));
        } else {
            json.put("title", definition.title());
        }
        return json.put("owner", owner.toString())
                .put("open", open)
                .put("opensAt", text(opensAt))
                .put("closesAt", text(closesAt))
                .put("mostAnswers", mostAnswers)
                .put("answers", answers)
                .put("notTaken", notTaken)
                .put("lastAnswerAt", text(lastAnswerAt))
                .put("createdBy", createdBy.toString())
                .put("createdAt", createdAt.toString())
                .put("changedAt", changedAt.toString());
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
