package dev.armature.engine.live;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.ChangedRecords;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells of single changes in other ways than by a stream, and says of them what a stream would say
 * at the same moment. Thread-safe.
 */
public final class ChangeTeller {

    private final TenantDatabase database;
    private final TenantModels models;
    private final Telling.Tools tools;

    /**
     * What is told of a change.
     *
     * @param id of the event, the same whenever and to whomever it is told
     * @param object the name of the record's object
     * @param type what happened, as streams name it
     * @param json what a stream would say
     */
    public record Told(String id, String object, String type, byte[] json) {}

    /**
     * @param secret the one by which streams seal the ids of events
     */
    public ChangeTeller(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            byte[] secret,
            Clock clock) {
        this.database = database;
        this.models = models;
        this.tools =
                new Telling.Tools(
                        new ChangeLog(database),
                        new ChangedRecords(database, access, clock),
                        access,
                        new EventIds(secret));
    }

    /** The id of an event. */
    public String id(Change change) {
        return tools.ids().write(change.tenant(), atHome(change).position(), change.at());
    }

    // Who keeps changes does not keep where they were: it is where their tenant lives.
    private Change atHome(Change change) {
        return change.in(database.home(change.tenant()).home());
    }

    /**
     * What somebody is told now of some changes; what they do not see is not among it.
     *
     * @throws EngineException when they cannot be told what they asked for
     */
    public Map<Position, Told> tell(Caller caller, Interest interest, List<Change> changes) {
        TenantModel model = models.current(caller.tenantId());
        Map<Position, Change> asGiven = new HashMap<>();
        Map<Position, String> objects = new HashMap<>();
        List<Change> here = new ArrayList<>();
        for (Change change : changes) {
            Change placed = atHome(change);
            here.add(placed);
            asGiven.put(placed.position(), change);
            ObjectModel object = model.object(change.objectId());
            if (object != null) {
                objects.put(placed.position(), object.name());
            }
        }
        Audience audience = new Audience(caller.roles(), caller, null, interest);
        Map<Position, Told> told = new HashMap<>();
        for (Messages.Message message :
                new Telling(caller.tenantId(), model, here, tools).to(audience, caller).list()) {
            Position position = Objects.requireNonNull(message.position());
            told.put(
                    Objects.requireNonNull(asGiven.get(position)).position(),
                    new Told(
                            Objects.requireNonNull(message.id()),
                            Objects.requireNonNull(objects.get(position)),
                            message.type(),
                            message.json()));
        }
        return told;
    }
}
