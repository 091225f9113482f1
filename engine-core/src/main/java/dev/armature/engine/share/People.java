package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.List;

/** Tells those who share records with whom they may: names, and no more of anybody. Thread-safe. */
public final class People {

    /** How many users, and how many groups, one answer has. */
    static final int MOST_FOUND = 20;

    /** How long what is looked for may be. */
    static final int MAX_SEARCH = 200;

    private final TenantDatabase database;
    private final AccessPolicy access;

    public People(TenantDatabase database, AccessPolicy access) {
        this.database = database;
        this.access = access;
    }

    /** Users who may sign in, and groups, whose names have a text in them. */
    public ObjectNode find(Caller caller, TenantModel model, String search) {
        TenantModel seen = access.seen(caller, model);
        if (seen.objects().stream().noneMatch(o -> seen.grants().allows(o, Right.UPDATE))) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "Who may change records of an object shares them");
        }
        if (search.length() > MAX_SEARCH || search.indexOf('\0') >= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY,
                    "The parameter \"search\" is a text of at most " + MAX_SEARCH + " characters");
        }
        Sql tenant = Sql.number(caller.tenantId().value());
        Sql text = Sql.value(search, ColumnType.TEXT);
        ObjectNode answer = Json.object();
        ArrayNode users = answer.putArray("users");
        ArrayNode groups = answer.putArray("groups");
        database.query(
                caller.tenantId(),
                List.of(
                        Sql.of(
                                "select u.id, u.name from user_account u where u.tenant_id = ",
                                tenant,
                                " and u.active and position(lower(",
                                text,
                                ") in lower(u.name)) > 0 order by u.name, u.id limit ",
                                Sql.number(MOST_FOUND)),
                        Sql.of(
                                "select g.name, g.label from user_group g where g.tenant_id = ",
                                tenant,
                                " and position(lower(",
                                text,
                                ") in lower(g.label)) > 0 order by g.label, g.name limit ",
                                Sql.number(MOST_FOUND))),
                List.of(
                        row -> {
                            while (row.next()) {
                                users.addObject()
                                        .put("id", row.getString(1))
                                        .put("name", row.getString(2));
                            }
                        },
                        row -> {
                            while (row.next()) {
                                groups.addObject()
                                        .put("name", row.getString(1))
                                        .put("label", row.getString(2));
                            }
                        }));
        return answer;
    }
}
