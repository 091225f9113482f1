package dev.armature.engine.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.query.ChangedRecords;
import dev.armature.engine.query.RecordQuery;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts some changes of a tenant into words, for one audience after the other. What several see
 * alike is read once. Belongs to one thread.
 */
final class Telling {

    private static final byte[] RECORD = ",\"record\":".getBytes(StandardCharsets.UTF_8);
    private static final String GONE = "gone";

    /** How many filters are put to the changed records in one statement. */
    private static final int MOST_TOGETHER = 100;

    private final TenantId tenant;
    private final TenantModel model;
    private final List<Change> changes;
    private final Tools tools;
    private final Map<Look, Sight> sights = new HashMap<>();
    private final Map<Integer, Past> pasts = new HashMap<>();
    private final Map<Look, Set<String>> filters = new HashMap<>();
    private final Map<Look, Map<UUID, ChangedRecords.Seen>> read = new HashMap<>();

    /** What tells it. */
    record Tools(ChangeLog log, ChangedRecords records, AccessPolicy access, EventIds ids) {}

    /** What is looked at by whom. */
    private record Look(
            List<String> roles,
            @Nullable Caller who,
            int object,
            @Nullable String filter,
            @Nullable String fields) {

        static Look of(Audience audience, int object) {
            Interest interest = audience.interest();
            return new Look(
                    audience.roles(), audience.who(), object, interest.filter(), interest.fields());
        }

        Look with(@Nullable String other) {
            return new Look(roles, who, object, other, fields);
        }
    }

    /** What came out of a look. */
    private record Sight(
            Map<UUID, ChangedRecords.Seen> now, Set<ChangedRecords.Change> gone, boolean narrow) {}

    /** What records of an object were before the changes. */
    private record Past(
            ChangedRecords.Before before, Map<UUID, Map<Integer, ObjectNode>> replaced) {}

    Telling(TenantId tenant, TenantModel model, List<Change> changes, Tools tools) {
        this.tenant = tenant;
        this.model = model;
        this.changes = changes;
        this.tools = tools;
    }

    /** Says who will be told, so that what they look for is looked for together. */
    void expect(Collection<Audience> audiences) {
        filters.clear();
        for (Audience audience : audiences) {
            Interest interest = audience.interest();
            String filter = interest.filter();
            if (filter != null && changes.stream().anyMatch(interest::covers)) {
                interest.objects()
                        .forEach(object ->
                                filters.computeIfAbsent(
                                                Look.of(audience, object).with(null),
                                                look -> new LinkedHashSet<>())
                                        .add(filter));
            }
        }
    }

    /**
     * What an audience is told.
     *
     * @param caller one of them
     * @throws EngineException when they cannot be told what they asked for
     */
    Messages to(Audience audience, Caller caller) {
        TenantModel seen = tools.access.seen(caller, model);
        List<Messages.Message> messages = new ArrayList<>();
        for (Change change : changes) {
            ObjectModel object = seen.object(change.objectId());
            if (object != null
                    && audience.interest().covers(change)
                    && isInScope(audience.scopes(), object)) {
                Messages.Message message = message(audience, caller, object, change);
                if (message != null) {
                    messages.add(message);
                }
            }
        }
        return Messages.of(messages);
    }

    private static boolean isInScope(@Nullable Scopes scopes, ObjectModel object) {
        return scopes == null || scopes.allows(Scopes.Access.READ, object.name());
    }

    private Messages.@Nullable Message message(
            Audience audience, Caller caller, ObjectModel object, Change change) {
        Sight sight =
                sights.computeIfAbsent(
                        Look.of(audience, object.id()), look -> look(look, caller, object));
        ChangedRecords.Seen seen = sight.now.get(change.recordId());
        if (seen != null || !sight.narrow) {
            return told(object, change, seen == null ? null : seen.json());
        }
        return sight.gone.contains(key(change)) ? gone(object, change) : null;
    }

    private Sight look(Look look, Caller caller, ObjectModel object) {
        RecordQuery query = query(object, look);
        List<Change> here = of(object);
        Set<UUID> ids = new LinkedHashSet<>();
        here.forEach(change -> ids.add(change.recordId()));
        Map<UUID, ChangedRecords.Seen> now = now(look, caller, query, ids);
        boolean narrow = ChangedRecords.isNarrow(query);
        return new Sight(now, narrow ? gone(caller, query, here, now) : Set.of(), narrow);
    }

    private static RecordQuery query(ObjectModel object, Look look) {
        RecordQuery query = RecordQuery.of(object);
        query = look.filter() == null ? query : query.withFilter(look.filter());
        return look.fields() == null ? query : query.withFields(look.fields());
    }

    private Map<UUID, ChangedRecords.Seen> now(
            Look look, Caller caller, RecordQuery query, Set<UUID> ids) {
        Map<UUID, ChangedRecords.Seen> known = read.remove(look);
        if (known != null) {
            return known;
        }
        Map<Look, RecordQuery> together = together(look, query);
        if (together.size() < 2) {
            return tools.records.now(caller, query, ids);
        }
        List<Map<UUID, ChangedRecords.Seen>> all =
                tools.records.now(caller, List.copyOf(together.values()), ids);
        int next = 0;
        for (Look one : together.keySet()) {
            read.put(one, all.get(next++));
        }
        return Objects.requireNonNull(read.remove(look));
    }

    /** A look, and others of the same people that differ in the filter alone. */
    private Map<Look, RecordQuery> together(Look look, RecordQuery query) {
        Map<Look, RecordQuery> together = new LinkedHashMap<>();
        Set<String> others = filters.getOrDefault(look.with(null), Set.of());
        if (others.size() < 2 || !ChangedRecords.isSimple(query)) {
            return together;
        }
        together.put(look, query);
        others.remove(look.filter());
        for (Iterator<String> filter = others.iterator();
                filter.hasNext() && together.size() < MOST_TOGETHER; ) {
            Look other = look.with(filter.next());
            filter.remove();
            try {
                RecordQuery asked = query(query.object(), other);
                if (ChangedRecords.isSimple(asked)) {
                    together.put(other, asked);
                }
            } catch (EngineException e) {
                // Who asked so is told when it is their turn.
            }
        }
        return together;
    }

    private List<Change> of(ObjectModel object) {
        return changes.stream().filter(change -> change.objectId() == object.id()).toList();
    }

    private Set<ChangedRecords.Change> gone(
            Caller caller,
            RecordQuery query,
            List<Change> here,
            Map<UUID, ChangedRecords.Seen> now) {
        List<Change> unseen =
                here.stream()
                        .filter(change -> change.deed() == Change.Deed.UPDATE)
                        .filter(change -> !now.containsKey(change.recordId()))
                        .toList();
        if (unseen.isEmpty()) {
            return Set.of();
        }
        Past past = pasts.computeIfAbsent(query.object().id(), id -> past(query.object(), here));
        Set<ChangedRecords.Change> moved = new HashSet<>();
        for (Change change : unseen) {
            ObjectNode replaced =
                    past.replaced
                            .getOrDefault(change.recordId(), Map.of())
                            .getOrDefault(change.version(), Json.object());
            Set<String> fields = new HashSet<>();
            replaced.fieldNames().forEachRemaining(fields::add);
            if (ChangedRecords.mayMove(query, fields)) {
                moved.add(key(change));
            }
        }
        return moved.isEmpty()
                ? Set.of()
                : tools.records.sawBefore(caller, query, past.before, moved);
    }

    private Past past(ObjectModel object, List<Change> here) {
        Map<UUID, Integer> since = new HashMap<>();
        List<ChangedRecords.Change> keys = new ArrayList<>();
        for (Change change : here) {
            if (change.deed() == Change.Deed.UPDATE) {
                since.merge(change.recordId(), change.version(), Math::min);
                keys.add(key(change));
            }
        }
        Map<UUID, Map<Integer, ObjectNode>> replaced =
                tools.log.replaced(tenant, object.id(), since);
        return new Past(tools.records.before(object, keys, replaced), replaced);
    }

    private static ChangedRecords.Change key(Change change) {
        return new ChangedRecords.Change(change.recordId(), change.version());
    }

    private Messages.Message told(ObjectModel object, Change change, byte @Nullable [] record) {
        String id = tools.ids.write(tenant, change.position(), change.at());
        ObjectNode json =
                head(id, change.deed().type(), object, change)
                        .put("version", change.version())
                        .put("at", change.at().toString());
        return new Messages.Message(
                change.position(), id, change.deed().type(), with(Json.bytes(json), record));
    }

    /** Who saw a record learns that it is not theirs any more, and nothing of what became of it. */
    private Messages.Message gone(ObjectModel object, Change change) {
        String id = tools.ids.write(tenant, change.position(), change.at());
        return new Messages.Message(
                change.position(), id, GONE, Json.bytes(head(id, GONE, object, change)));
    }

    private static ObjectNode head(String id, String type, ObjectModel object, Change change) {
        return Json.object()
                .put("event", id)
                .put("type", type)
                .put("object", object.name())
                .put("id", change.recordId().toString());
    }

    private static byte[] with(byte[] head, byte @Nullable [] record) {
        if (record == null) {
            return head;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + record.length + 16);
        whole.write(head, 0, head.length - 1);
        whole.writeBytes(RECORD);
        whole.writeBytes(record);
        whole.write('}');
        return whole.toByteArray();
    }
}
