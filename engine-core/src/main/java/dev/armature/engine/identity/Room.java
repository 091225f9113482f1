package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.sql.Connection;

/** Whether somebody may have one more of what there are few of. Stateless. */
public final class Room {

    private Room() {}

    /**
     * Refuses one more where there are as many as there may be.
     *
     * @param there the table and the condition of those that count, as they stand after "from"
     * @param refusal what is said, with the number in the place of {@code %d}
     * @throws EngineException {@code state_conflict}
     */
    public static void require(Connection connection, Sql there, int most, String refusal) {
        int count =
                Sql.of("select count(*)::int from ", there)
                        .first(connection, row -> row.getInt(1))
                        .orElse(0);
        if (count >= most) {
            throw new EngineException(ErrorCode.STATE_CONFLICT, refusal.formatted(most));
        }
    }
}
